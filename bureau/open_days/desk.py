"""What officers do with open days: facilities, dates, who comes, the gate, what people thought."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bureau.open_days.letters import Letters, ToldOf
from bureau.open_days.model import (
    LARGEST_PARTY,
    LIVE,
    MOST_SEATS,
    Booking,
    BookingState,
    DayPlan,
    DayState,
    Facility,
    OpenDay,
    OpenDayError,
)
from bureau.open_days.ports import OpenDayStore
from bureau.open_days.service import OpenDays, plain_code

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,31}")
LONGEST_NAME, LONGEST_MEETING, LONGEST_NOTE, LONGEST_REASON = 60, 120, 500, 200
_EARLY, _LATE = timedelta(hours=12), timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Attendance:
    """How a day went: people by what became of their booking, and what they thought.

    `ratings` counts them from 1 to 5.
    """

    booked: int
    waiting: int
    came: int
    absent: int
    given_up: int
    ratings: tuple[int, int, int, int, int]
    opinions: tuple[str, ...]

    @property
    def mean_rating(self) -> float | None:
        """Return the mean of the ratings, None without any."""
        count = sum(self.ratings)
        total = sum(rating * each for rating, each in enumerate(self.ratings, start=1))
        return total / count if count else None

    @property
    def share_absent(self) -> float | None:
        """Return the share of absent people of those who held a seat, None before the day."""
        held = self.came + self.absent
        return self.absent / held if held else None


class OpenDayDesk:
    """Open days for officers; `by` is an officer's login name, kept by the audit log."""

    def __init__(
        self,
        store: OpenDayStore,
        citizens: OpenDays,
        letters: Letters,
        is_town: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._citizens = citizens
        self._letters = letters
        self._is_town = is_town

    def facilities(self) -> list[Facility]:
        """Return every facility, by name."""
        return self._store.facilities()

    def facility(self, code: str) -> Facility | None:
        """Return a facility by its code."""
        return self._store.facility(code)

    def keep_facility(self, *, facility: Facility) -> None:
        """Add a facility, or change the one of this code; raises `OpenDayError`."""
        for code, _ in self.faults_of_facility(facility):
            raise OpenDayError(code)
        self._store.keep_facility(facility)

    def faults_of_facility(self, facility: Facility) -> list[tuple[str, str]]:
        """Return what is wrong with a facility: a refusal's code and the field it speaks of."""
        name, meeting = facility.name.strip(), facility.meeting.strip()
        half = (facility.longitude is None) is not (facility.latitude is None)
        ages = ("least_age", "alone_age")
        return [
            (code, field)
            for wrong, code, field in (
                (not _CODE.fullmatch(facility.code), "facility_code", "code"),
                (not 0 < len(name) <= LONGEST_NAME, "facility_name", "name"),
                (not self._is_town(facility.town), "facility_town", "town"),
                (not 0 < len(meeting) <= LONGEST_MEETING, "facility_meeting", "meeting"),
                *((not 0 <= getattr(facility, age) < 100, "facility_ages", age) for age in ages),
                (not 1 <= facility.most_each <= LARGEST_PARTY, "facility_most", "most_each"),
                (half or not _on_earth(facility), "facility_point", "longitude"),
                (len(facility.note) > LONGEST_NOTE, "longest", "about"),
            )
            if wrong
        ]

    def coming(self, *, at: datetime) -> list[OpenDay]:
        """Return the days that are not over, called off ones, too; the earliest first."""
        return self._store.days(since=at)

    def past(self, *, at: datetime, limit: int, offset: int) -> tuple[list[OpenDay], int]:
        """Return a page of past days, the newest first, and how many there are."""
        return self._store.past(before=at, limit=limit, offset=offset)

    def announce(self, *, plan: DayPlan, at: datetime) -> OpenDay:
        """Add an open day; raises `OpenDayError`."""
        self._check(plan, at=at)
        return self._found(self._store.add_day(plan, at=at))

    def change(self, *, day: int, plan: DayPlan, at: datetime) -> OpenDay:
        """Change a day; who comes is told where its time or place changed.

        More seats go to who waits. Raises `OpenDayError`.
        """
        before = self._found(day)
        self._check(plan, at=at)
        self._store.change_day(day, plan, at=at)
        after = self._found(day)
        moved = (before.starts, before.ends, before.facility.code) != (
            after.starts, after.ends, after.facility.code,
        )  # fmt: skip
        if moved:
            for booking in self._store.bookings(day):
                if booking.live:
                    self._letters.changed(booking, after, at=at)
        self._citizens.fill(after, at=at)
        return after

    def call_off(self, *, day: int, reason: str, at: datetime) -> int:
        """Call a day off and tell all who have booked or wait; return how many were told.

        Raises `OpenDayError` (`unknown`, `reason`, `over`).
        """
        found = self._found(day)
        if found.ends <= at:
            raise OpenDayError("over")
        ended = self._store.call_off(day, reason=_reason(reason), at=at)
        for booking in ended:
            self._letters.day_off(booking, found, at=at)
        return len(ended)

    def take_back(self, *, booking: int, reason: str, at: datetime) -> Booking:
        """Take one booking back, tell why, and offer its seats; raises `OpenDayError`."""
        found = self._store.booking(booking)
        if found is None:
            raise OpenDayError("no_booking")
        why = _reason(reason)
        ended = self._store.settle(booking, BookingState.CALLED_OFF, of=LIVE, at=at, reason=why)
        if ended is None:
            raise OpenDayError("ended")
        day = self._found(ended.day)
        self._letters.booking_off(ended, day, at=at)
        self._citizens.fill(day, at=at)
        return ended

    def day(self, day: int) -> OpenDay | None:
        """Return a day by its number."""
        return self._store.day(day)

    def bookings(self, day: int) -> list[Booking]:
        """Return a day's bookings in their order."""
        return self._store.bookings(day)

    def phones(self, day: int) -> dict[int, str]:
        """Return the numbers that people left, by booking."""
        return self._store.phones(day)

    def told(self, bookings: Sequence[Booking]) -> dict[int, ToldOf]:
        """Return what became of the newest letter about each booking that has one."""
        found = {each.id: self._letters.told(each) for each in bookings}
        return {booking: told for booking, told in found.items() if told is not None}

    @property
    def reaches_anybody(self) -> bool:
        """Return whether who has not written for 48 hours is reached, too."""
        return self._letters.reaches_anybody

    def check_in(self, *, code: str, at: datetime) -> tuple[Booking, OpenDay, bool]:
        """Note that a party came; return whether this was the first time.

        Raises `OpenDayError` (`no_booking`, `not_booked`, `called_off`, `too_early`, `too_late`).
        """
        found = self._store.by_code(plain_code(code))
        if found is None:
            raise OpenDayError("no_booking")
        day = self._found(found.day)
        if day.state is DayState.CALLED_OFF:
            raise OpenDayError("called_off")
        if at < day.starts - _EARLY:
            raise OpenDayError("too_early")
        if at > day.ends + _LATE:
            raise OpenDayError("too_late")
        came = self._store.check_in(found.code, at=at)
        if came is None:
            raise OpenDayError("not_booked")
        return came, day, found.checked_in is None

    def attendance(self, day: int) -> Attendance:
        """Return how a day went, in people."""
        bookings = self._store.bookings(day)

        def people(*states: BookingState) -> int:
            return sum(each.party for each in bookings if each.state in states)

        rated = [each for each in bookings if each.rating is not None]
        counts = tuple(sum(each.rating == rating for each in rated) for rating in range(1, 6))
        return Attendance(
            booked=people(BookingState.BOOKED, BookingState.OFFERED),
            waiting=people(BookingState.WAITING),
            came=people(BookingState.CAME),
            absent=people(BookingState.ABSENT),
            given_up=people(BookingState.GIVEN_UP, BookingState.LAPSED),
            ratings=(counts[0], counts[1], counts[2], counts[3], counts[4]),
            opinions=tuple(each.opinion for each in rated if each.opinion),
        )

    def _check(self, plan: DayPlan, *, at: datetime) -> None:
        facility = self._store.facility(plan.facility)
        if facility is None or not facility.shown:
            raise OpenDayError("facility_unknown")
        for code, _ in faults_of_plan(plan, at=at):
            raise OpenDayError(code)

    def _found(self, day: int) -> OpenDay:
        found = self._store.day(day)
        if found is None:
            raise OpenDayError("unknown")
        return found


def faults_of_plan(plan: DayPlan, *, at: datetime) -> list[tuple[str, str]]:
    """Return what is wrong with a plan: a refusal's code and the field it speaks of."""
    gone = plan.starts <= at
    return [
        (code, field)
        for wrong, code, field in (
            (not 1 <= plan.seats <= MOST_SEATS, "seats", "seats"),
            (plan.starts >= plan.ends, "times", "ends"),
            (plan.closes > plan.starts and not gone, "times", "closes"),
            (plan.opens >= plan.closes and not gone, "times", "opens"),
            (gone, "past", "date"),
            (len(plan.note) > LONGEST_NOTE, "longest", "note"),
        )
        if wrong
    ]


def _reason(said: str) -> str:
    reason = said.strip()
    if not 2 <= len(reason) <= LONGEST_REASON:
        raise OpenDayError("reason")
    return reason


def _on_earth(facility: Facility) -> bool:
    longitude, latitude = facility.longitude or 0.0, facility.latitude or 0.0
    return -180 <= longitude <= 180 and -90 <= latitude <= 90
