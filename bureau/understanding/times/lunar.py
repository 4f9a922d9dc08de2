"""The moon's calendar and the turns of the year, as days of the sun's calendar."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from lunar_python import Lunar

# The library names some turns of neighbouring years in letters, so that the middle of a year is
# asked, in which every turn has its own name.
_MIDDLE = (6, 1)
_EVER = range(1900, 2100)


@lru_cache(maxsize=256)
def lunar_day(year: int, month: int, day: int) -> date:
    """Return the day of a date of the moon's year; raises ValueError where there is none."""
    if year not in _EVER or not 1 <= month <= 12 or not 1 <= day <= 30:
        raise ValueError("no such day of the moon's calendar")
    if (month, day) == (12, 30):
        return eve(year + 1)  # people call the last day so, though some years end on the 29th
    try:
        solar = Lunar.fromYmd(year, month, day).getSolar()
    except Exception as none:  # the library knows no narrower one: a month of 29 days
        raise ValueError("no such day of that month of the moon's calendar") from none
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def eve(year: int) -> date:
    """Return the day before the moon's year begins."""
    return lunar_day(year, 1, 1) - timedelta(days=1)


@lru_cache(maxsize=256)
def term(name: str, year: int) -> date:
    """Return the day a turn of the year falls on, such as 冬至."""
    if year not in _EVER:
        raise ValueError("no such year")
    # A table runs from the winter solstice of the year before.
    asked = year + 1 if name == "冬至" else year
    solar = Lunar.fromYmd(asked, *_MIDDLE).getJieQiTable()[name]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
