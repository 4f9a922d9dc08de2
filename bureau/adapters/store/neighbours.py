"""Cases near a place and a time, and links between cases, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from operator import itemgetter

from sqlalchemy import ColumnElement, Connection, and_, delete, false, or_, select

from basis.clock import SHANGHAI
from bureau.adapters.store.case_index import line_indexed
from bureau.adapters.store.case_rows import case_of
from bureau.adapters.store.cases import add_event
from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.cases import cases
from bureau.adapters.store.schema.casework import case_links
from bureau.adapters.store.upsert import insert_ignore
from bureau.cases import Case, Event, Status
from bureau.casework.ports import CaseLink, NearSpan


class StoredNeighbours:
    """`bureau.casework.NeighbourStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def near(self, span: NearSpan, *, limit: int) -> list[Case]:
        """Return cases of a span that were not withdrawn, the newest first."""
        query = (
            select(cases)
            .where(
                *_numbered(span),
                or_(*_places(span)),
                cases.c.created.between(span.since, span.until),
                cases.c.status != Status.WITHDRAWN,
            )
            .order_by(cases.c.created.desc(), cases.c.number.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [case_of(row._mapping) for row in connection.execute(query)]

    def links(self, number: str) -> list[CaseLink]:
        """Return the links of a case, each seen from it."""
        query = select(case_links).where(
            or_(case_links.c.number == number, case_links.c.other == number)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(case_links.c.at)).all()
        return [
            CaseLink(number, row.other if row.number == number else row.number, row.by, row.at)
            for row in rows
        ]

    def link(self, number: str, other: str, *, events: Sequence[Event], by: str) -> bool:
        """Link two cases and write an event to each; False when they are linked already."""
        first, second = sorted((number, other))
        with self._database.transaction() as connection:
            fresh = insert_ignore(
                connection, case_links, number=first, other=second, by=by, at=events[0].at
            )
            if fresh:
                _add_lines(connection, (number, other), events)
        return fresh

    def unlink(self, number: str, other: str, *, events: Sequence[Event]) -> bool:
        """Take a link away and write an event to each; False when there is none."""
        first, second = sorted((number, other))
        with self._database.transaction() as connection:
            gone = connection.execute(
                delete(case_links)
                .where(case_links.c.number == first, case_links.c.other == second)
                .returning(case_links.c.number)
            ).first()
            if gone is not None:
                _add_lines(connection, (number, other), events)
        return gone is not None


def _add_lines(connection: Connection, numbers: Sequence[str], events: Sequence[Event]) -> None:
    # In one order, so that two links never wait for each other's cases.
    for each, event in sorted(zip(numbers, events, strict=True), key=itemgetter(0)):
        add_event(connection, each, event)
        line_indexed(connection, each, event)


def _numbered(span: NearSpan) -> list[ColumnElement[bool]]:
    # Numbers begin with their day: a few days of all places are fewer than a place of all days.
    first = span.since.astimezone(SHANGHAI)
    behind = span.until.astimezone(SHANGHAI) + timedelta(days=1)
    return [cases.c.number >= f"{first:%Y%m%d}", cases.c.number < f"{behind:%Y%m%d}"]


def _places(span: NearSpan) -> list[ColumnElement[bool]]:
    places: list[ColumnElement[bool]] = [false()]
    if span.town is not None:
        places.append(cases.c.town.concat("") == span.town)  # not by its index: by the numbers
    if span.west is not None:
        places.append(
            and_(
                (cases.c.longitude + 0).between(span.west, span.east),
                cases.c.latitude.between(span.south, span.north),
            )
        )
    return places
