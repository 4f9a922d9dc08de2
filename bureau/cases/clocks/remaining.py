"""How much time is left, told to the hour and never as more than there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Remaining:
    """Time left or, when `over`, passed: whole days, hours and minutes, rounded down."""

    over: bool
    days: int
    hours: int
    minutes: int

    @property
    def form(self) -> str:
        """Which units tell it: `days` with hours, `hours`, or `minutes`."""
        return "days" if self.days else "hours" if self.hours else "minutes"


def remaining(due: datetime, at: datetime) -> Remaining:
    """Return how the time stands at `at` for what is due at `due`."""
    return of_span(due - at)


def of_span(left: timedelta) -> Remaining:
    """Return a length of time in whole units; a negative one is over."""
    over, span = left < timedelta(0), abs(left)
    days, rest = divmod(span, _DAY)
    hours, rest = divmod(rest, _HOUR)
    return Remaining(over, days, hours, rest // _MINUTE)
