"""The inbox: every arrived message is a row before anything acts on it.

Below the statements (those that every message takes are prepared), the inbox itself, then what
most messages take of it, written for a whole group of them at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ColumnElement, FromClause, Select, Update

from bureau.adapters.store import ledger
from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.prepared import Prepared, loaded
from bureau.adapters.store.schema.citizens import citizens
from bureau.adapters.store.schema.hotline import hotline_talks
from bureau.adapters.store.schema.messages import inbox, outbox
from bureau.adapters.store.schema.odor_alarms import odor_asks
from bureau.adapters.store.schema.rewards import reward_forms
from bureau.messaging import (
    Accepted,
    Arrival,
    MessageState,
    Option,
    Outcome,
    Outgoing,
    Received,
    TurnContext,
)

# While its owner lives a row is finished within this time; afterwards anybody may take it.
LEASE = timedelta(seconds=60)
# A new row in line behind another waits for its own process this long before others take it.
GRACE = timedelta(seconds=10)

_DIALECT_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_DONE: ColumnElement[str] = literal_column("'done'")
# Written out, not bound: so the index of unfinished rows serves.
_UNFINISHED = inbox.c.state != _DONE
_ROW = (
    inbox.c.seq,
    inbox.c.key,
    inbox.c.citizen,
    inbox.c.kind,
    inbox.c.body,
    inbox.c.at,
    inbox.c.state,
    inbox.c.attempts,
    inbox.c.answer,
    inbox.c.passive,
    inbox.c.told_to_wait,
)
_FIND = select(*_ROW).where(inbox.c.key == bindparam("key_"))


def _standing_query(given: FromClause, _dialect: str) -> Select[Any]:
    citizen = given.c.citizen
    deferred = exists().where(
        outbox.c.to == citizen, outbox.c.outcome == literal_column("'deferred'")
    )
    town = select(citizens.c.town).where(citizens.c.key == citizen)
    offered = (
        select(inbox.c.options)
        .where(inbox.c.citizen == citizen, inbox.c.state == _DONE)
        .order_by(inbox.c.seq.desc())
        .limit(1)
    )
    return select(
        citizen,
        exists().where(_UNFINISHED, inbox.c.citizen == citizen),
        town.scalar_subquery(),
        offered.scalar_subquery(),
        deferred,
        exists().where(reward_forms.c.citizen == citizen),
        exists().where(
            hotline_talks.c.citizen == citizen, hotline_talks.c.status != literal_column("'ended'")
        ),
        exists().where(odor_asks.c.citizen == citizen),
    )


def _insert_query(given: FromClause, dialect: str) -> Any:
    new = {
        **{one.name: one for one in given.c},
        "attempts": literal_column("0"),
        "told_to_wait": false(),
        "passive": false(),
        "confirmed": true(),
    }
    # SQLite needs the condition to tell a join's ON from ON CONFLICT.
    rows = select(*new.values()).where(true())
    return (
        _DIALECT_INSERT[dialect](inbox)
        .from_select(list(new), rows)
        .on_conflict_do_nothing()
        .returning(inbox.c.seq, inbox.c.key)
    )


def _finish_query(given: FromClause, _dialect: str) -> Any:
    answered = ("answer", "options", "passive", "confirmed", "finished")
    return (
        update(inbox)
        .where(inbox.c.seq == given.c.seq, inbox.c.owner == given.c.owner)
        .where(inbox.c.state == literal_column("'working'"))
        .values({"state": _DONE, **{name: given.c[name] for name in answered}})
        .returning(inbox.c.seq)
    )


def _confirm_query(given: FromClause, _dialect: str) -> Update:
    return update(inbox).where(inbox.c.key == given.c.key).values(confirmed=true())


def _columns(*names: str) -> list[Any]:
    return [inbox.c[name] for name in names]


# Of each citizen: whether a message is unfinished, town, last offer, whether a letter is deferred,
# and who may take a message before the assistant: asked here, not one by one.
_STANDING = Prepared(_columns("citizen"), _standing_query)
_INSERT = Prepared(
    _columns("key", "citizen", "kind", "body", "at", "opens", "state", "owner", "due"),
    _insert_query,
)
_FINISH = Prepared(
    _columns("seq", "owner", "answer", "options", "passive", "confirmed", "finished"), _finish_query
)
_CONFIRM = Prepared(_columns("key"), _confirm_query)


@dataclass(frozen=True, slots=True)
class _Arriving:
    """An arrival to be stored; `written` names its row by a try whose commit was not seen."""

    arrival: Arrival
    owner: str
    written: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Finishing:
    """An answer to be stored; without `deferred_lead` no deferred letter goes with it."""

    row: Received
    outgoing: Sequence[Outgoing]
    options: Sequence[Option]
    passive: bool
    at: datetime
    owner: str
    deferred_lead: str | None
    written: list[int] = field(default_factory=list)


class StoredInbox:
    """Arrived messages in the database, one citizen's in their order."""

    def __init__(self, database: Database, writer: GroupCommit) -> None:
        self._database = database
        self._writer = writer
        self._left: deque[str] = deque()
        writer.ride(self._confirm)

    def accept(self, arrival: Arrival, *, owner: str) -> Accepted:
        """Store an arrival, or find the row of one that came before under its key.

        A new row is `ours` to run at once unless the citizen has an earlier one unfinished.
        """
        return self._writer.share(_accept_all, _Arriving(arrival, owner))

    def find(self, key: str) -> Received | None:
        """Return the row of this message key."""
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"key_": key}).one_or_none()
        return _received(row) if row else None

    def claim(self, key: str, *, owner: str, at: datetime) -> Received | None:
        """Take a waiting row whose turn it is; None while an earlier one is unfinished."""

        def act(connection: Connection) -> Received | None:
            return _claim(connection, inbox.c.key == key, owner, at)

        return self._writer.run(act)

    def take_due(self, *, owner: str, at: datetime, most: int) -> list[Received]:
        """Take rows that are due and first in line: postponed, or left by a dead process."""

        def act(connection: Connection) -> list[Received]:
            earlier = inbox.alias()
            ahead = exists().where(
                earlier.c.state != _DONE,
                earlier.c.citizen == inbox.c.citizen,
                earlier.c.seq < inbox.c.seq,
            )
            due = connection.scalars(
                select(inbox.c.seq)
                .where(_UNFINISHED, inbox.c.due <= at, ~ahead)
                .order_by(inbox.c.seq)
                .limit(most)
                .with_for_update(of=inbox, skip_locked=True)
            ).all()
            taken = (_claim(connection, inbox.c.seq == seq, owner, at, overdue=True) for seq in due)
            return [row for row in taken if row]

        with self._database.reading() as connection:
            waiting = connection.scalar(select(exists().where(_UNFINISHED, inbox.c.due <= at)))
        return self._writer.run(act) if waiting else []

    def finish(
        self,
        row: Received,
        *,
        outgoing: Sequence[Outgoing],
        options: Sequence[Option],
        passive: bool,
        at: datetime,
        owner: str,
        deferred: bool = True,
        deferred_lead: str = "",
    ) -> Outgoing | None:
        """Close a row with its answer; return what goes back passively, if anything.

        With `passive` the first message goes back at once, led by what was deferred for the
        citizen (when `deferred` says that something may be) under the sentence `deferred_lead`;
        every other one joins the delivery ledger in the same transaction. Returns None without
        writing when the row is no longer this owner's.
        """
        finishing = _Finishing(
            row, outgoing, options, passive, at, owner, deferred_lead if deferred else None
        )
        return self._writer.share(_finish_all, finishing)

    def postpone(self, row: Received, *, due: datetime, counted: bool, owner: str) -> None:
        """Put a row back in line until `due`: its answer was not to be had now."""

        def act(connection: Connection) -> None:
            connection.execute(
                update(inbox)
                .where(
                    inbox.c.seq == row.seq,
                    inbox.c.state == MessageState.WORKING,
                    inbox.c.owner == owner,
                )
                .values(
                    state=MessageState.WAITING,
                    due=due,
                    attempts=inbox.c.attempts + (1 if counted else 0),
                    told_to_wait=True,
                )
            )

        self._writer.run(act)

    def left(self, key: str) -> None:
        """Note that the passive answer to this message left; written with the next message.

        What is lost with a killed process is its last moment; `Recovery.recover` says why
        neither a lost nor a doubled answer follows.
        """
        self._left.append(key)

    def confirm(self) -> None:
        """Write down at once what left since the last message."""
        if self._left:
            self._writer.run(lambda connection: None)

    def _confirm(self, connection: Connection) -> Callable[[], None]:
        gone = list(self._left)
        if gone:
            _CONFIRM.run(connection, [{"key": key} for key in gone])

        def settle() -> None:
            for _ in gone:
                self._left.popleft()

        return settle

    def carry_late(self, row: Received, *, owner: str, at: datetime) -> Outgoing | None:
        """For a retry: take this row's answer back from the delivery ledger if it is there."""

        def act(connection: Connection) -> Outgoing | None:
            first = connection.execute(
                select(outbox.c.id, outbox.c.kind, outbox.c.body)
                .where(outbox.c.message_key == row.key)
                .where(outbox.c.outcome.in_((Outcome.QUEUED, Outcome.DEFERRED)))
                .order_by(outbox.c.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).one_or_none()
            if first is None:
                return None
            answer = Outgoing(first.kind, first.body)
            connection.execute(
                update(outbox)
                .where(outbox.c.id == first.id)
                .values(outcome=Outcome.SENT_WITH_REPLY, finished=at)
            )
            connection.execute(
                update(inbox)
                .where(inbox.c.seq == row.seq)
                .values(answer=_dumped(answer), passive=True, confirmed=False, owner=owner)
            )
            return answer

        return self._writer.run(act)

    def in_hand(self, row: Received) -> bool:
        """Return whether what stands before a row is being answered, and need not wait itself."""
        with self._database.reading() as connection:
            first = connection.execute(
                select(inbox.c.state, inbox.c.told_to_wait)
                .where(_UNFINISHED, inbox.c.citizen == row.citizen, inbox.c.seq <= row.seq)
                .order_by(inbox.c.seq)
                .limit(1)
            ).one_or_none()
        return first is None or not first.told_to_wait

    def standing(self, citizen: str) -> TurnContext:
        """Return what a citizen's turn needs to know: their town and what was last offered."""
        with self._database.reading() as connection:
            return _context_of(_STANDING.run(connection, [{"citizen": citizen}]).fetchone())

    def options_of(self, citizen: str, seq: int) -> list[Option]:
        """Return what the answer to the citizen's message `seq` offered; none of others'."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(inbox.c.options).where(inbox.c.citizen == citizen, inbox.c.seq == seq)
            ).one_or_none()
        return _options_of(row.options if row else None)

    def unfinished(self) -> int:
        """Return how many messages wait for their answer."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).where(_UNFINISHED)) or 0


def _accept_all(connection: Connection, arriving: Sequence[_Arriving]) -> list[Accepted]:
    """Store arrivals; one whose key is there already finds that row."""
    citizens = {each.arrival.citizen for each in arriving}
    if connection.dialect.name == "postgresql":
        _one_at_a_time(connection, citizens)
    standing = _STANDING.run(connection, [{"citizen": citizen} for citizen in citizens])
    found = {row[0]: row for row in standing.fetchall()}
    busy = {citizen for citizen, row in found.items() if row[1]}
    rows = []
    for each in arriving:
        free = each.arrival.citizen not in busy
        busy.add(each.arrival.citizen)
        rows.append(_row(each, free=free))
    inserted = dict(reversed(pair) for pair in _INSERT.run(connection, rows).fetchall())
    return [
        _accepted(connection, each, row["state"], inserted.pop(row["key"], None), found)
        for each, row in zip(arriving, rows, strict=True)
    ]


def _one_at_a_time(connection: Connection, citizens: Iterable[str]) -> None:
    """Let nobody else store a message of these citizens until this transaction ends.

    Two web processes would each find the citizen without a message, and both would answer.
    All take the locks in one order, so that none waits for another that waits for it.
    """
    connection.connection.cursor().execute(
        "SELECT pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended(citizen, 51)"
        " AS key FROM unnest(%s::text[]) AS citizen ORDER BY key) AS keys",
        (list(citizens),),
    )


def _finish_all(connection: Connection, finishing: Sequence[_Finishing]) -> list[Outgoing | None]:
    """Close rows with their answers; return what goes back passively of each, if anything."""
    answers = [_answer(connection, each) for each in finishing]
    rows = [
        {
            "seq": each.row.seq,
            "owner": each.owner,
            "answer": _dumped(answer),
            "options": [[option.title, option.payload] for option in each.options] or None,
            "passive": each.passive,
            "confirmed": answer is None,
            "finished": each.at,
        }
        for each, (answer, _, _) in zip(finishing, answers, strict=True)
    ]
    done = {seq for (seq,) in _FINISH.run(connection, rows).fetchall()}
    return [
        _finished(connection, each, *answer, done=each.row.seq in done)
        for each, answer in zip(finishing, answers, strict=True)
    ]


def _received(row: Any) -> Received:
    """Return a row (`_ROW`) as what was received."""
    answer = Outgoing(*row.answer) if row.answer else None
    return Received(
        seq=row.seq,
        key=row.key,
        citizen=row.citizen,
        kind=row.kind,
        body=row.body,
        at=row.at,
        state=MessageState(row.state),
        attempts=row.attempts,
        answer=answer,
        passive=row.passive,
        told_to_wait=row.told_to_wait,
    )


def _dumped(answer: Outgoing | None) -> list[Any] | None:
    """Return an answer as its column holds it."""
    return None if answer is None else [answer.kind, answer.body]


def _context_of(row: Any) -> TurnContext:
    """Return a row of `_STANDING` as a citizen's standing."""
    _, _, town, options, *others = row
    return TurnContext(town, tuple(_options_of(loaded(options))), *map(bool, others))


def _options_of(stored: list[list[str]] | None) -> list[Option]:
    """Return the options that a column holds."""
    return [Option(title, payload) for title, payload in stored or []]


def _row(each: _Arriving, *, free: bool) -> dict[str, Any]:
    arrival = each.arrival
    return {
        "key": arrival.key,
        "citizen": arrival.citizen,
        "kind": arrival.kind,
        "body": arrival.body,
        "at": arrival.at,
        "opens": arrival.opens,
        "state": MessageState.WORKING if free else MessageState.WAITING,
        "owner": each.owner,
        "due": arrival.at + (LEASE if free else GRACE),
    }


def _accepted(
    connection: Connection,
    each: _Arriving,
    state: MessageState,
    seq: int | None,
    found: Mapping[str, Any],
) -> Accepted:
    """Return what came of one arrival; `seq` is that of its new row."""
    arrival = each.arrival
    standing = _context_of(found[arrival.citizen])
    if seq is None:
        first = connection.execute(_FIND, {"key_": arrival.key}).one()
        mine = first.seq in each.written
        ours = mine and first.state == MessageState.WORKING
        return Accepted(
            _received(first), fresh=mine, ours=ours, standing=standing if ours else None
        )
    each.written.append(seq)
    row = Received(seq, arrival.key, arrival.citizen, arrival.kind, arrival.body, arrival.at, state)
    return Accepted(row, fresh=True, ours=state == MessageState.WORKING, standing=standing)


def _answer(connection: Connection, each: _Finishing) -> tuple[Outgoing | None, Sequence[Any], int]:
    """Return what goes back passively, the deferred letters, and how many of them it carries."""
    answer = each.outgoing[0] if each.passive and each.outgoing else None
    if each.deferred_lead is None:
        return answer, (), 0
    waiting = ledger.deferred(connection, each.row.citizen, at=each.at)
    if answer is None or not waiting:
        return answer, waiting, 0
    answer, joined = ledger.lead_with(waiting, answer, lead=each.deferred_lead)
    return answer, waiting, joined


def _finished(
    connection: Connection,
    each: _Finishing,
    answer: Outgoing | None,
    waiting: Sequence[Any],
    joined: int,
    *,
    done: bool,
) -> Outgoing | None:
    """Put into the ledger what an answered row leaves to be sent; return what goes passively."""
    row, at = each.row, each.at
    if not done:
        return _answer_of(connection, row.seq, each.owner, at) if each.written else None
    each.written.append(row.seq)
    if waiting:
        ledger.sent_with_reply(connection, waiting, joined, message_key=row.key, at=at)
    rest = each.outgoing[1:] if each.passive else each.outgoing
    ledger.queue(connection, rest, to=row.citizen, why="answer", at=at, message_key=row.key)
    return answer


def _answer_of(connection: Connection, seq: int, owner: str, at: datetime) -> Outgoing | None:
    """Return the answer with which this owner finished a row at this instant."""
    row = connection.execute(
        select(inbox.c.answer).where(
            inbox.c.seq == seq, inbox.c.owner == owner, inbox.c.finished == at
        )
    ).one_or_none()
    return Outgoing(*row.answer) if row and row.answer else None


def _open(citizen: str, before: int | None = None) -> Any:
    unfinished = exists().where(_UNFINISHED, inbox.c.citizen == citizen)
    return unfinished if before is None else unfinished.where(inbox.c.seq < before)


def _claim(
    connection: Connection,
    which: ColumnElement[bool],
    owner: str,
    at: datetime,
    overdue: bool = False,
) -> Received | None:
    row = connection.execute(
        select(*_ROW, inbox.c.due).where(which).with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None or row.state == MessageState.DONE:
        return None
    if row.due > at and (
        overdue or row.state == MessageState.WORKING or row.attempts or row.told_to_wait
    ):
        return None
    if connection.scalar(select(_open(row.citizen, row.seq))):
        return None
    connection.execute(
        update(inbox)
        .where(inbox.c.seq == row.seq)
        .values(state=MessageState.WORKING, owner=owner, due=at + LEASE)
    )
    return replace(_received(row), state=MessageState.WORKING)
