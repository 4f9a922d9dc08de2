"""What most messages take of the inbox, written for a whole group of them at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from bureau.adapters.store import ledger
from bureau.adapters.store.inbox_statements import FIND, FINISH, INSERT, STANDING
from bureau.adapters.store.prepared import loaded
from bureau.adapters.store.schema.messages import inbox
from bureau.messaging import (
    Accepted,
    Arrival,
    MessageState,
    Option,
    Outgoing,
    Received,
    TurnContext,
)

# While its owner lives a row is finished within this time; afterwards anybody may take it.
LEASE = timedelta(seconds=60)
# A new row in line behind another waits for its own process this long before others take it.
GRACE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Arriving:
    """An arrival to be stored; `written` names its row by a try whose commit was not seen."""

    arrival: Arrival
    owner: str
    written: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Finishing:
    """An answer to be stored; without `kept_lead` no letter is kept for the citizen."""

    row: Received
    outgoing: Sequence[Outgoing]
    options: Sequence[Option]
    passive: bool
    at: datetime
    owner: str
    kept_lead: str | None
    written: list[int] = field(default_factory=list)


def accept(connection: Connection, arriving: Sequence[Arriving]) -> list[Accepted]:
    """Store arrivals; one whose key is there already finds that row."""
    citizens = {each.arrival.citizen for each in arriving}
    standing = STANDING.run(connection, [{"citizen": citizen} for citizen in citizens])
    found = {row[0]: row for row in standing.fetchall()}
    busy = {citizen for citizen, row in found.items() if row[1]}
    rows = []
    for each in arriving:
        free = each.arrival.citizen not in busy
        busy.add(each.arrival.citizen)
        rows.append(_row(each, free=free))
    inserted = dict(reversed(pair) for pair in INSERT.run(connection, rows).fetchall())
    return [
        _accepted(connection, each, row["state"], inserted.pop(row["key"], None), found)
        for each, row in zip(arriving, rows, strict=True)
    ]


def finish(connection: Connection, finishing: Sequence[Finishing]) -> list[Outgoing | None]:
    """Close rows with their answers; return what goes back passively of each, if anything."""
    answers = [_answer(connection, each) for each in finishing]
    rows = [
        {
            "seq": each.row.seq,
            "owner": each.owner,
            "answer": dump(answer),
            "options": [[option.title, option.payload] for option in each.options] or None,
            "passive": each.passive,
            "confirmed": answer is None,
            "finished": each.at,
        }
        for each, (answer, _, _) in zip(finishing, answers, strict=True)
    ]
    done = {seq for (seq,) in FINISH.run(connection, rows).fetchall()}
    return [
        _finished(connection, each, *answer, done=each.row.seq in done)
        for each, answer in zip(finishing, answers, strict=True)
    ]


def received(row: Any) -> Received:
    """Return a row (`inbox_statements.ROW`) as what was received."""
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
        calmed=row.calmed,
    )


def dump(answer: Outgoing | None) -> list[Any] | None:
    """Return an answer as its column holds it."""
    return None if answer is None else [answer.kind, answer.body]


def standing_of(row: Any) -> TurnContext:
    """Return a row of `inbox_statements.STANDING` as a citizen's standing."""
    _, _, town, options, kept = row
    return TurnContext(town, tuple(options_of(loaded(options))), bool(kept))


def options_of(stored: list[list[str]] | None) -> list[Option]:
    """Return the options that a column holds."""
    return [Option(title, payload) for title, payload in stored or []]


def _row(each: Arriving, *, free: bool) -> dict[str, Any]:
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
    each: Arriving,
    state: MessageState,
    seq: int | None,
    found: Mapping[str, Any],
) -> Accepted:
    """Return what came of one arrival; `seq` is that of its new row."""
    arrival = each.arrival
    standing = standing_of(found[arrival.citizen])
    if seq is None:
        first = connection.execute(FIND, {"key_": arrival.key}).one()
        mine = first.seq in each.written
        ours = mine and first.state == MessageState.WORKING
        return Accepted(received(first), fresh=mine, ours=ours, standing=standing if ours else None)
    each.written.append(seq)
    row = Received(seq, arrival.key, arrival.citizen, arrival.kind, arrival.body, arrival.at, state)
    return Accepted(row, fresh=True, ours=state == MessageState.WORKING, standing=standing)


def _answer(connection: Connection, each: Finishing) -> tuple[Outgoing | None, Sequence[Any], int]:
    """Return what goes back passively, the letters that were kept, how many of them it carries."""
    answer = each.outgoing[0] if each.passive and each.outgoing else None
    if each.kept_lead is None:
        return answer, (), 0
    waiting = ledger.kept(connection, each.row.citizen, at=each.at)
    if answer is None or not waiting:
        return answer, waiting, 0
    answer, joined = ledger.lead_with(waiting, answer, lead=each.kept_lead)
    return answer, waiting, joined


def _finished(
    connection: Connection,
    each: Finishing,
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
        ledger.carried(connection, waiting, joined, message_key=row.key, at=at)
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
