"""Months of a diagnosis: which one is due, and which it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from basis.clock import SHANGHAI

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthDays:
    """A month by its first and last day."""

    first: date
    last: date

    @classmethod
    def of(cls, day: date) -> MonthDays:
        """Return the month that holds a day."""
        first = day.replace(day=1)
        return cls(first, (first + timedelta(days=32)).replace(day=1) - _DAY)

    @property
    def before(self) -> MonthDays:
        """The month before."""
        return MonthDays.of(self.first - _DAY)

    @property
    def year_ago(self) -> MonthDays:
        """The same month of the year before."""
        return MonthDays.of(self.first.replace(year=self.first.year - 1))

    @property
    def number(self) -> int:
        """The month as `bureau.figures` counts it: 202610."""
        return self.first.year * 100 + self.first.month

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def start(self) -> datetime:
        """The instant it begins in Jiaxing."""
        return datetime.combine(self.first, time.min, SHANGHAI)

    @property
    def end(self) -> datetime:
        """The instant it is over."""
        return datetime.combine(self.last + _DAY, time.min, SHANGHAI)

    def dates(self) -> list[date]:
        """Return every day of it."""
        return [self.first + n * _DAY for n in range(self.length)]


def last_whole_month(at: datetime) -> MonthDays:
    """Return the newest month that is over in Jiaxing: the one that lasts is never diagnosed."""
    return MonthDays.of(at.astimezone(SHANGHAI).date().replace(day=1) - _DAY)
