"""Facilities, their open days and the bookings, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, insert, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.open_day_rows import booking_of, day_of, facility_of
from bureau.adapters.store.schema.open_days import open_day_bookings as bookings
from bureau.adapters.store.schema.open_days import open_days as days
from bureau.adapters.store.schema.open_days import open_facilities as facilities
from bureau.adapters.store.upsert import insert_ignore, upsert
from bureau.citizens import IdentityKeys, UnsealError
from bureau.open_days.model import (
    HOLDING,
    LIVE,
    Booking,
    BookingState,
    DayPlan,
    DayState,
    Facility,
    OpenDay,
    OpenDayError,
)

_HOLDS = bookings.c.state.in_(HOLDING)
_TAKEN = func.coalesce(func.sum(case((_HOLDS, bookings.c.party), else_=0)), 0)
_WAITS = bookings.c.state == BookingState.WAITING


class StoredOpenDays:
    """`bureau.open_days.OpenDayStore` on the database; numbers left behind are sealed."""

    def __init__(self, database: Database, keys: IdentityKeys) -> None:
        self._database = database
        self._keys = keys

    def facilities(self) -> list[Facility]:
        with self._database.reading() as connection:
            rows = connection.execute(select(facilities).order_by(facilities.c.name))
            return [facility_of(row) for row in rows]

    def facility(self, code: str) -> Facility | None:
        with self._database.reading() as connection:
            query = select(facilities).where(facilities.c.code == code)
            row = connection.execute(query).one_or_none()
        return facility_of(row) if row else None

    def keep_facility(self, facility: Facility) -> None:
        row = {column.name: getattr(facility, column.name) for column in facilities.c}
        with self._database.transaction() as connection:
            upsert(connection, facilities, [row], ["code"])

    def add_day(self, plan: DayPlan, *, at: datetime) -> int:
        fresh = insert(days).values(**_planned(plan), state=DayState.PLANNED, reason="", changed=at)
        with self._database.transaction() as connection:
            return int(connection.execute(fresh.returning(days.c.id)).scalar_one())

    def change_day(self, day: int, plan: DayPlan, *, at: datetime) -> None:
        with self._database.transaction() as connection:
            seats = _locked(connection, day)
            taken = _taken(connection, day)
            if seats is None:
                raise OpenDayError("called_off")
            if plan.seats < taken:
                raise OpenDayError("fewer_seats", taken=taken, seats=plan.seats)
            changed = update(days).where(days.c.id == day)
            connection.execute(changed.values(**_planned(plan), changed=at))

    def call_off(self, day: int, *, reason: str, at: datetime) -> list[Booking]:
        with self._database.transaction() as connection:
            if _locked(connection, day) is None:
                return []
            off = {"state": DayState.CALLED_OFF, "reason": reason, "changed": at}
            connection.execute(update(days).where(days.c.id == day).values(**off))
            ended = (
                update(bookings)
                .where(bookings.c.day == day, bookings.c.state.in_(LIVE))
                .values(state=BookingState.CALLED_OFF, reason=reason, changed=at, confirm_by=None)
            )
            rows = connection.execute(ended.returning(*bookings.c))
            return sorted(map(booking_of, rows), key=lambda each: each.id)

    def day(self, day: int) -> OpenDay | None:
        with self._database.reading() as connection:
            found = _days(connection, days.c.id == day)
        return found[0] if found else None

    def days(self, *, since: datetime, until: datetime | None = None) -> list[OpenDay]:
        conditions = [days.c.ends > since]
        if until is not None:
            conditions.append(days.c.starts < until)
        with self._database.reading() as connection:
            return _days(connection, *conditions)

    def past(self, *, before: datetime, limit: int, offset: int) -> tuple[list[OpenDay], int]:
        gone = days.c.ends <= before
        page = select(days.c.id).where(gone).order_by(days.c.starts.desc(), days.c.id.desc())
        with self._database.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(days).where(gone)) or 0
            ids = connection.scalars(page.limit(limit).offset(offset)).all()
            return _days(connection, days.c.id.in_(ids))[::-1], total

    def book(
        self,
        *,
        day: int,
        citizen: str,
        party: int,
        wait: bool,
        code: str,
        at: datetime,
        message_key: str,
    ) -> Booking:
        with self._database.transaction() as connection:
            seats = _locked(connection, day)
            played = _one(connection, bookings.c.message_key == message_key)
            if played is not None:
                return played
            if seats is None:
                raise OpenDayError("called_off")
            mine = (bookings.c.day == day, bookings.c.citizen == citizen)
            if _one(connection, *mine, bookings.c.state.in_(LIVE)) is not None:
                raise OpenDayError("twice")
            left = max(0, seats - _taken(connection, day))
            if party > left and not wait:
                raise OpenDayError("full", left=left, party=party)
            row = {
                "day": day,
                "citizen": citizen,
                "party": party,
                "state": BookingState.WAITING if party > left else BookingState.BOOKED,
                "code": code,
                "made": at,
                "changed": at,
                "reason": "",
                "opinion": "",
                "message_key": message_key,
            }
            insert_ignore(connection, bookings, **row)
            kept = _one(connection, bookings.c.message_key == message_key)
        assert kept is not None, "the day is locked: nobody else wrote this key"
        return kept

    def resize(self, booking: int, party: int, *, at: datetime) -> Booking:
        with self._database.transaction() as connection:
            found = _one(connection, bookings.c.id == booking)
            seats = _locked(connection, found.day) if found else None
            # Read again behind the lock: it may have ended meanwhile.
            found = _one(connection, bookings.c.id == booking)
            if found is None or seats is None or not found.live:
                raise OpenDayError("ended")
            left = max(0, seats - _taken(connection, found.day))
            if found.state is not BookingState.WAITING and party - found.party > left:
                raise OpenDayError("full", left=left + found.party, party=party)
            changed = update(bookings).where(bookings.c.id == booking)
            row = connection.execute(
                changed.values(party=party, changed=at).returning(*bookings.c)
            ).one()
        return booking_of(row)

    def promote(self, day: int, *, confirm_by: datetime, at: datetime) -> list[Booking]:
        offered = []
        with self._database.transaction() as connection:
            seats = _locked(connection, day)
            if seats is None:
                return []
            left = seats - _taken(connection, day)
            waiting = select(bookings).where(bookings.c.day == day, _WAITS)
            for row in connection.execute(waiting.order_by(bookings.c.id)).all():
                if row.party > left:
                    continue
                left -= row.party
                offer = {
                    "state": BookingState.OFFERED, "confirm_by": confirm_by, "changed": at,
                }  # fmt: skip
                taken = update(bookings).where(bookings.c.id == row.id).values(**offer)
                offered.append(booking_of(connection.execute(taken.returning(*bookings.c)).one()))
        return offered

    def lapse(self, *, at: datetime) -> list[Booking]:
        late = (bookings.c.state == BookingState.OFFERED, bookings.c.confirm_by < at)
        with self._database.reading() as connection:
            if _one(connection, *late) is None:
                return []
        ended = update(bookings).where(*late).values(state=BookingState.LAPSED, changed=at)
        with self._database.transaction() as connection:
            return [booking_of(row) for row in connection.execute(ended.returning(*bookings.c))]

    def settle(
        self,
        booking: int,
        state: BookingState,
        *,
        of: Sequence[BookingState],
        at: datetime,
        reason: str = "",
    ) -> Booking | None:
        values = {"state": state, "reason": reason, "changed": at, "confirm_by": None}
        changed = (
            update(bookings)
            .where(bookings.c.id == booking, bookings.c.state.in_(of))
            .values(**values)
        )
        with self._database.transaction() as connection:
            row = connection.execute(changed.returning(*bookings.c)).one_or_none()
        return booking_of(row) if row else None

    def check_in(self, code: str, *, at: datetime) -> Booking | None:
        came = (
            update(bookings)
            .where(bookings.c.code == code, _HOLDS)
            .values(
                state=BookingState.CAME,
                checked_in=func.coalesce(bookings.c.checked_in, at),
                confirm_by=None,
            )
        )
        with self._database.transaction() as connection:
            row = connection.execute(came.returning(*bookings.c)).one_or_none()
        return booking_of(row) if row else None

    def close_lists(self, *, at: datetime) -> tuple[list[Booking], list[Booking]]:
        ended = bookings.c.day.in_(select(days.c.id).where(days.c.ends < at))
        vain = (ended, bookings.c.state.in_((BookingState.WAITING, BookingState.OFFERED)))
        away = (ended, bookings.c.state == BookingState.BOOKED)
        with self._database.reading() as connection:
            if _one(connection, ended, bookings.c.state.in_(LIVE)) is None:
                return [], []
        with self._database.transaction() as connection:
            closed = [
                connection.execute(
                    update(bookings)
                    .where(*which)
                    .values(state=state, changed=at)
                    .returning(*bookings.c)
                ).all()
                for which, state in (
                    (vain, BookingState.LAPSED), (away, BookingState.ABSENT),
                )
            ]  # fmt: skip
        waited, stayed = ([booking_of(row) for row in rows] for rows in closed)
        return waited, stayed

    def booking(self, booking: int) -> Booking | None:
        with self._database.reading() as connection:
            return _one(connection, bookings.c.id == booking)

    def by_code(self, code: str) -> Booking | None:
        with self._database.reading() as connection:
            return _one(connection, bookings.c.code == code)

    def bookings(self, day: int) -> list[Booking]:
        query = select(bookings).where(bookings.c.day == day).order_by(bookings.c.id)
        with self._database.reading() as connection:
            return [booking_of(row) for row in connection.execute(query)]

    def of_citizen(self, citizen: str) -> list[tuple[Booking, OpenDay]]:
        query = select(bookings).where(bookings.c.citizen == citizen).order_by(bookings.c.id)
        with self._database.reading() as connection:
            mine = [booking_of(row) for row in connection.execute(query)]
            wanted = {each.day for each in mine}
            of = {day.id: day for day in _days(connection, days.c.id.in_(wanted))}
        return sorted(((each, of[each.day]) for each in mine), key=lambda pair: pair[1].starts)

    def leave_phone(self, booking: int, phone: str) -> None:
        sealed = self._keys.seal(phone) if phone else None
        with self._database.transaction() as connection:
            connection.execute(
                update(bookings).where(bookings.c.id == booking).values(phone=sealed)
            )

    def phones(self, day: int) -> dict[int, str]:
        query = select(bookings.c.id, bookings.c.phone).where(
            bookings.c.day == day, bookings.c.phone.is_not(None)
        )
        found = {}
        with self._database.reading() as connection:
            for row in connection.execute(query):
                try:
                    found[row.id] = self._keys.unseal(bytes(row.phone))
                except UnsealError:  # its key was taken away too early: there is none to show
                    continue
        return found

    def rate(self, booking: int, *, rating: int, opinion: str) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                update(bookings)
                .where(bookings.c.id == booking)
                .values(rating=rating, opinion=opinion)
            )


def _planned(plan: DayPlan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in DayPlan.__dataclass_fields__}


def _locked(connection: Connection, day: int) -> int | None:
    """Keep everybody else from a day's seats, and return how many it has; None if called off.

    SQLite has locked the whole store by now.
    """
    planned = (days.c.id == day, days.c.state == DayState.PLANNED)
    return connection.scalar(select(days.c.seats).where(*planned).with_for_update())


def _taken(connection: Connection, day: int) -> int:
    return int(connection.scalar(select(_TAKEN).where(bookings.c.day == day)) or 0)


def _one(connection: Connection, *conditions: Any) -> Booking | None:
    row = connection.execute(select(bookings).where(*conditions).limit(1)).one_or_none()
    return booking_of(row) if row else None


def _days(connection: Connection, *conditions: Any) -> list[OpenDay]:
    counted = (
        select(
            bookings.c.day,
            _TAKEN.label("taken"),
            func.sum(case((_WAITS, bookings.c.party), else_=0)).label("waiting"),
        )
        .group_by(bookings.c.day)
        .subquery()
    )
    places = [column.label(f"facility_{column.name}") for column in facilities.c]
    query = (
        select(days, counted.c.taken, counted.c.waiting, *places)
        .join(facilities, facilities.c.code == days.c.facility)
        .outerjoin(counted, counted.c.day == days.c.id)
        .where(*conditions)
        .order_by(days.c.starts, days.c.id)
    )
    return [day_of(row) for row in connection.execute(query)]
