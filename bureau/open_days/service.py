"""What citizens do with open days: find one, book it, wait, give it up, say what they thought."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from basis import days_ahead
from bureau.open_days.letters import Letters
from bureau.open_days.model import (
    LARGEST_PARTY,
    LIVE,
    Booking,
    BookingState,
    DayPhase,
    OpenDay,
    OpenDayError,
)
from bureau.open_days.ports import OpenDayStore
from bureau.open_days.timing import asking_at, confirm_by, reminder_at

MOST_BOOKINGS = 5  # at once, for one citizen
_AHEAD = timedelta(days=120)
_AHEAD_OF_IT = (DayPhase.SOON, DayPhase.OPEN, DayPhase.CLOSED)
_RATED_WITHIN = timedelta(days=30)
LONGEST_OPINION = 500
# Neither 0 and O nor 1, I and L: the code is read aloud at the gate.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 10
_PHONE = re.compile(r"\+?\d{7,15}")


class _Tell(Protocol):
    def __call__(self, booking: Booking, day: OpenDay, *, at: datetime) -> None: ...


class OpenDays:
    """Open days for citizens; `by` is a citizen's key."""

    def __init__(self, store: OpenDayStore, letters: Letters) -> None:
        self._store = store
        self._letters = letters

    def upcoming(self, *, at: datetime) -> list[OpenDay]:
        """Return the days that are still to come and take place, the earliest first."""
        coming = self._store.days(since=at, until=at + _AHEAD)
        return [
            day
            for day in coming
            if day.phase(at) in (DayPhase.SOON, DayPhase.OPEN, DayPhase.CLOSED)
        ]

    def day(self, number: int) -> OpenDay | None:
        """Return a day by its number, called off and past ones, too."""
        return self._store.day(number)

    def book(
        self,
        *,
        day: int,
        party: int,
        by: str,
        at: datetime,
        message_key: str,
        wait: bool = False,
        phone: str = "",
    ) -> Booking:
        """Take seats, or with `wait` a place on the waiting list where too few are left.

        The same message key gives the same booking. Raises `OpenDayError` (`soon`, `closed`,
        `over`, `called_off`, `party`, `larger_than_seats`, `full`, `twice`, `clash`, `too_many`,
        `phone`, `unknown`).
        """
        found = self._found(day)
        phase = found.phase(at)
        if phase is not DayPhase.OPEN:
            raise OpenDayError(phase, opens=days_ahead.moment(found.opens, at))
        self._check_party(found, party)
        number = _phone(phone)
        mine = self.live(by=by, at=at)
        others = [(booking, other) for booking, other in mine if other.id != day]
        if any(other.starts < found.ends and found.starts < other.ends for _, other in others):
            raise OpenDayError("clash")
        if len(others) >= MOST_BOOKINGS:
            raise OpenDayError("too_many")
        booking = self._store.book(
            day=day, citizen=by, party=party, wait=wait, code=_new_code(), at=at,
            message_key=message_key,
        )  # fmt: skip
        if number:
            self._store.leave_phone(booking.id, number)
        return booking

    def of_citizen(self, *, by: str) -> list[tuple[Booking, OpenDay]]:
        """Return all of a citizen's bookings with their days, the earliest day first."""
        return self._store.of_citizen(by)

    def live(self, *, by: str, at: datetime) -> list[tuple[Booking, OpenDay]]:
        """Return a citizen's bookings that stand, of days that are not over."""
        return [
            (booking, day)
            for booking, day in self._store.of_citizen(by)
            if booking.live and day.ends > at
        ]

    def own(self, *, booking: int, by: str) -> tuple[Booking, OpenDay]:
        """Return a citizen's own booking; raises `OpenDayError` (`no_booking`) for any other."""
        found = self._store.booking(booking)
        if found is None or found.citizen != by:
            raise OpenDayError("no_booking")
        return found, self._found(found.day)

    def resize(self, *, booking: int, party: int, by: str, at: datetime) -> Booking:
        """Change how many come; who takes fewer gives the others a chance.

        Raises `OpenDayError` (`no_booking`, `party`, `full`, `ended`, `begun`).
        """
        found, day = self.own(booking=booking, by=by)
        self._check_party(day, party)
        if day.phase(at) is DayPhase.OVER:
            raise OpenDayError("begun")
        changed = self._store.resize(found.id, party, at=at)
        if changed.party < found.party:
            self.fill(day, at=at)
        return changed

    def give_up(self, *, booking: int, by: str, at: datetime) -> Booking:
        """Give seats, or a place on the waiting list, back; the next ones are told.

        Doing it again changes nothing. Raises `OpenDayError` (`no_booking`, `begun`, `ended`).
        """
        found, day = self.own(booking=booking, by=by)
        if found.state is BookingState.GIVEN_UP:
            return found
        if day.phase(at) is DayPhase.OVER:
            raise OpenDayError("begun")
        given = self._store.settle(found.id, BookingState.GIVEN_UP, of=LIVE, at=at)
        if given is None:
            raise OpenDayError("ended")
        self.fill(day, at=at)
        return given

    def confirm(self, *, booking: int, by: str, at: datetime) -> Booking:
        """Take an offered seat; doing it again changes nothing.

        Raises `OpenDayError` (`no_booking`, `not_offered`).
        """
        found, _ = self.own(booking=booking, by=by)
        if found.state is BookingState.BOOKED:
            return found
        late = found.confirm_by is not None and found.confirm_by < at
        taken = None
        if not late:
            offered = (BookingState.OFFERED,)
            taken = self._store.settle(found.id, BookingState.BOOKED, of=offered, at=at)
        if taken is None:
            raise OpenDayError("not_offered")
        return taken

    def leave_phone(self, *, booking: int, phone: str, by: str) -> None:
        """Seal a number with a booking, empty to take it back; raises `OpenDayError`."""
        found, _ = self.own(booking=booking, by=by)
        self._store.leave_phone(found.id, _phone(phone))

    def to_rate(self, *, by: str, at: datetime) -> tuple[Booking, OpenDay] | None:
        """Return the newest visit of the last weeks that a citizen may say something about."""
        came = [
            (booking, day)
            for booking, day in self._store.of_citizen(by)
            if booking.state is BookingState.CAME and day.starts < at <= day.ends + _RATED_WITHIN
        ]
        return came[-1] if came else None

    def rate(self, *, booking: int, rating: int, opinion: str, by: str, at: datetime) -> Booking:
        """Keep what somebody who came thought of it; the later word counts.

        Raises `OpenDayError` (`no_booking`, `not_there`, `rating`).
        """
        found, _ = self.own(booking=booking, by=by)
        if found.state is not BookingState.CAME:
            raise OpenDayError("not_there")
        if not 1 <= rating <= 5:
            raise OpenDayError("rating")
        self._store.rate(found.id, rating=rating, opinion=opinion.strip()[:LONGEST_OPINION])
        return found

    def by_code(self, code: str) -> tuple[Booking, OpenDay] | None:
        """Return a booking by what is shown at the gate."""
        found = self._store.by_code(plain_code(code))
        return (found, self._found(found.day)) if found else None

    def ticket(self, booking: Booking) -> str:
        """Return the address of what is shown at the gate."""
        return self._letters.ticket(booking)

    def fill(self, day: OpenDay, *, at: datetime) -> list[Booking]:
        """Offer the seats that are free to who waits, in their order, and tell them."""
        until = confirm_by(at, starts=day.starts)
        if until is None or day.phase(at) in (DayPhase.OVER, DayPhase.CALLED_OFF):
            return []
        offered = self._store.promote(day.id, confirm_by=until, at=at)
        for booking in offered:
            self._letters.offered(booking, day, at=at)
        return offered

    def keep_up(self, *, at: datetime) -> int:
        """Do what time asks for: offers that ran out, reminders, closed lists, questions after.

        Safe to call often, and again after a break; returns how many letters that took.
        """
        told = 0
        for booking in self._store.lapse(at=at):
            day = self._found(booking.day)
            self._letters.lapsed(booking, day, at=at)
            told += 1 + len(self.fill(day, at=at))
        for day in self._store.days(since=at - timedelta(days=1), until=at + timedelta(days=2)):
            if day.phase(at) in (DayPhase.OVER, DayPhase.CALLED_OFF):
                continue
            told += len(self.fill(day, at=at)) if day.waiting and day.left else 0
            if at >= reminder_at(day.starts):
                told += self._each(day, (BookingState.BOOKED,), self._letters.reminder, at)
        waited, _ = self._store.close_lists(at=at)
        for booking in waited:
            self._letters.not_kept(booking, self._found(booking.day), at=at)
        for day in self._store.days(since=at - timedelta(days=3), until=at):
            if at >= asking_at(day.ends):
                told += self._each(day, (BookingState.CAME,), self._letters.afterwards, at)
        return told + len(waited)

    def _each(self, day: OpenDay, states: Sequence[BookingState], tell: _Tell, at: datetime) -> int:
        told = [each for each in self._store.bookings(day.id) if each.state in states]
        for booking in told:
            tell(booking, day, at=at)
        return len(told)

    def _check_party(self, day: OpenDay, party: int) -> None:
        most = min(day.facility.most_each, LARGEST_PARTY)
        if not 1 <= party <= most:
            raise OpenDayError("party", most=most)
        if party > day.seats:
            raise OpenDayError("larger_than_seats", seats=day.seats)

    def _found(self, day: int) -> OpenDay:
        found = self._store.day(day)
        if found is None:
            raise OpenDayError("unknown")
        return found


def plain_code(said: str) -> str:
    """Return a code as it is kept, however it was typed."""
    return "".join(sign for sign in said.upper() if sign.isalnum())[:16]


def _new_code() -> str:
    return "".join(secrets.choice(_SIGNS) for _ in range(_CODE_LENGTH))


def _phone(said: str) -> str:
    number = re.sub(r"[\s()-]", "", said)
    if number and not _PHONE.fullmatch(number):
        raise OpenDayError("phone")
    return number
