"""Cases in the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    bindparam,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError

from bureau.adapters.store.case_index import prepare, step_indexed
from bureau.adapters.store.case_rows import case_columns, case_of, event_of, held_case
from bureau.adapters.store.enclosures import enclosed_with, keep_enclosed
from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.cases import case_days, case_events, case_notices, cases
from bureau.adapters.store.schema.finding import case_index, case_tallies
from bureau.adapters.store.upsert import insert_ignore
from bureau.adapters.store.within import cases_within
from bureau.cases import Case, CaseFilter, Event, Status, Verb
from bureau.cases.decision import ANSWERING
from bureau.cases.enclosures import Enclosure
from bureau.cases.lifecycle import OPEN
from bureau.cases.ports import CaseChange, CasePage, FeedbackCount, PendingNotice, SentNotice
from bureau.officers import WHOLE_CITY, OfficerScope

_PLACE = re.compile(r"(\d{1,15})\.(\d{1,15})")
# Asked in every turn, so it is put together once.
_OF_CITIZEN = (
    select(cases)
    .where(cases.c.citizen == bindparam("citizen"))
    .order_by(cases.c.created.desc(), cases.c.number.desc())
    .limit(bindparam("limit"))
)


class StoredCases:
    """`bureau.cases.Cases` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, *, numbered: Callable[[int], Case], event: Event, day: date, message_key: str
    ) -> Case:
        """Keep a new case under the day's next sequence, or return the one of this message key."""
        earlier = self._by_message(message_key)
        if earlier is not None:
            return earlier
        prepare()
        try:
            with self._database.transaction() as connection:
                # The row of the day is locked until commit, so that no sequence is given twice.
                case = numbered(_next_sequence(connection, day))
                row = {**case_columns(case), "message_key": message_key}
                connection.execute(insert(cases).values(**row))
                add_event(connection, case.number, event)
                step_indexed(connection, None, case, event)
        except IntegrityError:
            # The same message was being played beside us and came first.
            earlier = self._by_message(message_key)
            if earlier is None:
                raise
            return earlier
        return case

    def change(
        self, *, number: str, decide: Callable[[Case], CaseChange], message_key: str | None = None
    ) -> Case | None:
        """Apply a decision to a case that nobody else changes meanwhile; None if there is none.

        With a message key that was applied before, return the case unchanged.
        """
        prepare()
        with self._database.transaction() as connection:
            case = held_case(connection, number)
            if case is None:
                return None
            if message_key is not None and _applied(connection, message_key):
                return case
            change = decide(case)
            connection.execute(
                update(cases).where(cases.c.number == number).values(**case_columns(change.case))
            )
            add_event(connection, number, change.event, message_key)
            step_indexed(connection, case, change.case, change.event)
            for notice in change.notices:
                made = connection.execute(
                    insert(case_notices)
                    .values(
                        number=number,
                        citizen=notice.citizen,
                        text=notice.text,
                        at=change.event.at,
                        handed_on=False,
                        not_before=change.hold_until,
                        verb=change.event.verb,
                    )
                    .returning(case_notices.c.id)
                ).scalar_one()
                keep_enclosed(connection, made, number, change.enclosed)
        return change.case

    def get(self, number: str) -> Case | None:
        """Return the case of a number as printed."""
        with self._database.reading() as connection:
            row = connection.execute(select(cases).where(cases.c.number == number)).one_or_none()
        return case_of(row._mapping) if row else None

    def of_citizen(self, *, citizen: str, limit: int) -> list[Case]:
        """Return a citizen's cases, the newest first."""
        return self._cases(_OF_CITIZEN, citizen=citizen, limit=limit)

    def history(self, number: str) -> list[Event]:
        """Return a case's history, the oldest first."""
        query = select(case_events).where(case_events.c.number == number).order_by(case_events.c.id)
        with self._database.reading() as connection:
            return [event_of(row._mapping) for row in connection.execute(query)]

    def several(self, numbers: Sequence[str]) -> list[Case]:
        """Return the cases of some numbers, in their order; those there are not are left out."""
        with self._database.reading() as connection:
            rows = connection.execute(select(cases).where(cases.c.number.in_(numbers))).all()
        found = {row.number: case_of(row._mapping) for row in rows}
        return [found[number] for number in numbers if number in found]

    def search(self, wanted: CaseFilter, *, limit: int, after: str = "") -> CasePage:
        """Return a page of cases, urgent and due ones first, and how many there are in all."""
        index = case_index.c
        conditions = [*_conditions(wanted), *_in_status(wanted.status)]
        query = select(index.number, index.queue, index.serial).where(*conditions)
        if place := _PLACE.fullmatch(after):
            here = (int(place[1]), int(place[2]))
            query = query.where(tuple_(index.queue, index.serial) > tuple_(*map(literal, here)))
        query = query.order_by(index.queue, index.serial).limit(limit + 1)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            total = _total(connection, wanted)
        shown = rows[:limit]
        following = f"{shown[-1].queue}.{shown[-1].serial}" if len(rows) > limit else ""
        return CasePage(tuple(self.several([row.number for row in shown])), total, following)

    def tally(self, wanted: CaseFilter) -> dict[Status, int]:
        """Return how many cases stand in each status, whatever status the filter names."""
        with self._database.reading() as connection:
            return _tally(connection, wanted)

    def answered_before(self, at: datetime) -> list[tuple[str, bool]]:
        """Return answered cases heard no more of since their answer arrived, before `at`.

        With each number whether it reached its citizen: one who left cannot be reached.
        """
        newer = case_notices.alias()
        same = (newer.c.number == case_notices.c.number, newer.c.citizen == cases.c.citizen)
        superseded = exists().where(
            *same, newer.c.verb.in_(ANSWERING), newer.c.id > case_notices.c.id
        )
        query = select(cases.c.number, case_notices.c.reached).where(
            cases.c.status == Status.ANSWERED,
            cases.c.updated < at,
            case_notices.c.number == cases.c.number,
            case_notices.c.citizen == cases.c.citizen,
            case_notices.c.verb.in_(ANSWERING),
            case_notices.c.reached.is_not(None),
            func.coalesce(case_notices.c.delivered, case_notices.c.at) < at,
            ~superseded,
        )
        with self._database.reading() as connection:
            return [(number, bool(reached)) for number, reached in connection.execute(query)]

    def unanswered_since(self, at: datetime) -> list[str]:
        """Return the numbers of cases whose citizen was to reply to a question by `at`."""
        query = select(cases.c.number).where(
            cases.c.status == Status.WAITING, cases.c.reply_until <= at
        )
        with self._database.reading() as connection:
            return list(connection.scalars(query))

    def running_out(self, *, before: datetime) -> list[Case]:
        """Return the open cases whose running time limit ends before an instant."""
        query = select(cases).where(cases.c.status.in_(OPEN), cases.c.due < before)
        return self._cases(query.order_by(cases.c.due, cases.c.number))

    def open_notices(self) -> list[SentNotice]:
        """Return answers and questions that were handed on and whose fate is not known."""
        query = (
            select(case_notices)
            .where(
                case_notices.c.handed_on.is_(True),
                case_notices.c.reached.is_(None),
                case_notices.c.verb.in_((*ANSWERING, Verb.ASK)),
            )
            .order_by(case_notices.c.id)
        )
        return self._notices(query)

    def notices(self, number: str) -> list[SentNotice]:
        """Return what its citizen and those merged into it were told of a case, oldest first."""
        told = (case_notices.c.number == number, case_notices.c.verb != "")
        return self._notices(select(case_notices).where(*told).order_by(case_notices.c.id))

    def notice(self, id: int) -> SentNotice | None:  # noqa: A002
        """Return a notice by its id."""
        query = select(case_notices).where(case_notices.c.id == id, case_notices.c.verb != "")
        return next(iter(self._notices(query)), None)

    def settle(self, id: int, *, reached: bool, at: datetime) -> None:  # noqa: A002
        """Remember whether a notice reached its citizen, and since when."""
        with self._database.transaction() as connection:
            connection.execute(
                update(case_notices)
                .where(case_notices.c.id == id)
                .values(reached=reached, delivered=at)
            )

    def feedback(self, scope: OfficerScope = WHOLE_CITY) -> list[FeedbackCount]:
        """Return how many cases were judged in which way, by town and handler."""
        columns = [
            cases.c.county,
            cases.c.town,
            cases.c.answered_by,
            cases.c.settled,
            cases.c.satisfied,
        ]
        query = (
            select(
                *columns[:2],
                cases.c.answered_by.label("handler"),
                *columns[3:],
                func.count().label("cases"),
            )
            .where(
                cases.c.answered_by != "",
                *cases_within(scope, cases),
            )
            .group_by(*columns)
            .order_by(*columns)
        )
        with self._database.reading() as connection:
            return [FeedbackCount(**row._mapping) for row in connection.execute(query)]

    def pending_notices(self, *, at: datetime, number: str | None = None) -> list[PendingNotice]:
        """Return notices not yet handed on that may be by now, of one case or of all."""
        held = case_notices.c.not_before
        wanted: list[ColumnElement[bool]] = [
            case_notices.c.handed_on.is_(False),
            or_(held.is_(None), held <= at),
        ]
        if number is not None:
            wanted.append(case_notices.c.number == number)
        columns = [case_notices.c[name] for name in ("id", "number", "citizen", "text", "at")]
        query = select(*columns).where(*wanted).order_by(case_notices.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            enclosed = enclosed_with(connection, [row.id for row in rows])
        return [PendingNotice(**row._mapping, enclosed=enclosed.get(row.id, ())) for row in rows]

    def notices_handed_on(self, ids: Sequence[int]) -> None:
        """Remember that these notices were handed on."""
        if not ids:
            return
        with self._database.transaction() as connection:
            connection.execute(
                update(case_notices).where(case_notices.c.id.in_(ids)).values(handed_on=True)
            )

    def followers(self, number: str) -> list[Case]:
        """Return the cases merged into this one, directly or through others."""
        chain = (
            select(cases.c.number)
            .where(cases.c.merged_into == number)
            .cte("followers", recursive=True)
        )
        # A union, not a union of all: were there ever a ring, it would still end.
        chain = chain.union(select(cases.c.number).where(cases.c.merged_into == chain.c.number))
        return self._cases(select(cases).where(cases.c.number.in_(select(chain.c.number))))

    def _cases(self, query: Any, **given: Any) -> list[Case]:
        with self._database.reading() as connection:
            return [case_of(row._mapping) for row in connection.execute(query, given)]

    def _notices(self, query: Any) -> list[SentNotice]:
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            enclosed = enclosed_with(connection, [row.id for row in rows])
        return [_notice(row._mapping, enclosed.get(row.id, ())) for row in rows]

    def _by_message(self, message_key: str) -> Case | None:
        with self._database.reading() as connection:
            row = connection.execute(
                select(cases).where(cases.c.message_key == message_key)
            ).one_or_none()
        return case_of(row._mapping) if row else None


def _next_sequence(connection: Connection, day: date) -> int:
    insert_ignore(connection, case_days, day=day, last=0)
    return connection.execute(
        update(case_days)
        .where(case_days.c.day == day)
        .values(last=case_days.c.last + 1)
        .returning(case_days.c.last)
    ).scalar_one()


def _applied(connection: Connection, message_key: str) -> bool:
    query = select(case_events.c.id).where(case_events.c.message_key == message_key)
    return connection.scalar(query) is not None


def add_event(
    connection: Connection, number: str, event: Event, message_key: str | None = None
) -> int:
    """Write a line of a case's history within a transaction; return its id."""
    return connection.execute(
        insert(case_events)
        .values(number=number, message_key=message_key, **asdict(event))
        .returning(case_events.c.id)
    ).scalar_one()


def _tally(connection: Connection, wanted: CaseFilter) -> dict[Status, int]:
    # Every property but the running limit and the village has its sums; of those there are few.
    rows = wanted.overdue_at is not None or wanted.scope.bound_to
    table = case_index if rows else case_tallies
    count = func.count() if table is case_index else func.sum(case_tallies.c.count)
    query = select(table.c.status, count).where(*_conditions(wanted, table))
    found = {
        Status(status): int(number)
        for status, number in connection.execute(query.group_by(table.c.status))
    }
    return {status: found.get(status, 0) for status in Status}


def _total(connection: Connection, wanted: CaseFilter) -> int:
    tally = _tally(connection, wanted)
    if wanted.status == "open":
        return sum(tally[status] for status in OPEN)
    return tally[Status(wanted.status)] if wanted.status else sum(tally.values())


def _conditions(wanted: CaseFilter, table: Table = case_index) -> list[ColumnElement[bool]]:
    conditions = cases_within(wanted.scope, table)
    if wanted.county:
        conditions.append(table.c.county == wanted.county)
    if wanted.town:
        conditions.append(table.c.town == wanted.town)
    if wanted.category:
        conditions.append(table.c.category == wanted.category)
    if wanted.urgent:
        conditions.append(table.c.urgent.is_(True))
    if wanted.overdue_at is not None:
        conditions += [table.c.waiting.is_(True), table.c.due < wanted.overdue_at]
    return conditions


def _in_status(status: str | None) -> list[ColumnElement[bool]]:
    if not status:
        return []
    wanted = case_index.c
    return [wanted.waiting.is_(True)] if status == "open" else [wanted.status == status]


def _notice(row: Any, enclosed: tuple[Enclosure, ...]) -> SentNotice:
    return SentNotice(
        id=row["id"],
        number=row["number"],
        citizen=row["citizen"],
        verb=Verb(row["verb"]),
        text=row["text"],
        at=row["at"],
        handed_on=row["handed_on"],
        reached=row["reached"],
        delivered=row["delivered"],
        enclosed=enclosed,
    )
