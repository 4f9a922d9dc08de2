"""Reads the index of cases: FTS5 on SQLite, GIN on PostgreSQL, the same terms on both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, select, text, union

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.finding import case_index, saved_searches
from bureau.adapters.store.upsert import insert_ignore
from bureau.adapters.store.within import cases_within
from bureau.finding import CaseQuery, IndexPage, SavedSearch
from bureau.finding.entry import PER_DAY, first_of
from bureau.finding.model import COUNTED
from bureau.finding.terms import FIRM, Phrase, facet, phrases
from bureau.officers import OfficerScope

# Rows that PostgreSQL reads from the newest down before it asks the index: first a few, then as
# many as should hold what is wanted if the few are like the rest, but no more than the most. Where
# that is not enough, the index is asked only so far back: what it finds is the cheaper the fewer
# rows must be fetched. Where the few held nothing, it is asked ten times as far.
_NEWEST, _MOST_READ, _SPARE, _NONE = 4000, 30_000, 1.25, 10
_ASKED = 2  # times, before it is asked for all
_LAST = 10**15
_WHOLE_NUMBER = 13  # digits of the shortest whole number, which has its date in front
_DAY_DIGITS = 8


class StoredFinding:
    """`bureau.finding.CaseIndex` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, wanted: CaseQuery, *, limit: int, after: int | None = None) -> IndexPage:
        """Return the cases that fit, the newest first; `after` is the `next` of the page before."""
        since = first_of(wanted.since) if wanted.since else 0
        until = first_of(wanted.until + timedelta(days=1)) if wanted.until else _LAST
        until = min(until, after) if after is not None else until
        asked = _asked(wanted)
        if asked is None:
            return IndexPage((), 0, None)
        most = max(COUNTED, limit) + 1 if after is None else limit + 1
        with self._database.reading() as connection:
            found = _serials(connection, asked, since, until, most)
            shown = found[:limit]
            index = case_index.c
            query = (
                select(index.number).where(index.serial.in_(shown)).order_by(index.serial.desc())
            )
            numbers = tuple(connection.scalars(query))
        return IndexPage(numbers, len(found), shown[-1] if len(found) > limit else None)

    def by_digits(self, digits: str, *, scope: OfficerScope, limit: int) -> tuple[str, ...]:
        """Return the numbers that end in some digits, with or without the check digit.

        Digits that begin with a date give the cases of that day. The newest come first.
        """
        index = case_index.c
        tail = digits[::-1]
        ends: list[ColumnElement[bool]] = [_begins(index.tail, tail), _begins(index.stem, tail)]
        if _DAY_DIGITS <= len(digits) < _WHOLE_NUMBER and (day := _day(digits)) is not None:
            rest = digits[_DAY_DIGITS:]
            low = day * PER_DAY + (int(rest) if rest else 0)
            high = low if rest else low + PER_DAY - 1
            ends.append(index.serial.between(low, high))
        # Each end by its own index: in the order of numbers every row would be looked at.
        ending = union(*(select(index.serial).where(end) for end in ends)).subquery()
        query = select(index.number).where(index.serial.in_(select(ending.c.serial)))
        query = query.where(*cases_within(scope, case_index))
        query = query.order_by(index.serial.desc()).limit(limit)
        with self._database.reading() as connection:
            return tuple(connection.scalars(query))


class StoredSearches:
    """`bureau.finding.SavedSearches` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_officer(self, officer: str) -> list[SavedSearch]:
        """Return an officer's searches in the order in which they were kept."""
        held = saved_searches
        query = select(held).where(held.c.officer == officer).order_by(held.c.id)
        with self._database.reading() as connection:
            return [SavedSearch(**row._mapping) for row in connection.execute(query)]

    def keep(self, *, name: str, query: str, by: str, at: datetime) -> None:
        """Keep a search; one of the same name is replaced."""
        held = saved_searches
        with self._database.transaction() as connection:
            connection.execute(delete(held).where(held.c.officer == by, held.c.name == name))
            insert_ignore(connection, held, officer=by, name=name, query=query, at=at)

    def drop(self, *, number: int, by: str) -> None:
        """Forget one of the officer's own searches."""
        held = saved_searches
        with self._database.transaction() as connection:
            connection.execute(delete(held).where(held.c.officer == by, held.c.id == number))


Asked = Sequence[Sequence[Phrase]]
"""What must all be found; of each, one phrase or another."""


