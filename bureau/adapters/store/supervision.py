"""The register of supervision in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, false, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.cases import cases
from bureau.adapters.store.schema.supervision import supervision_counters as counters
from bureau.adapters.store.schema.supervision import supervision_measures as measures
from bureau.adapters.store.upsert import insert_ignore
from bureau.adapters.store.within import cases_within
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.supervision import LateMark, Measure, Paper

_CHUNK = 500  # numbers in one question


class StoredRegister:
    """`bureau.supervision.Register` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def issue(self, measure: Measure) -> Measure:
        """Keep a measure under the next number of its kind, or return the one of its rung."""
        row = asdict(measure)
        del row["id"]
        try:
            with self._database.transaction() as connection:
                earlier = connection.execute(_of_rung(measure)).one_or_none()
                if earlier is not None:
                    return _measure(earlier._mapping)
                # Counted in the transaction that keeps the row: a broken one leaves no gap.
                if measure.paper is not None:
                    row["sequence"] = _next(connection, measure.paper, measure.year)
                made = insert(measures).values(**row).returning(measures)
                return _measure(connection.execute(made).one()._mapping)
        except IntegrityError:
            # Another worker came first.
            first = self._measures(_of_rung(measure))
            if not first:
                raise
            return first[0]

    def taken(self, numbers: Sequence[str]) -> set[tuple[str, str, str]]:
        found: set[tuple[str, str, str]] = set()
        columns = (measures.c.number, measures.c.rung, measures.c.stage)
        with self._database.reading() as connection:
            for first in range(0, len(numbers), _CHUNK):
                chunk = numbers[first : first + _CHUNK]
                query = select(*columns).where(measures.c.number.in_(chunk))
                found.update((row.number, row.rung, row.stage) for row in connection.execute(query))
        return found

    def untold(self) -> list[Measure]:
        return self._measures(
            select(measures).where(measures.c.told == false()).order_by(measures.c.id)
        )

    def tell(self, id: int) -> None:  # noqa: A002
        self._set(id, told=True)

    def standing(self, *, scope: OfficerScope = WHOLE_CITY) -> list[Measure]:
        open_ones = select(measures).where(measures.c.ended.is_(None), *_of_cases(scope))
        return self._measures(open_ones.order_by(measures.c.id))

    def end(self, id: int, *, at: datetime) -> None:  # noqa: A002
        self._set(id, ended=at)

    def get(self, id: int) -> Measure | None:  # noqa: A002
        return next(iter(self._measures(select(measures).where(measures.c.id == id))), None)

    def of_case(self, number: str) -> list[Measure]:
        query = select(measures).where(measures.c.number == number)
        return self._measures(query.order_by(measures.c.id))

    def page(
        self,
        *,
        paper: Paper | None = None,
        mark: LateMark | None = None,
        year: int | None = None,
        scope: OfficerScope = WHOLE_CITY,
        limit: int,
        offset: int,
    ) -> tuple[list[Measure], int]:
        wanted = {"paper": paper, "mark": mark, "year": year}
        asked = and_(
            True,
            *(measures.c[name] == one for name, one in wanted.items() if one),
            *_of_cases(scope),
        )
        query = select(measures).where(asked).order_by(measures.c.id.desc())
        with self._database.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(measures).where(asked))
        return self._measures(query.limit(limit).offset(offset)), total or 0

    def years(self) -> list[int]:
        query = select(counters.c.year).distinct().order_by(counters.c.year.desc())
        with self._database.reading() as connection:
            return list(connection.scalars(query))

    def _measures(self, query: Any) -> list[Measure]:
        with self._database.reading() as connection:
            return [_measure(row._mapping) for row in connection.execute(query)]

    def _set(self, id: int, **values: Any) -> None:  # noqa: A002
        with self._database.transaction() as connection:
            connection.execute(update(measures).where(measures.c.id == id).values(**values))


def _of_cases(scope: OfficerScope) -> list[ColumnElement[bool]]:
    """What must hold of a measure whose case lies within a scope."""
    bounds = cases_within(scope, cases)
    return [exists().where(cases.c.number == measures.c.number, *bounds)] if bounds else []


def _of_rung(measure: Measure) -> Any:
    return select(measures).where(
        measures.c.number == measure.number,
        measures.c.rung == measure.rung,
        measures.c.stage == measure.stage,
    )


def _next(connection: Connection, paper: Paper, year: int | None) -> int:
    # The row is locked until commit, so that no number is given twice.
    insert_ignore(connection, counters, paper=paper, year=year, last=0)
    return connection.execute(
        update(counters)
        .where(counters.c.paper == paper, counters.c.year == year)
        .values(last=counters.c.last + 1)
        .returning(counters.c.last)
    ).scalar_one()


def _measure(row: Any) -> Measure:
    told = dict(row)
    return Measure(
        **told
        | {
            "paper": Paper(told["paper"]) if told["paper"] else None,
            "mark": LateMark(told["mark"]) if told["mark"] else None,
        }
    )
