"""Which days are worked: the published calendar, and before it what the bureau entered itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path

import chinese_calendar

from basis.clock import SHANGHAI
from basis.packaged import read_yaml

_DAY = timedelta(days=1)
_SATURDAY = 5


class Workdays:
    """Working days of Jiaxing; for a year that is not published, Monday to Friday for the time.

    `holidays`, `worked`: days that the bureau entered; `complete`: years it entered in whole.
    """

    def __init__(
        self,
        holidays: Iterable[date] = (),
        worked: Iterable[date] = (),
        complete: Iterable[int] = (),
    ) -> None:
        self._holidays = frozenset(holidays)
        self._worked = frozenset(worked)
        self._complete = frozenset(complete)

    def works(self, day: date) -> bool:
        """Return whether a day is worked."""
        if day in self._holidays or day in self._worked:
            return day in self._worked
        if day.year not in self._complete:
            told = _published(day)
            if told is not None:
                return told
        return day.weekday() < _SATURDAY

    def known(self, year: int) -> bool:
        """Return whether the holidays of a year are published or entered in whole."""
        return year in self._complete or _published(date(year, 1, 1)) is not None

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much of the time between two instants lies on working days; 0 if reversed."""
        total = timedelta(0)
        moment = start
        while moment < end:
            following = min(_next_midnight(moment), end)
            if self.works(_day(moment)):
                total += following - moment
            moment = following
        return total

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """Return the instant by which `amount` of working days' time has passed since `start`."""
        left, moment = amount, start
        while True:
            if self.works(_day(moment)):
                room = _next_midnight(moment) - moment
                if left <= room:
                    return moment + left
                left -= room
            moment = _next_midnight(moment)


@lru_cache(maxsize=4096)
def _published(day: date) -> bool | None:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # the year's notice is not out, or not in the package
        return None


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def _next_midnight(moment: datetime) -> datetime:
    midnight = datetime.combine(_day(moment) + _DAY, time(), SHANGHAI)
    return midnight.astimezone(moment.tzinfo)


def read_workdays(path: Path) -> Workdays:
    """Read the bureau's own table; an entry that is no date raises `TypeError`."""
    raw = read_yaml(path)
    for entry in (*raw["holidays"], *raw["workdays"]):
        if not isinstance(entry, date):
            raise TypeError(f"{path.name}: {entry!r} is no date")
    return Workdays(raw["holidays"], raw["workdays"], raw["complete"])


@cache
def workdays() -> Workdays:
    """Return the working days, their table read once."""
    return read_workdays(Path(__file__).with_name("workdays.yml"))
