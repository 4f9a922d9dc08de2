"""Rewards in the database; of two steps at once on the same reward one wins."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.citizens import citizens as followers
from bureau.adapters.store.schema.citizens import identities
from bureau.adapters.store.schema.duty import duty_bindings
from bureau.adapters.store.schema.messages import inbox, outbox
from bureau.adapters.store.schema.rewards import (
    reward_codes,
    reward_events,
    reward_forms,
    reward_hushed,
    reward_matters,
    reward_numbers,
    reward_payees,
    reward_wrong_codes,
    rewards,
)
from bureau.adapters.store.upsert import insert_ignore, upsert
from bureau.messaging import MessageState, Outcome
from bureau.rewards import (
    OPEN_REWARDS,
    ClaimKind,
    Findings,
    Reward,
    RewardMatter,
    RewardStatus,
    RewardVerb,
)
from bureau.rewards.model import LeftOut, Reporter, RewardEvent
from bureau.rewards.ports import ClaimForm

_COMPUTED = (RewardStatus.COMPUTED, RewardStatus.APPROVED)
_WAITING = (Outcome.QUEUED, Outcome.SENDING, Outcome.DEFERRED)
_HUSHED_AT_ONCE = 500
_UNCONFIRMED = timedelta(minutes=10)


class StoredRewards:
    """`bureau.rewards.ports.RewardStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(
        self,
        *,
        case: str,
        findings: Findings,
        rule: str,
        exclusion: str,
        reporters: Sequence[Reporter],
        left_out: Sequence[LeftOut],
        year: int,
        by: str,
        at: datetime,
    ) -> RewardMatter | None:
        row = {
            "case": case, **_facts(findings), "rule": rule, "exclusion": exclusion,
            "left_out": [[each.case, each.why] for each in left_out], "by": by, "at": at,
        }  # fmt: skip
        try:
            with self._database.transaction() as connection:
                made = insert(reward_matters).values(row).returning(reward_matters)
                matter = _matter(connection.execute(made).one())
                for rank, reporter in enumerate(reporters, start=1):
                    self._add(connection, matter, reporter, rank, year=year, by=by, at=at)
        except IntegrityError:  # another officer came first
            return None
        return matter

    def _add(
        self, connection: Connection, matter: RewardMatter, reporter: Reporter, rank: int, *,
        year: int, by: str, at: datetime,
    ) -> None:  # fmt: skip
        insert_ignore(connection, reward_numbers, year=year, last=0)
        numbered = (
            update(reward_numbers)
            .where(reward_numbers.c.year == year)
            .values(last=reward_numbers.c.last + 1)
        )
        sequence = connection.execute(numbered.returning(reward_numbers.c.last)).scalar_one()
        row = {
            "year": year, "sequence": sequence, "matter": matter.id, **asdict(reporter),
            "rank": rank, "status": RewardStatus.ELIGIBLE, "version": 1, "created": at,
            "updated": at, "lines": [], "reminded": False, "computed_by": "", "approved_by": "",
            "paid_by": "", "voucher": "",
        }  # fmt: skip
        made = connection.execute(insert(rewards).values(row).returning(rewards.c.id))
        _event(connection, made.scalar_one(), RewardVerb.CONFIRM, RewardStatus.ELIGIBLE, by, at)

    def revise(
        self, matter: RewardMatter, findings: Findings, *, by: str, at: datetime
    ) -> list[Reward] | None:
        with self._database.transaction() as connection:
            mine = rewards.c.matter == matter.id
            locked = connection.execute(
                select(rewards).where(mine).order_by(rewards.c.rank).with_for_update()
            ).all()
            if any(row.status == RewardStatus.PAID for row in locked):
                return None
            changed = update(reward_matters).where(reward_matters.c.id == matter.id)
            connection.execute(changed.values(**_facts(findings)))
            back = (
                update(rewards)
                .where(mine, rewards.c.status.in_(_COMPUTED))
                .values(
                    status=RewardStatus.CLAIMED, version=rewards.c.version + 1, updated=at,
                    amount=None, lines=[], computed_by="", approved_by="", until=None,
                )
            )  # fmt: skip
            moved = [_reward(row) for row in connection.execute(back.returning(rewards))]
            for each in moved:
                _event(connection, each.id, RewardVerb.REVISE, RewardStatus.CLAIMED, by, at)
        return sorted(moved, key=lambda each: each.rank)

    def matter(self, id: int) -> RewardMatter | None:  # noqa: A002
        return self._matter_where(reward_matters.c.id == id)

    def matter_of(self, case: str) -> RewardMatter | None:
        return self._matter_where(reward_matters.c.case == case)

    def get(self, id: int) -> Reward | None:  # noqa: A002
        return next(iter(self._read(select(rewards).where(rewards.c.id == id))), None)

    def of_matter(self, matter: int) -> list[Reward]:
        return self._read(
            select(rewards).where(rewards.c.matter == matter).order_by(rewards.c.rank)
        )

    def of_citizen(self, citizen: str) -> list[Reward]:
        mine = select(rewards).where(rewards.c.citizen == citizen)
        return self._read(mine.order_by(rewards.c.id.desc()))

    def history(self, reward: int) -> list[RewardEvent]:
        events = reward_events.c
        columns = (events.at, events.verb, events.actor, events.after, events.note)
        query = select(*columns).where(events.reward == reward).order_by(events.id)
        with self._database.reading() as connection:
            return [
                RewardEvent(
                    row.at, RewardVerb(row.verb), row.actor, RewardStatus(row.after), row.note
                )
                for row in connection.execute(query)
            ]

    def page(
        self, statuses: Collection[RewardStatus], *, limit: int, offset: int
    ) -> tuple[list[Reward], int]:
        wanted = rewards.c.status.in_(list(statuses))
        query = select(rewards).where(wanted).order_by(rewards.c.id.desc())
        with self._database.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(rewards).where(wanted))
        return self._read(query.limit(limit).offset(offset)), total or 0

    def tally(self) -> dict[RewardStatus, int]:
        query = select(rewards.c.status, func.count()).group_by(rewards.c.status)
        with self._database.reading() as connection:
            counted: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
        return {status: counted.get(status, 0) for status in RewardStatus}

    def move(
        self,
        reward: Reward,
        *,
        verb: RewardVerb,
        to: RewardStatus,
        actor: str,
        at: datetime,
        note: str = "",
        payee: bytes | None = None,
        digest: str | None = None,
        **values: Any,
    ) -> Reward | None:
        as_read = (rewards.c.version == reward.version, rewards.c.status == reward.status)
        change = (
            update(rewards)
            .where(rewards.c.id == reward.id, *as_read)
            .values(status=to, version=reward.version + 1, updated=at, **values)
        )
        with self._database.transaction() as connection:
            row = connection.execute(change.returning(rewards)).one_or_none()
            if row is None:
                return None
            _event(connection, reward.id, verb, to, actor, at, note)
            apart = {"reward": reward.id, "since": at}
            if payee is not None:
                upsert(connection, reward_payees, [{**apart, "sealed": payee}], ["reward"])
            if digest is not None:
                upsert(connection, reward_codes, [{**apart, "digest": digest}], ["reward"])
            if to not in OPEN_REWARDS:
                # Whom was paid is still to be answered for; who is not paid need not be known.
                ended = [reward_codes] if to is RewardStatus.PAID else [reward_codes, reward_payees]
                for table in ended:
                    connection.execute(delete(table).where(table.c.reward == reward.id))
        return _reward(row)

    def payee(self, reward: int) -> bytes | None:
        query = select(reward_payees.c.sealed).where(reward_payees.c.reward == reward)
        with self._database.reading() as connection:
            return connection.scalar(query)

    def by_digest(self, digest: str) -> Reward | None:
        mine = reward_codes.c.digest == digest
        query = select(rewards).join(reward_codes, reward_codes.c.reward == rewards.c.id)
        return next(iter(self._read(query.where(mine))), None)

    def voucher_used(self, voucher: str) -> bool:
        query = select(rewards.c.id).where(rewards.c.voucher == voucher).limit(1)
        with self._database.reading() as connection:
            return connection.scalar(query) is not None

    def due(
        self, status: RewardStatus, *, before: datetime, unreminded: bool = False
    ) -> list[Reward]:
        late = rewards.c.until < before
        if status is RewardStatus.ELIGIBLE:  # nobody was told of an end yet
            late = or_(late, rewards.c.until.is_(None))
        query = select(rewards).where(rewards.c.status == status, late)
        if unreminded:
            query = query.where(rewards.c.reminded.is_(False))
        return self._read(query.order_by(rewards.c.id))

    def without_end(self) -> list[Reward]:
        told = (rewards.c.status == RewardStatus.TOLD, rewards.c.until.is_(None))
        return self._read(select(rewards).where(*told).order_by(rewards.c.id))

    def end(self, reward: int, *, until: datetime) -> bool:
        told = (rewards.c.id == reward, rewards.c.status == RewardStatus.TOLD)
        ends = update(rewards).where(*told, rewards.c.until.is_(None)).values(until=until)
        with self._database.transaction() as connection:
            return connection.execute(ends).rowcount == 1

    def remind(self, reward: int) -> bool:
        unreminded = (rewards.c.id == reward, rewards.c.reminded.is_(False))
        with self._database.transaction() as connection:
            done = connection.execute(update(rewards).where(*unreminded).values(reminded=True))
        return done.rowcount == 1

    def form(self, citizen: str) -> ClaimForm | None:
        query = select(reward_forms).where(reward_forms.c.citizen == citizen)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return ClaimForm(**row._mapping) if row else None

    def keep_form(self, form: ClaimForm) -> None:
        with self._database.transaction() as connection:
            upsert(connection, reward_forms, [asdict(form)], ["citizen"])

    def drop_form(self, citizen: str) -> None:
        self._delete(reward_forms, reward_forms.c.citizen == citizen)

    def drop_forms(self, *, before: datetime) -> int:
        return self._delete(reward_forms, reward_forms.c.updated < before)

    def staff(self, citizens: Collection[str]) -> set[str]:
        column = duty_bindings.c.citizen
        return self._keys(select(column).where(column.in_(list(citizens))))

    def known(self, citizens: Collection[str]) -> set[str]:
        query = select(followers.c.key).join(
            identities, identities.c.citizen_key == followers.c.key
        )
        return self._keys(query.where(followers.c.key.in_(list(citizens))))

    def wrong_codes(self, officer: str, *, since: datetime) -> int:
        tries = reward_wrong_codes.c
        query = select(func.count()).where(tries.officer == officer, tries.at > since)
        with self._database.reading() as connection:
            return connection.scalar(query) or 0

    def note_wrong_code(self, officer: str, *, at: datetime) -> None:
        with self._database.transaction() as connection:
            connection.execute(insert(reward_wrong_codes).values(officer=officer, at=at))

    def hush(self, message_key: str, *, at: datetime) -> None:
        with self._database.transaction() as connection:
            insert_ignore(connection, reward_hushed, message_key=message_key, at=at)

    def quiet(self, *, instead: str, before: datetime) -> int:
        """Words go once nobody can ask for them: the answer left, and the platform's retries."""
        key = reward_hushed.c.message_key
        with self._database.reading() as connection:
            if connection.scalar(select(key).limit(1)) is None:
                return 0
        unfinished = select(inbox.c.key).where(
            inbox.c.key == key,
            or_(
                inbox.c.state != MessageState.DONE,
                inbox.c.finished > before,
                # Perhaps it never left: it may have to be sent again after a restart.
                and_(inbox.c.confirmed.is_(False), inbox.c.finished > before - _UNCONFIRMED),
            ),
        )
        on_its_way = select(outbox.c.id).where(
            outbox.c.message_key == key, outbox.c.outcome.in_(_WAITING)
        )
        over = select(key).where(
            reward_hushed.c.at < before, ~unfinished.exists(), ~on_its_way.exists()
        )
        with self._database.transaction() as connection:
            gone = connection.scalars(over.limit(_HUSHED_AT_ONCE)).all()
            if gone:
                body = {"text": instead, "menu_id": None}
                answered = inbox.c.key.in_(gone)
                told = (answered, inbox.c.answer.is_not(None))
                connection.execute(
                    update(inbox).where(*told).values(answer=["text", {"text": instead}])
                )
                connection.execute(update(inbox).where(answered).values(kind="text", body=body))
                late = outbox.c.message_key.in_(gone)
                connection.execute(update(outbox).where(late).values(body={"text": instead}))
                connection.execute(delete(reward_hushed).where(key.in_(gone)))
        return len(gone)

    def _matter_where(self, which: Any) -> RewardMatter | None:
        with self._database.reading() as connection:
            row = connection.execute(select(reward_matters).where(which)).one_or_none()
        return _matter(row) if row else None

    def _read(self, query: Any) -> list[Reward]:
        with self._database.reading() as connection:
            return [_reward(row) for row in connection.execute(query)]

    def _keys(self, query: Any) -> set[str]:
        with self._database.reading() as connection:
            return set(connection.scalars(query))

    def _delete(self, table: Any, which: Any) -> int:
        with self._database.transaction() as connection:
            return connection.execute(delete(table).where(which)).rowcount


def _event(
    connection: Connection, reward: int, verb: RewardVerb, after: RewardStatus, actor: str,
    at: datetime, note: str = "",
) -> None:  # fmt: skip
    row = {"reward": reward, "at": at, "verb": verb, "actor": actor, "after": after, "note": note}
    connection.execute(insert(reward_events).values(row))


def _facts(findings: Findings) -> dict[str, Any]:
    return {**asdict(findings), "measures": list(findings.measures)}


def _matter(row: Any) -> RewardMatter:
    told = dict(row._mapping)
    names = ("decision", "fine", "ownerless", "major", "consent")
    facts = {name: told.pop(name) for name in names}
    findings = Findings(**facts, measures=tuple(told.pop("measures")))
    left = tuple(LeftOut(*each) for each in told.pop("left_out"))
    return RewardMatter(**told, findings=findings, left_out=left)


def _reward(row: Any) -> Reward:
    told = dict(row._mapping)
    told["status"], told["lines"] = RewardStatus(told["status"]), tuple(told["lines"])
    told["kind"] = ClaimKind(told["kind"]) if told["kind"] else None
    return Reward(**told)
