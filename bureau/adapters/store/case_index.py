"""Keeps the index of cases: in the transaction of every step, or all of it anew.

The sums are kept by what a case adds to them before and after a step, so that no list and no
figure counts a million rows. `tests/laws/test_index.py` holds that whoever writes cases is here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    delete,
    func,
    insert,
    select,
    true,
)
from sqlalchemy import case as case_when

from basis.masking import mask
from bureau.adapters.store.case_rows import case_of, event_of
from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.cases import case_events, cases
from bureau.adapters.store.schema.casework import case_hands
from bureau.adapters.store.schema.finding import (
    MEASURES,
    case_index,
    case_sums,
    case_tallies,
    case_words,
)
from bureau.adapters.store.upsert import add_up, lock_migrations, upsert
from bureau.cases import Case, Event, Status
from bureau.finding.entry import (
    Progress,
    columns,
    counts,
    entry_terms,
    handler,
    progressed,
    replayed,
    serial,
)
from bureau.places import gazetteer

_BATCH = 500
_MOST_PLACES, _MOST_OF_ONE = 16000, 250  # PostgreSQL keeps no more of a text and of a word
_PROGRESS = tuple(field.name for field in fields(Progress))
_SUM_KEY = ("month", "county", "town", "category", "handler")
_TALLY_KEY = ("county", "town", "category", "status", "urgent")


@cache
def prepare() -> None:
    """Load what masking needs, so that no transaction waits for it."""
    mask("")


def step_indexed(
    connection: Connection, before: Case | None, after: Case, event: Event | None
) -> None:
    """Index a case after a step; without an event its words alone have changed."""
    row, events, lead = None, [event] if event is not None else [], ""
    if before is not None or event is None:
        here = case_index.c.serial == serial(after.number)
        row = connection.execute(select(case_index).where(here)).one_or_none()
        events = _events(connection, [after.number])[after.number]
        lead = _leads(connection, [after.number]).get(after.number, "")
    old = _progress(row._mapping) if row else Progress()
    if event is not None:
        progress = progressed(old, before, after, events)
    else:
        progress = old if row else replayed(events)
    entry = Entry(after, events, progress, lead)
    write_entries(connection, [entry])
    _shift(connection, case_tallies, _TALLY_KEY, row, entry.row, lambda _: {"count": 1})
    _shift(connection, case_sums, _SUM_KEY, row, entry.row, counts)


def line_indexed(connection: Connection, number: str, event: Event) -> None:
    """Index a case to whose history a line was added that leaves the case as it stands."""
    query = select(cases).where(cases.c.number == number).with_for_update()
    case = case_of(connection.execute(query).one()._mapping)
    step_indexed(connection, case, case, event)


def words_changed(connection: Connection, number: str) -> None:
    """Index a case anew whose texts were changed by something that is no step."""
    row = connection.execute(select(cases).where(cases.c.number == number)).one()
    step_indexed(connection, None, case_of(row._mapping), None)


def rebuild(database: Database) -> int:
    """Make the index anew from the cases; return how many there are.

    In one transaction, beside which nobody migrates or rebuilds. What only the index knows, the
    limits of past steps, it keeps.
    """
    with lock_migrations(database.engine) as connection:
        return _rebuild(connection)


def catch_up(database: Database) -> int:
    """Make the index of a store that has cases and none: after an upgrade. Return how many."""
    with database.reading() as connection:
        if not _behind(connection):
            return 0
    with lock_migrations(database.engine) as connection:
        return _rebuild(connection) if _behind(connection) else 0


def _behind(connection: Connection) -> bool:
    some = connection.scalar(select(cases.c.number).limit(1))
    return some is not None and connection.scalar(select(case_index.c.serial).limit(1)) is None


def _rebuild(connection: Connection) -> int:
    kept = {
        row.serial: _progress(row._mapping)
        for row in connection.execute(select(case_index.c.serial, *_progress_columns()))
    }
    for table in (case_words, case_index, case_sums, case_tallies):
        connection.execute(delete(table))
    last, done = "", 0
    while True:
        query = select(cases).where(cases.c.number > last).order_by(cases.c.number).limit(_BATCH)
        found = [case_of(row._mapping) for row in connection.execute(query)]
        if not found:
            break
        numbers = [case.number for case in found]
        histories, leads = _events(connection, numbers), _leads(connection, numbers)
        entries = []
        for case in found:
            events = histories[case.number]
            progress = kept.get(serial(case.number)) or replayed(events)
            entries.append(Entry(case, events, progress, leads.get(case.number, "")))
        write_entries(connection, entries)
        last, done = found[-1].number, done + len(found)
    sum_anew(connection)
    return done


def sum_anew(connection: Connection) -> None:
    """Make the sums from the index's rows, in the database."""
    index = case_index.c
    for table in (case_sums, case_tallies):
        connection.execute(delete(table))
    tallied = [index[name] for name in _TALLY_KEY]
    connection.execute(
        insert(case_tallies).from_select(
            [*_TALLY_KEY, "count"], select(*tallied, func.count()).group_by(*tallied)
        )
    )
    summed = [index[name] for name in _SUM_KEY]
    connection.execute(
        insert(case_sums).from_select(
            [*_SUM_KEY, *MEASURES], select(*summed, *measured()).group_by(*summed)
        )
    )


