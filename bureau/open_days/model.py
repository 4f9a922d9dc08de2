"""Facilities that open their doors, the days on which they do, and who comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bureau.open_days.words import words

LARGEST_PARTY = 50  # more come as a group, by arrangement with the bureau
MOST_SEATS = 2000


class FacilityKind(StrEnum):
    """The four kinds of facilities that the ministry's programme opens to the public."""

    MONITORING = "monitoring"
    SEWAGE = "sewage"
    WASTE = "waste"
    HAZARDOUS = "hazardous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """A place that can be visited; its point in degrees, GCJ-02.

    `least_age`: nobody younger gets in. `alone_age`: whoever is younger comes with an adult.
    `most_each`: how many one booking may bring. `demo`: invented for the demonstration.
    """

    code: str
    kind: FacilityKind
    name: str
    town: str
    meeting: str
    longitude: float | None = None
    latitude: float | None = None
    least_age: int = 0
    alone_age: int = 14
    most_each: int = 6
    note: str = ""
    shown: bool = True
    demo: bool = False


class DayState(StrEnum):
    """Whether an open day takes place."""

    PLANNED = "planned"
    CALLED_OFF = "called_off"


class DayPhase(StrEnum):
    """Where an open day stands for who wants to come."""

    SOON = "soon"  # booking has not begun
    OPEN = "open"
    CLOSED = "closed"  # booking has ended, the day is still to come
    OVER = "over"  # it has begun, or is past
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """A date with its seats; `taken` counts people, `waiting` those on the waiting list.

    `opens`, `closes`: between these instants it can be booked.
    """

    id: int
    facility: Facility
    starts: datetime
    ends: datetime
    seats: int
    opens: datetime
    closes: datetime
    note: str = ""
    state: DayState = DayState.PLANNED
    reason: str = ""
    changed: datetime
    taken: int = 0
    waiting: int = 0

    @property
    def left(self) -> int:
        """Return how many seats nobody has."""
        return max(0, self.seats - self.taken)

    def phase(self, at: datetime) -> DayPhase:
        """Return where the day stands at an instant."""
        if self.state is DayState.CALLED_OFF:
            return DayPhase.CALLED_OFF
        if at >= self.starts:
            return DayPhase.OVER
        if at < self.opens:
            return DayPhase.SOON
        return DayPhase.OPEN if at < self.closes else DayPhase.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """What an officer plans: an open day before it has its number."""

    facility: str
    starts: datetime
    ends: datetime
    seats: int
    opens: datetime
    closes: datetime
    note: str = ""


class BookingState(StrEnum):
    """Where a booking stands."""

    BOOKED = "booked"
    WAITING = "waiting"
    OFFERED = "offered"  # a seat came free and waits for their word
    GIVEN_UP = "given_up"  # by the citizen
    LAPSED = "lapsed"  # an offered seat that nobody confirmed
    CALLED_OFF = "called_off"  # by the bureau
    CAME = "came"
    ABSENT = "absent"


# Whose seats are taken, and who has something to give up.
HOLDING = (BookingState.BOOKED, BookingState.OFFERED, BookingState.CAME, BookingState.ABSENT)
LIVE = (BookingState.BOOKED, BookingState.WAITING, BookingState.OFFERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Who comes: `citizen` is a citizen's key and never shown, `party` a count of people.

    `code` is what they show at the gate. `confirm_by`: until when an offered seat is kept.
    `has_phone`: a number was left, which is sealed. `rating` (1 to 5) and `opinion` are what they
    thought of it afterwards.
    """

    id: int
    day: int
    citizen: str
    party: int
    state: BookingState
    code: str
    made: datetime
    changed: datetime
    confirm_by: datetime | None = None
    checked_in: datetime | None = None
    reason: str = ""
    has_phone: bool = False
    rating: int | None = None
    opinion: str = ""

    @property
    def live(self) -> bool:
        """Return whether it still stands."""
        return self.state in LIVE


class OpenDayError(Exception):
    """A wish that cannot be met; `code` names why, `explanation` says it in Chinese."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
        self.explanation = words().refusal(code, **facts)
