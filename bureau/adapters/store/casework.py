"""Whose a case is, and the queues that follow from it, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from bureau.adapters.store.case_index import step_indexed
from bureau.adapters.store.case_rows import case_of, held_case
from bureau.adapters.store.cases import add_event
from bureau.adapters.store.desk import keep_notices
from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.cases import cases
from bureau.adapters.store.schema.casework import case_hands, case_helpers
from bureau.adapters.store.upsert import upsert
from bureau.adapters.store.within import cases_within
from bureau.cases import Case
from bureau.cases.lifecycle import OPEN
from bureau.casework import Bucket, Hands, OfficerNotice, Queued
from bureau.casework.ports import HandChange, QueueFilter
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.places import CITY_CODE
from bureau.places.villages.model import VILLAGE_DIGITS

_HELD = cases.outerjoin(case_hands, case_hands.c.number == cases.c.number)
_LEAD = func.coalesce(case_hands.c.lead, "")
_UNIT = func.coalesce(func.nullif(case_hands.c.village, ""), case_hands.c.unit, "")
_COLUMNS = [column for column in case_hands.c if column.name not in ("number", "village")]


class StoredHands:
    """`bureau.casework.HandsStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def change(
        self, *, number: str, decide: Callable[[Case, Hands], HandChange]
    ) -> tuple[Hands, list[OfficerNotice]] | None:
        """Apply a decision to a case that nobody else changes meanwhile; None if there is none."""
        with self._database.transaction() as connection:
            found = held_case(connection, number)
            if found is None:
                return None
            change = decide(found, read_hands(connection, [number])[number])
            write_hands(connection, change.hands)
            add_event(connection, number, change.event)
            after = replace(
                found,
                held_by=change.hands.held_by,
                village=change.village or found.village,
            )
            if after.village != found.village:
                placed = update(cases).where(cases.c.number == number)
                connection.execute(placed.values(village=after.village))
            step_indexed(connection, found, after, change.event)
            told = [
                OfficerNotice(0, officer, number, text, change.event.at)
                for officer, text in change.told
            ]
            return change.hands, keep_notices(connection, told)

    def hands(self, numbers: Sequence[str]) -> dict[str, Hands]:
        """Return the hands of cases; one that nobody ever handed over has empty ones."""
        with self._database.reading() as connection:
            return read_hands(connection, numbers)

    def counts(self, wanted: QueueFilter) -> dict[Bucket, int]:
        """Return how many cases stand in each part of a queue."""
        bucket = _bucket(wanted)
        query = (
            select(bucket, func.count()).select_from(_HELD).where(*_queued(wanted)).group_by(bucket)
        )
        with self._database.reading() as connection:
            found = {Bucket(name): count for name, count in connection.execute(query)}
        return {each: found.get(each, 0) for each in Bucket}

    def queue(self, wanted: QueueFilter, *, bucket: Bucket, limit: int) -> list[Queued]:
        """Return one part of a queue, the most pressing first."""
        query = (
            select(cases)
            .select_from(_HELD)
            .where(*_queued(wanted), _bucket(wanted) == bucket)
            .order_by(cases.c.due.asc().nulls_last(), cases.c.created, cases.c.number)
            .limit(limit)
        )
        with self._database.reading() as connection:
            found = [case_of(row._mapping) for row in connection.execute(query)]
            hands = read_hands(connection, [each.number for each in found])
        return [Queued(each, hands[each.number], bucket) for each in found]

    def untaken_urgent(self, scope: OfficerScope = WHOLE_CITY) -> list[str]:
        """Return numbers of running urgent cases of a scope that nobody is at, newest first."""
        query = (
            select(cases.c.number)
            .select_from(_HELD)
            .where(cases.c.urgent, cases.c.status.in_(OPEN), case_hands.c.taken.is_(None))
            .where(*_inside(scope))
            .order_by(cases.c.created.desc(), cases.c.number.desc())
        )
        with self._database.reading() as connection:
            return list(connection.scalars(query))


def read_hands(connection: Connection, numbers: Sequence[str]) -> dict[str, Hands]:
    """Return the hands of cases, empty ones where there are none."""
    helping = select(case_helpers).where(case_helpers.c.number.in_(numbers))
    helpers: dict[str, list[str]] = {}
    for row in connection.execute(helping.order_by(case_helpers.c.officer)):
        helpers.setdefault(row.number, []).append(row.officer)
    held = select(case_hands).where(case_hands.c.number.in_(numbers))
    rows = {row.number: row._mapping for row in connection.execute(held)}
    found = {}
    for number in numbers:
        facts: dict[str, Any] = dict(rows.get(number, {"number": number}))
        facts |= {"unit": facts.pop("village", "") or facts.get("unit", "")}
        found[number] = Hands(**facts, helpers=tuple(helpers.get(number, ())))
    return found


def write_hands(connection: Connection, hands: Hands) -> None:
    """Keep the hands of a case within a transaction, in place of those before."""
    row = {
        "number": hands.number,
        **{column.name: getattr(hands, column.name) for column in _COLUMNS},
        "village": "",
    }
    if len(hands.unit) == VILLAGE_DIGITS:
        row |= {"unit": "", "village": hands.unit}
    upsert(connection, case_hands, [row], ["number"])
    held = update(cases).where(cases.c.number == hands.number)
    connection.execute(held.values(held_by=list(hands.held_by)))
    connection.execute(delete(case_helpers).where(case_helpers.c.number == hands.number))
    helping = [{"number": hands.number, "officer": each} for each in hands.helpers]
    if helping:
        connection.execute(insert(case_helpers), helping)


def _queued(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    """The conditions that a case stands in somebody's queue at all."""
    # What an office of another level was given is that office's to take.
    free = and_(_LEAD == "", _UNIT.in_(("", *(wanted.scope.units or (CITY_CODE,)))))
    ringing = and_(cases.c.urgent, case_hands.c.taken.is_(None))
    return [
        cases.c.status.in_(OPEN),
        *_inside(wanted.scope),
        or_(_mine(wanted), free, ringing),
    ]


def _mine(wanted: QueueFilter) -> ColumnElement[bool]:
    names = sorted(wanted.names)
    helps = exists().where(
        case_helpers.c.number == cases.c.number, case_helpers.c.officer.in_(names)
    )
    return or_(_LEAD.in_(names), helps)


def _bucket(wanted: QueueFilter) -> ColumnElement[str]:
    due = cases.c.due
    return case(
        (cases.c.urgent, Bucket.DANGER.value),
        (due < wanted.at, Bucket.OVERDUE.value),
        (due < wanted.day_ends, Bucket.TODAY.value),
        (
            and_(_LEAD.in_(sorted(wanted.names)), case_hands.c.taken.is_(None)),
            Bucket.WAITING.value,
        ),
        (_mine(wanted), Bucket.MINE.value),
        else_=Bucket.FREE.value,
    )


def _inside(scope: OfficerScope) -> list[ColumnElement[bool]]:
    return cases_within(scope, cases)
