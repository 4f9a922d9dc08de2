"""What most messages take of the inbox, written for a whole group of them at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from bureau.adapters.store import ledger
from bureau.adapters.store.inbox_rows import (
    FIND,
    FINISH,
    GRACE,
    INSERT,
    LEASE,
    STANDING,
    context_of,
    dumped,
    received,
)
from bureau.adapters.store.schema.messages import inbox
from bureau.messaging import Accepted, Arrival, MessageState, Option, Outgoing, Received


@dataclass(frozen=True, slots=True)
class Arriving:
    """An arrival to be stored; `written` names its row by a try whose commit was not seen."""

    arrival: Arrival
    owner: str
    written: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Finishing:
    """An answer to be stored; without `deferred_lead` no deferred letter goes with it."""

    row: Received
    outgoing: Sequence[Outgoing]
    options: Sequence[Option]
    passive: bool
    at: datetime
    owner: str
    deferred_lead: str | None
    written: list[int] = field(default_factory=list)


def accept_all(connection: Connection, arriving: Sequence[Arriving]) -> list[Accepted | None]:
    """Store arrivals; one whose key is there already finds that row, one of nobody gets None."""
    citizens = {each.arrival.citizen for each in arriving}
    if connection.dialect.name == "postgresql":
        _one_at_a_time(connection, citizens)
    standing = STANDING.run(connection, [{"citizen": citizen} for citizen in citizens])
    found = {row[0]: row for row in standing.fetchall()}
    busy = {citizen for citizen, row in found.items() if row[1]}
    gone = {citizen for citizen, row in found.items() if not row[2]}
    rows: list[dict[str, Any] | None] = []
    for each in arriving:
        citizen = each.arrival.citizen
        if each.arrival.met and citizen in gone:
            rows.append(None)
            continue
        rows.append(_row(each, free=citizen not in busy))
        busy.add(citizen)
    stored = INSERT.run(connection, [row for row in rows if row is not None])
    inserted = dict(reversed(pair) for pair in stored.fetchall())
    return [
        _accepted(connection, each, row["state"], inserted.pop(row["key"], None), found)
        if row is not None
        else None
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


def finish_all(connection: Connection, finishing: Sequence[Finishing]) -> list[Outgoing | None]:
    """Close rows with their answers; return what goes back passively of each, if anything."""
    answers = [_answer(connection, each) for each in finishing]
    rows = [
        {
            "seq": each.row.seq,
            "owner": each.owner,
            "answer": dumped(answer),
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
    standing = context_of(found[arrival.citizen])
    if seq is None:
        first = connection.execute(FIND, {"key_": arrival.key}).one()
        mine = first.seq in each.written
        ours = mine and first.state == MessageState.WORKING
        return Accepted(received(first), fresh=mine, ours=ours, standing=standing if ours else None)
    each.written.append(seq)
    row = Received(seq, arrival.key, arrival.citizen, arrival.kind, arrival.body, arrival.at, state)
    ours = state == MessageState.WORKING
    return Accepted(row, fresh=True, ours=ours, standing=standing if ours else None)


def _answer(connection: Connection, each: Finishing) -> tuple[Outgoing | None, Sequence[Any], int]:
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
