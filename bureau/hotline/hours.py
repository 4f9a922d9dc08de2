"""When somebody sits at the desk, and by when a message left for it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FURTHEST = 30  # days to look ahead: no holiday is longer


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours by weekday (0 is Monday), and how many open hours an answer may take."""

    spans: tuple[tuple[tuple[time, time], ...], ...]
    promise: timedelta

    def open_at(self, at: datetime, works: Callable[[date], bool]) -> bool:
        """Return whether the desk is open; `works` says of a day whether people work on it."""
        return any(begins <= at < ends for begins, ends in self.on(_day(at), works))

    def promised(self, at: datetime, works: Callable[[date], bool]) -> datetime:
        """Return by when what is left at `at` is answered: open time counts alone."""
        left = self.promise
        for begins, ends in self._from(at, works):
            here = ends - max(begins, at)
            if here >= left:
                return max(begins, at) + left
            left -= here
        return at + timedelta(days=_FURTHEST)

    def _from(
        self, at: datetime, works: Callable[[date], bool]
    ) -> Iterator[tuple[datetime, datetime]]:
        for further in range(_FURTHEST):
            for begins, ends in self.on(_day(at) + timedelta(days=further), works):
                if ends > at:
                    yield begins, ends

    def on(self, day: date, works: Callable[[date], bool]) -> list[tuple[datetime, datetime]]:
        """Return the open spans of a day; `works` as in `open_at`."""
        # A day of work that is made up for at the weekend has Friday's hours.
        weekday = min(day.weekday(), 4)
        if not works(day):
            return []
        return [
            (datetime.combine(day, begins, SHANGHAI), datetime.combine(day, ends, SHANGHAI))
            for begins, ends in self.spans[weekday]
        ]


@cache
def hours() -> Hours:
    """Return the bureau's hours, read once."""
    raw = yaml_beside(__file__, "hours.yml")
    return Hours(
        tuple(tuple(_span(each) for each in raw["open"][day]) for day in _WEEK),
        timedelta(hours=raw["promise_hours"]),
    )


def _span(text: str) -> tuple[time, time]:
    begins, ends = (time.fromisoformat(part) for part in text.split("-"))
    return begins, ends


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
