"""What open days need from outside: a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bureau.open_days.model import Booking, BookingState, DayPlan, Facility, OpenDay


class OpenDayStore(Protocol):
    """Facilities, days and bookings. Every method is one transaction.

    Whatever gives or takes seats of a day runs alone on that day: no day is ever overbooked.
    """

    def facilities(self) -> list[Facility]:
        """Return every facility, by name."""

    def facility(self, code: str) -> Facility | None:
        """Return a facility by its code."""

    def keep_facility(self, facility: Facility) -> None:
        """Add a facility, or change the one of this code."""

    def add_day(self, plan: DayPlan, *, at: datetime) -> int:
        """Add an open day and return its number."""

    def change_day(self, day: int, plan: DayPlan, *, at: datetime) -> None:
        """Change a day that takes place; raises `OpenDayError` (`fewer_seats`, `called_off`)."""

    def call_off(self, day: int, *, reason: str, at: datetime) -> list[Booking]:
        """Call a day off with its live bookings; return these, none the second time."""

    def day(self, day: int) -> OpenDay | None:
        """Return a day by its number."""

    def days(self, *, since: datetime, until: datetime | None = None) -> list[OpenDay]:
        """Return the days that end after `since` and start before `until`, the earliest first."""

    def past(self, *, before: datetime, limit: int, offset: int) -> tuple[list[OpenDay], int]:
        """Return a page of the days that ended before, the newest first, and how many."""

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
        """Take seats, or with `wait` a place on the waiting list where too few are left.

        The same message key gives the same booking. Raises `OpenDayError`: `full`, `twice`.
        """

    def resize(self, booking: int, party: int, *, at: datetime) -> Booking:
        """Change how many come; raises `OpenDayError`: `full`, `ended`."""

    def promote(self, day: int, *, confirm_by: datetime, at: datetime) -> list[Booking]:
        """Offer free seats to who waits, in their order; who does not fit keeps their place."""

    def lapse(self, *, at: datetime) -> list[Booking]:
        """End offers that nobody confirmed in time, and return them."""

    def settle(
        self,
        booking: int,
        state: BookingState,
        *,
        of: Sequence[BookingState],
        at: datetime,
        reason: str = "",
    ) -> Booking | None:
        """Put a booking of one of some states into another; None where it is in none of them."""

    def check_in(self, code: str, *, at: datetime) -> Booking | None:
        """Note that a party came, the first time for good; None where it holds no seats."""

    def close_lists(self, *, at: datetime) -> tuple[list[Booking], list[Booking]]:
        """After their days, end who waited in vain and note who stayed away; return both."""

    def booking(self, booking: int) -> Booking | None:
        """Return a booking by its number."""

    def by_code(self, code: str) -> Booking | None:
        """Return a booking by what is shown at the gate."""

    def bookings(self, day: int) -> list[Booking]:
        """Return a day's bookings in their order."""

    def of_citizen(self, citizen: str) -> list[tuple[Booking, OpenDay]]:
        """Return a citizen's bookings with their days, the earliest day first."""

    def leave_phone(self, booking: int, phone: str) -> None:
        """Seal a number with a booking."""

    def phones(self, day: int) -> dict[int, str]:
        """Return the numbers that were left, by booking."""

    def rate(self, booking: int, *, rating: int, opinion: str) -> None:
        """Keep what a party thought of it; a later word replaces an earlier one."""
