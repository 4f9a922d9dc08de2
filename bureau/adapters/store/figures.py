"""Sums of cases from the tables that the steps keep up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, case, func, select

from bureau.adapters.store.case_index import measured
from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.finding import MEASURES, case_index, case_sums
from bureau.adapters.store.within import cases_within
from bureau.cases import Status
from bureau.figures import LateTown, Measures, MonthSpan, SpotCount
from bureau.officers import WHOLE_CITY, OfficerScope


class StoredFigures:
    """`bureau.figures.CaseFigures` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sums(
        self,
        span: MonthSpan,
        *,
        by: Sequence[str],
        at: datetime,
        area: str = "",
        scope: OfficerScope = WHOLE_CITY,
    ) -> Mapping[tuple[str, ...], Measures]:
        """Return the sums by some of `DIMENSIONS`, as texts; what waits past its limit at `at`."""
        # The sums know no village: a village's cases are few and counted row by row.
        table = case_index if scope.bound_to else case_sums
        keys = [table.c[name] for name in by]
        sums = measured() if scope.bound_to else [func.sum(table.c[name]) for name in MEASURES]
        summed = select(*keys, *sums)
        kept = summed.where(*_in_span(table, span), *_in_area(table, area, scope)).group_by(*keys)
        # Those who wait are few: they are counted as they stand.
        index = case_index
        names = [index.c[name] for name in by]
        late = (
            select(*names, index.c.status, func.count())
            .where(index.c.waiting.is_(True), index.c.due < at)
            .where(*_in_span(index, span), *_in_area(index, area, scope))
            .group_by(*names, index.c.status)
        )
        found: dict[tuple[str, ...], Measures] = {}
        with self._database.reading() as connection:
            for row in connection.execute(kept):
                counts = [int(value or 0) for value in row[len(by) :]]
                measures = Measures(**dict(zip(MEASURES, counts, strict=True)))
                if measures.received:
                    found[_key(row[: len(by)])] = measures
            for row in connection.execute(late):
                *values, status, count = row
                first = status == Status.SUBMITTED
                added = Measures(late_response=count) if first else Measures(late_answer=count)
                found[_key(values)] = found.get(_key(values), Measures()) + added
        return found

    def late(self, *, at: datetime, scope: OfficerScope = WHOLE_CITY) -> list[LateTown]:
        """Return where cases of whatever month wait past their limit at `at`, the most first."""
        index = case_index
        first = func.sum(case((index.c.status == Status.SUBMITTED, 1), else_=0))
        query = (
            select(index.c.county, index.c.town, first, func.count(), func.min(index.c.due))
            .where(index.c.waiting.is_(True), index.c.due < at)
            .where(*_in_area(index, "", scope))
            .group_by(index.c.county, index.c.town)
        )
        with self._database.reading() as connection:
            found = [
                LateTown(county, town, int(unaccepted), count - int(unaccepted), since)
                for county, town, unaccepted, count, since in connection.execute(query)
            ]
        return sorted(found, key=lambda each: (-each.count, each.since))

    def spots(
        self,
        since: date,
        until: date,
        *,
        category: str = "",
        area: str = "",
        scope: OfficerScope = WHOLE_CITY,
    ) -> list[SpotCount]:
        """Return how many cases came in some days, both included, at each place."""
        index, where = case_index.c, _in_days(since, until, category, area, scope)
        keys = (index.cell, index.town, index.county)
        query = select(*keys, func.count()).where(*where).group_by(*keys)
        with self._database.reading() as connection:
            return [
                SpotCount(cell, town or county, count)
                for cell, town, county, count in connection.execute(query)
            ]

    def days(
        self,
        since: date,
        until: date,
        *,
        category: str = "",
        area: str = "",
        scope: OfficerScope = WHOLE_CITY,
    ) -> dict[date, int]:
        """Return how many cases came on each day, both included; days without one are left out."""
        where, day = _in_days(since, until, category, area, scope), case_index.c.day
        query = select(day, func.count()).where(*where).group_by(day)
        with self._database.reading() as connection:
            return {_day(when): count for when, count in connection.execute(query)}


def _in_days(
    since: date, until: date, category: str, area: str, scope: OfficerScope
) -> list[ColumnElement[bool]]:
    day = case_index.c.day
    where = [day >= _number(since), day <= _number(until), *_in_area(case_index, area, scope)]
    return [*where, case_index.c.category == category] if category else where


def _key(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(map(str, values))


def _number(day: date) -> int:
    return int(f"{day:%Y%m%d}")


def _day(number: int) -> date:
    return date(number // 10000, number // 100 % 100, number % 100)


def _in_span(table: Table, span: MonthSpan) -> list[ColumnElement[bool]]:
    return [table.c.month >= span.first, table.c.month <= span.last]


def _in_area(table: Table, area: str, scope: OfficerScope) -> list[ColumnElement[bool]]:
    found = cases_within(scope, table)
    if area:
        found.append((table.c.town if len(area) > 6 else table.c.county) == area)
    return found
