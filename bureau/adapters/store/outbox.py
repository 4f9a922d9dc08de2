"""The delivery ledger: every message that we send first has a row with its fate."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, func, or_, select, update

from bureau.adapters.store import ledger
from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.schema.messages import inbox, outbox
from bureau.messaging import (
    WINDOWS,
    Allowance,
    LargeSend,
    Letter,
    Outcome,
    Outgoing,
    ServiceNotice,
    WindowEvent,
    allowance,
    leaving,
)

LEASE = timedelta(seconds=60)
_CHUNK = 200  # letters of a large send that are queued in one transaction
_PENDING = (Outcome.QUEUED, Outcome.SENDING)
_LONGEST = max(window.length for window in WINDOWS.values())


class StoredOutbox:
    """Outgoing messages in the database."""

    def __init__(self, database: Database, writer: GroupCommit) -> None:
        self._database = database
        self._writer = writer

    def notify(
        self,
        *,
        to: str,
        text: str,
        why: str,
        at: datetime,
        not_before: datetime | None = None,
        until: datetime | None = None,
        topic: str | None = None,
        notice: dict[str, str] | None = None,
        service: ServiceNotice | None = None,
        bulk: bool = False,
    ) -> None:
        """Queue a text to a citizen (their key), to be sent at once or at `not_before`.

        `why` names the cause; the same cause is told to the same citizen once. What could not
        be sent `until` an instant is of no use any more and never is. It
        replaces what still waits under the same `topic`. `notice` says the same by the fields of
        a subscription notice, for a citizen who agreed to one and whose window is closed;
        `service` as a template message, which needs no consent. What goes to many at once is
        `bulk`, and leaves behind the answers.
        """
        other = ({"notice": notice} if notice else {}) | (service.body() if service else {})
        self.send(
            to=to,
            message=Outgoing("text", {"text": text} | other),
            why=why,
            at=at,
            not_before=not_before,
            until=until,
            topic=topic,
            bulk=bulk,
        )

    def send(
        self,
        *,
        to: str,
        message: Outgoing,
        why: str,
        at: datetime,
        not_before: datetime | None = None,
        until: datetime | None = None,
        topic: str | None = None,
        bulk: bool = False,
    ) -> None:
        """Queue any message to a citizen, likewise once for each cause."""
        self._writer.run(
            lambda connection: ledger.queue(
                connection,
                [message],
                to=to,
                why=why,
                at=at,
                due=not_before,
                until=until,
                once=_once(to, why),
                topic=topic,
                bulk=bulk,
            )
        )

    def recall(self, *, to: str, topic: str) -> None:
        """Drop what waits for a citizen under a topic."""
        self._writer.run(lambda connection: ledger.recall(connection, to=to, topic=topic))

    def spread(
        self,
        *,
        to: Sequence[str],
        text: str,
        why: str,
        at: datetime,
        over: timedelta,
        not_before: datetime | None = None,
        until: datetime | None = None,
        by_night: bool = False,
        notice: dict[str, Any] | None = None,
    ) -> int:
        """Queue one text to many citizens, evenly from `not_before` (or now) over a time.

        Such letters wait behind answers, keep to the daylight unless `by_night`, and leave a
        part of the day's quota to whoever writes (`bureau.messaging.pacing`). The same `why`
        reaches each citizen once, so that a send that broke off can be repeated. `notice` adds
        to the body what a subscription notice needs: "notice", its fields, and "template", its
        id. Return how many were queued anew.
        """
        message = Outgoing("text", {"text": text} | (notice or {}))
        moments = leaving(len(to), start=not_before or at, over=over, by_night=by_night)
        letters = list(zip(to, moments, strict=True))
        queued = 0
        for first in range(0, len(letters), _CHUNK):  # a citizen's message comes in between
            chunk = letters[first : first + _CHUNK]

            def act(connection: Connection, chunk: Sequence[tuple[str, datetime]] = chunk) -> int:
                return sum(
                    ledger.queue(
                        connection,
                        [message],
                        to=citizen,
                        why=why,
                        at=at,
                        due=moment,
                        until=until,
                        once=_once(citizen, why),
                        bulk=True,
                    )
                    for citizen, moment in chunk
                )

            queued += self._writer.run(act)
        return queued

    def take_due(self, *, at: datetime, most: int, bulk: bool = False) -> list[Letter]:
        """Take letters to send now: the first in line of each citizen, nobody else's.

        A letter that was tried and waits holds up those behind it; one whose time has not
        come yet does not. Letters of large sends (`bulk`) have lines of their own.
        """
        due = (
            outbox.c.outcome == Outcome.QUEUED,
            outbox.c.due <= at,
            outbox.c.bulk.is_(bulk),
            or_(outbox.c.until.is_(None), outbox.c.until > at),
        )
        ahead = outbox.alias()
        first = ~exists().where(
            ahead.c.to == outbox.c.to,
            ahead.c.id < outbox.c.id,
            ahead.c.bulk.is_(bulk),
            ahead.c.outcome.in_(_PENDING),
            or_(ahead.c.attempts > 0, ahead.c.due <= at),
        )

        def act(connection: Connection) -> list[Letter]:
            rows = connection.execute(
                select(outbox)
                .where(*due, first)
                .order_by(outbox.c.due, outbox.c.id)
                .limit(most)
                .with_for_update(of=outbox, skip_locked=True)
            ).all()
            ids = [row.id for row in rows]
            connection.execute(
                update(outbox)
                .where(outbox.c.id.in_(ids))
                .values(
                    outcome=Outcome.SENDING,
                    attempts=outbox.c.attempts + 1,
                    due=at + LEASE,
                    first_tried=func.coalesce(outbox.c.first_tried, at),
                )
            )
            return [
                replace(_letter(row), attempts=row.attempts + 1, first_tried=row.first_tried or at)
                for row in rows
            ]

        with self._database.reading() as connection:
            waiting = connection.scalar(select(exists().where(*due)))
        return self._writer.run(act) if waiting else []

    def lapse(self, *, at: datetime) -> int:
        """Give up what is of no use any more; return how many letters."""
        late = (outbox.c.outcome.in_(ledger.WAITING), outbox.c.until <= at)
        with self._database.reading() as connection:
            if not connection.scalar(select(exists().where(*late))):
                return 0

        def act(connection: Connection) -> int:
            values = {"outcome": Outcome.LAPSED, "finished": at}
            return connection.execute(update(outbox).where(*late).values(values)).rowcount

        return self._writer.run(act)

    def take_unsure(self, *, at: datetime, everything: bool = False) -> list[Letter]:
        """Return letters whose sender died while sending: perhaps sent, perhaps not.

        `everything` is for the sender's own restart, when no lease needs to run out.
        """
        with self._database.reading() as connection:
            query = select(outbox).where(outbox.c.outcome == Outcome.SENDING)
            if not everything:
                query = query.where(outbox.c.due <= at)
            return [_letter(row) for row in connection.execute(query.order_by(outbox.c.id))]

    def close(
        self,
        letter: Letter,
        *,
        outcome: Outcome,
        at: datetime,
        errcode: int | None = None,
        note: str = "",
        due: datetime | None = None,
        allowed: Allowance | None = None,
    ) -> None:
        """Write down what became of an attempt; QUEUED with `due` means another one."""
        values: dict[str, Any] = {"outcome": outcome, "errcode": errcode, "note": note}
        if due is not None:
            values["due"] = due
        if outcome is not Outcome.QUEUED:
            values["finished"] = at
        if allowed is not None:
            values |= {"left": allowed.left, "window_ends": allowed.ends}

        def act(connection: Connection) -> None:
            connection.execute(
                update(outbox)
                .where(outbox.c.id == letter.id, outbox.c.outcome == Outcome.SENDING)
                .values(**values)
            )

        self._writer.run(act)

    def allowance(self, *, to: str, at: datetime) -> Allowance:
        """Return what may still be sent to a citizen, from what they did and what we sent."""
        since = at - _LONGEST
        with self._database.reading() as connection:
            acts = connection.execute(
                select(inbox.c.opens, func.max(inbox.c.at))
                .where(inbox.c.citizen == to, inbox.c.opens.is_not(None), inbox.c.at > since)
                .group_by(inbox.c.opens)
            ).all()
            sent = connection.scalars(
                select(outbox.c.finished)
                .where(outbox.c.to == to, outbox.c.outcome == Outcome.SENT)
                .where(outbox.c.finished > since)
            ).all()
        return allowance(acts=[(WindowEvent(kind), when) for kind, when in acts], sent=sent, at=at)

    def letters(self, *, to: str, cause: str) -> list[Letter]:
        """Return a citizen's letters of a cause, or whose cause goes on with `:`, oldest first."""
        begins = outbox.c.why.startswith(f"{cause}:", autoescape=True)
        query = (
            select(outbox)
            .where(outbox.c.to == to, or_(outbox.c.why == cause, begins))
            .order_by(outbox.c.id)
        )
        with self._database.reading() as connection:
            return [_letter(row) for row in connection.execute(query)]

    def undelivered(self, *, limit: int = 100) -> list[Letter]:
        """Return what did not arrive, newest first: refused, deferred, or still being tried.

        Of large sends only what was refused; the rest is in `large_sends`.
        """
        tried = outbox.c.outcome.in_(_PENDING) & (outbox.c.attempts > 0)
        with self._database.reading() as connection:
            rows = connection.execute(
                select(outbox)
                .where(
                    (outbox.c.outcome == Outcome.FAILED)
                    | (outbox.c.bulk.is_(False) & ((outbox.c.outcome == Outcome.DEFERRED) | tried))
                )
                .order_by(outbox.c.id.desc())
                .limit(limit)
            )
            return [_letter(row) for row in rows]

    def large_sends(self, *, since: datetime) -> list[LargeSend]:
        """Return how the large sends stand that were queued since an instant, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(
                    outbox.c.why,
                    outbox.c.outcome,
                    func.count().label("letters"),
                    func.min(outbox.c.created).label("queued"),
                    func.max(outbox.c.due).label("due"),
                )
                .where(outbox.c.bulk.is_(True), outbox.c.created >= since)
                .group_by(outbox.c.why, outbox.c.outcome)
            ).all()
        sends: dict[str, list[Any]] = {}
        for row in rows:
            sends.setdefault(row.why, []).append(row)
        found = [
            LargeSend(
                why=why,
                queued=min(row.queued for row in parts),
                letters={Outcome(row.outcome): row.letters for row in parts},
                last_due=max((row.due for row in parts if row.outcome in _PENDING), default=None),
            )
            for why, parts in sends.items()
        ]
        return sorted(found, key=lambda send: send.queued, reverse=True)

    def again(self, letter: int, *, at: datetime) -> bool:
        """Queue a letter anew that had failed; return whether there was one."""

        def act(connection: Connection) -> bool:
            values = {
                "outcome": Outcome.QUEUED,
                "due": at,
                "attempts": 0,
                "first_tried": None,
                "finished": None,
            }
            failed = (outbox.c.id == letter, outbox.c.outcome == Outcome.FAILED)
            return connection.execute(update(outbox).where(*failed).values(values)).rowcount > 0

        return self._writer.run(act)

    def of_citizen(self, *, to: str, limit: int = 20) -> list[Letter]:
        """Return a citizen's newest letters, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(outbox).where(outbox.c.to == to).order_by(outbox.c.id.desc()).limit(limit)
            )
            return [_letter(row) for row in rows]


def _once(to: str, why: str) -> str:
    return hashlib.blake2b(f"{to}:{why}".encode(), digest_size=16).hexdigest()


def _letter(row: Any) -> Letter:
    return Letter(
        id=row.id,
        to=row.to,
        content=Outgoing(row.kind, row.body),
        why=row.why,
        created=row.created,
        outcome=Outcome(row.outcome),
        attempts=row.attempts,
        due=row.due,
        errcode=row.errcode,
        note=row.note,
        left=row.left,
        window_ends=row.window_ends,
        first_tried=row.first_tried,
        finished=row.finished,
        message_key=row.message_key,
        bulk=row.bulk,
    )
