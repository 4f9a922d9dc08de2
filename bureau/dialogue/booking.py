"""A booking in progress: which day, how many come, and what is asked next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from basis.clock import SHANGHAI
from bureau.dialogue.message import Message
from bureau.dialogue.named import ordinal_named
from bureau.dialogue.visit_talk import wants_to_wait
from bureau.dialogue.visit_words import VisitWish, bare_number, visit_wish
from bureau.open_days import DayPhase, OpenDay

MOST_SHOWN = 6
_TELLING = 4  # characters of a name that say which facility is meant
# The form's question that follows the read-back.
CONSENT = "open_day_consent"


class BookingStep(StrEnum):
    """What a booking in progress asks."""

    DAY = "day"
    YOUNG = "young"  # too young for this facility
    PARTY = "party"
    ALONE = "alone"  # a child without an adult
    LARGE = "large"  # more than one booking may bring
    FULL = "full"  # more than seats are left: wait, fewer, another day?
    CONSENT = "consent"


@dataclass(slots=True)
class BookingPlan:
    """What was said so far; `wait`: a place on the waiting list will do. `mark`: the read-back's.

    `shown`: the numbers of the days that were offered last, in their order. `instead`: the number
    of the booking that is given back for this one.
    """

    # Characters: who writes more after a list chooses none of it.
    LONGEST_CHOICE: ClassVar[int] = 20

    day: int | None = None
    party: int | None = None
    wait: bool = False
    phone: str = ""
    ages: tuple[int, ...] = ()
    mark: str = ""
    shown: tuple[int, ...] = ()
    instead: int | None = None

    @classmethod
    def of(cls, kept: Any) -> BookingPlan:
        """Return a plan as it was kept."""
        facts = dict(kept or {})
        for name in ("ages", "shown"):
            facts[name] = tuple(facts.get(name) or ())
        return cls(**facts)

    def kept(self) -> dict[str, Any]:
        """Return the plan as it is kept between messages."""
        return {**asdict(self), "ages": list(self.ages), "shown": list(self.shown)}

    def hear(
        self,
        message: Message,
        days: Sequence[OpenDay],
        *,
        asked: str | None,
        lies_in: Callable[[OpenDay], bool] | None = None,
    ) -> list[OpenDay]:
        """Take in what a message says; return the days that it may mean where it names some.

        `asked`: the question it answers, None for the message that begins. `lies_in`: whether a
        day's facility lies where the message says, None where it names no place.
        """
        if message.tapped:
            self._tapped(message.option)
            return []
        wish = visit_wish(message.text, message.at)
        self.phone = wish.phone or self.phone
        self.ages = wish.ages or self.ages
        counted = wish.party
        if asked is not None and counted is None and self.day is not None and not wish.days:
            counted = bare_number(message.text)
        if counted is not None:
            # Who wants to wait says so before how many they are.
            self.wait = self.wait and self.party is None
            self.party = counted
        meant = meaning(days, wish, message.text, lies_in)
        if asked is not None and self.day is None and not meant:
            place = _place_shown(message.text, len(self.shown))
            if place is not None:
                self.day = self.shown[place]
        elif len(meant) == 1:
            if meant[0].id != self.day:
                self.wait = False
            self.day = meant[0].id
        elif meant and self.day not in {day.id for day in meant}:
            self.day = None
        self.wait = self.wait or wants_to_wait(message.text)
        return meant

    def step(self, day: OpenDay | None) -> BookingStep:
        """Return what is to be asked; `day`: the chosen one as it stands now."""
        if day is None:
            return BookingStep.DAY
        facility = day.facility
        if self.ages and min(self.ages) < facility.least_age:
            return BookingStep.YOUNG
        if self.party is None:
            return BookingStep.PARTY
        if not 1 <= self.party <= min(facility.most_each, day.seats):
            return BookingStep.LARGE
        if self.party == 1 and self.ages and max(self.ages) < facility.alone_age:
            return BookingStep.ALONE
        if self.party > day.left and not self.wait:
            return BookingStep.FULL
        return BookingStep.CONSENT

    def _tapped(self, option: str) -> None:
        what, _, value = option.partition(":")
        match what:
            case "day" if value.isdecimal():
                self.day, self.wait = int(value), False
            case "party" if value.isdecimal():
                self.party, self.wait = int(value), False
            case "wait":
                self.wait = True
            case "other":
                self.day, self.wait = None, False


def holds_an_answer(plan: BookingPlan, message: Message, days: Sequence[OpenDay]) -> bool:
    """Return whether a message holds something a booking can use."""
    if message.tapped:
        return message.intent == "book_visit"
    wish = visit_wish(message.text, message.at)
    told = wish.party is not None or wish.phone or wish.ages or wants_to_wait(message.text)
    if told or meaning(days, wish, message.text):
        return True
    if plan.day is None:
        return _place_shown(message.text, len(plan.shown)) is not None
    return bare_number(message.text) is not None


def meaning(
    days: Sequence[OpenDay],
    wish: VisitWish,
    text: str,
    lies_in: Callable[[OpenDay], bool] | None = None,
) -> list[OpenDay]:
    """Return the days that fit all that a message names; none where it names nothing of them."""
    found = list(days)
    named = [day for day in days if day.facility.name in text]
    narrowed = bool(named)
    if named:
        found = named
    elif wish.kinds:
        narrowed = True
        found = [day for day in found if day.facility.kind in wish.kinds]
    if wish.days:
        narrowed = True
        found = [day for day in found if _date(day.starts) in wish.days]
    if lies_in is not None and not named:
        near = [day for day in found if lies_in(day)]
        # A town without a facility of its own does not hide the others.
        narrowed, found = (True, near) if near else (narrowed, found)
    return _closest(found, text) if narrowed else []


def _closest(days: Sequence[OpenDay], text: str) -> list[OpenDay]:
    """Return of several days those whose facility is named best: 水质自动站."""
    named = {day.id: _in_common(day.facility.name, text) for day in days}
    best = max(named.values(), default=0)
    return [day for day in days if named[day.id] == best or best < _TELLING]


def _in_common(name: str, text: str) -> int:
    """Return the length of the longest part of a name that stands in a text."""
    parts = (
        length
        for length in range(len(name), 0, -1)
        if any(name[at : at + length] in text for at in range(len(name) - length + 1))
    )
    return next(parts, 0)


def bookable(days: Sequence[OpenDay], at: datetime) -> list[OpenDay]:
    """Return the days that can be booked now."""
    return [day for day in days if day.phase(at) is DayPhase.OPEN]


def _place_shown(text: str, count: int) -> int | None:
    """Return which of the offered days a message means by its order, counted from 0."""
    number = bare_number(text)
    if number is not None:
        return number - 1 if 1 <= number <= count else None
    return ordinal_named(text, count) if count else None


def _date(at: datetime) -> Any:
    return at.astimezone(SHANGHAI).date()