class Entry:
    """A case with what is needed to index it."""

    def __init__(
        self, case: Case, events: Sequence[Event], progress: Progress, lead: str = ""
    ) -> None:
        by = handler(events, lead=lead)
        place = case.town or case.county
        name = gazetteer().label(place) if place else ""
        self.row = columns(case, by=by, progress=progress)
        self.terms = entry_terms(case, events, place=name, by=by)


def write_entries(connection: Connection, entries: Sequence[Entry]) -> None:
    """Write rows of the index; the sums are the caller's to bring up."""
    postgresql = connection.dialect.name == "postgresql"
    render = _as_vector if postgresql else " ".join
    words = [{"serial": each.row["serial"], "words": render(each.terms)} for each in entries]
    upsert(connection, case_index, [each.row for each in entries], ["serial"])
    upsert(connection, case_words, words, ["serial"])


def _as_vector(terms: Sequence[str]) -> str:
    """Return terms with where they stand, as PostgreSQL writes a tsvector."""
    places: dict[str, list[str]] = {}
    for at, term in enumerate(terms[:_MOST_PLACES], 1):
        places.setdefault(term, []).append(str(at))
    for term in terms[_MOST_PLACES:]:
        places.setdefault(term, [str(_MOST_PLACES)])
    return " ".join(f"'{term}':{','.join(at[:_MOST_OF_ONE])}" for term, at in places.items())


def _shift(
    connection: Connection,
    table: Table,
    key: Sequence[str],
    old: Row[Any] | None,
    new: Mapping[str, Any],
    counted: Callable[[Mapping[str, Any]], Mapping[str, int]],
) -> None:
    """Take from the sums what a case added before, and add what it adds now."""
    changes: dict[tuple[Any, ...], Counter[str]] = {}
    for row, sign in ((old and _plain(old), -1), (new, 1)):
        if row is not None:
            counter = changes.setdefault(tuple(row[name] for name in key), Counter())
            for name, value in counted(row).items():
                counter[name] += sign * value
    # In one order, so that two steps never wait for each other.
    rows = [
        {**dict(zip(key, values, strict=True)), **changes[values]}
        for values in sorted(changes)
        if any(changes[values].values())
    ]
    add_up(connection, table, rows, key)


def _plain(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)


def _events(connection: Connection, numbers: Sequence[str]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {number: [] for number in numbers}
    query = select(case_events).where(case_events.c.number.in_(numbers)).order_by(case_events.c.id)
    for row in connection.execute(query):
        found[row.number].append(event_of(row._mapping))
    return found


def _leads(connection: Connection, numbers: Sequence[str]) -> dict[str, str]:
    held = select(case_hands.c.number, case_hands.c.lead).where(case_hands.c.number.in_(numbers))
    return {row.number: row.lead for row in connection.execute(held)}


def _progress_columns() -> list[ColumnElement[Any]]:
    return [case_index.c[name] for name in _PROGRESS]


def _progress(row: Mapping[Any, Any]) -> Progress:
    return Progress(**{name: row[name] for name in _PROGRESS})


def measured() -> list[ColumnElement[int]]:
    """Return `bureau.finding.entry.counts` as sums in the database, in the order of `MEASURES`."""
    row = case_index.c
    responded = and_(row.responded.is_not(None), row.response_due.is_not(None))
    limited = and_(row.answered.is_not(None), row.answer_due.is_not(None))
    conditions = {
        "received": true(),
        "responded": responded,
        "responded_in_time": and_(responded, row.responded <= row.response_due),
        "answered": row.answered.is_not(None),
        "limited": limited,
        "answered_in_time": and_(limited, row.answered <= row.answer_due),
        "reopened": row.reopened > 0,
        "closed": row.status == Status.CLOSED,
        "told": row.settled.is_not(None),
        "settled": row.settled.is_(True),
        "rated": row.satisfied.is_not(None),
        "satisfied": row.satisfied.is_(True),
    }
    return [func.sum(case_when((conditions[name], 1), else_=0)) for name in MEASURES]