def _asked(wanted: CaseQuery) -> Asked | None:
    """Return what is looked for as terms; None where words were asked for that are none."""
    said = [*phrases(wanted.text), *phrases(wanted.firm, FIRM)]
    if not said and (wanted.text.strip() or wanted.firm.strip()):
        return None
    exact = {
        "a": wanted.area,
        "k": wanted.category,
        "s": wanted.status,
        "h": wanted.handler,
        "u": "1" if wanted.urgent else "",
    }
    said += [_property(kind, value) for kind, value in exact.items() if value]
    asked = [[phrase] for phrase in said]
    if wanted.scope.area:
        asked.append([_property("a", wanted.scope.area)])
    if wanted.scope.bound_to:
        seen = [_property("a", code) for code in wanted.scope.villages]
        asked.append([*seen, _property("g", wanted.scope.bound_to)])
    if wanted.scope.categories:
        asked.append([_property("k", code) for code in wanted.scope.categories])
    return asked


def _property(kind: str, value: str) -> Phrase:
    return Phrase((facet(kind, value),), open_end=False)


def _serials(connection: Connection, asked: Asked, since: int, until: int, most: int) -> list[int]:
    span: dict[str, Any] = {"since": since, "until": until, "most": most}
    if not asked:
        index = case_index.c
        where = (index.serial >= since, index.serial < until)
        query = select(index.serial).where(*where).order_by(index.serial.desc()).limit(most)
        return list(connection.scalars(query))
    if connection.dialect.name == "sqlite":
        return list(connection.scalars(_FTS, {**span, "asked": _as_fts(asked)}))
    span["asked"] = _as_tsquery(asked)
    span["newest"] = _NEWEST
    found = list(connection.scalars(_GIN_NEWEST, span))
    reach = int(_SPARE * _NEWEST * most / max(1, len(found)))
    if len(found) < most and reach <= _MOST_READ:
        span["newest"] = reach
        found = list(connection.scalars(_GIN_NEWEST, span))
    read = connection.execute(_READ, span).one()
    if len(found) == most or read.last is None:
        return found
    last, first, oldest = _date(read.last), _date(read.first), _date(read.oldest)
    for _ in range(_ASKED):
        times = _SPARE * most / len(found) if found else _NONE
        days = math.ceil(times * ((last - first).days + 1))
        if days >= (last - oldest).days:
            break
        first = last - timedelta(days=days)
        found = list(connection.scalars(_GIN_ALL, {**span, "since": max(since, first_of(first))}))
        if len(found) == most:
            return found
    return list(connection.scalars(_GIN_ALL, span))


_FTS = text(
    "SELECT rowid FROM case_fts WHERE case_fts MATCH :asked AND rowid >= :since AND rowid < :until "
    "ORDER BY rowid DESC LIMIT :most"
)
_GIN_NEWEST = text(
    "SELECT serial FROM (SELECT serial, words FROM case_words "
    "WHERE serial >= :since AND serial < :until ORDER BY serial DESC LIMIT :newest) AS recent "
    "WHERE words @@ CAST(:asked AS tsquery) ORDER BY serial DESC LIMIT :most"
)
_READ = text(
    "SELECT max(serial) AS last, min(serial) AS first, "
    "(SELECT min(serial) FROM case_words WHERE serial >= :since) AS oldest "
    "FROM (SELECT serial FROM case_words WHERE serial >= :since AND serial < :until "
    "ORDER BY serial DESC LIMIT :newest) AS recent"
)
_GIN_ALL = text(
    "WITH hit AS MATERIALIZED (SELECT serial FROM case_words "
    "WHERE words @@ CAST(:asked AS tsquery) AND serial >= :since AND serial < :until) "
    "SELECT serial FROM hit ORDER BY serial DESC LIMIT :most"
)


def _as_fts(asked: Asked) -> str:
    def one(phrase: Phrase) -> str:
        return f'"{" ".join(phrase.terms)}"{"*" if phrase.open_end else ""}'

    return " AND ".join(f"({' OR '.join(map(one, choices))})" for choices in asked)


def _as_tsquery(asked: Asked) -> str:
    def one(phrase: Phrase) -> str:
        quoted = [f"'{term}'" for term in phrase.terms]
        return f"({' <-> '.join(quoted)}{':*' if phrase.open_end else ''})"

    return " & ".join(f"({' | '.join(map(one, choices))})" for choices in asked)


def _begins(column: Any, digits: str) -> ColumnElement[bool]:
    """A range in the order of bytes: behind the digit 9 comes the colon."""
    return and_(column >= digits, column < digits + ":")


def _date(row: int) -> date:
    """Return the day of a serial."""
    day = row // PER_DAY
    return date(day // 10_000, day // 100 % 100, day % 100)


def _day(digits: str) -> int | None:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return int(digits[:_DAY_DIGITS])
