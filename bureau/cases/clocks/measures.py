"""How time is counted against a limit: in elapsed time, or in time on working days.

A limit in days or working days leaves the day it begins on out and ends with its last day
(Civil Code, articles 201 and 203); one in minutes or hours runs from the minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from basis.clock import SHANGHAI
from bureau.cases.clocks.workdays import Workdays

_DAY = timedelta(days=1)
# The last instant of a day belongs to it, on every page and in every sentence.
_INSTANT = timedelta(seconds=1)


class Unit(StrEnum):
    """In what a limit is counted."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKDAYS = "workdays"


_SPANS = {
    Unit.MINUTES: timedelta(minutes=1),
    Unit.HOURS: timedelta(hours=1),
    Unit.DAYS: _DAY,
    Unit.WORKDAYS: _DAY,
}


@dataclass(frozen=True, slots=True)
class Limit:
    """So many units of time."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError("a limit is at least one unit long")

    @property
    def span(self) -> timedelta:
        """The limit as time of its own measure."""
        return self.amount * _SPANS[self.unit]

    def ends(self, start: datetime, workdays: Workdays) -> datetime:
        """Return when a limit ends that begins at `start`."""
        if self.unit in (Unit.MINUTES, Unit.HOURS):
            return start + self.span
        local = start.astimezone(SHANGHAI).date()
        begins = datetime.combine(local + _DAY, time(), SHANGHAI).astimezone(start.tzinfo)
        return self.go_on(begins, self.span - _INSTANT, workdays)

    def before(self, due: datetime, at: datetime, workdays: Workdays) -> timedelta:
        """Return how much is left at `at` of a limit that ends at `due`, in its own measure.

        Negative by what has passed since, so that a clock that stops forgives nothing.
        """
        if self.unit is Unit.WORKDAYS and at <= due:
            return workdays.between(at, due)
        return due - at

    def go_on(self, at: datetime, left: timedelta, workdays: Workdays) -> datetime:
        """Return when a limit ends of which `left` is to run from `at` on."""
        counted = self.unit is Unit.WORKDAYS and left > timedelta(0)
        return workdays.after(at, left) if counted else at + left

    def longer(self, due: datetime, by: Limit, workdays: Workdays) -> datetime:
        """Return when a limit ends that ended at `due` and is longer by another one."""
        return by.go_on(due, by.span, workdays)
