"""Which days to come a message means: 明天, 下周六, 周末, 12月5日, 8号."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import Any

from basis.numerals import NUMERALS, numeral
from basis.packaged import yaml_beside

_DAY = timedelta(days=1)
_WEEK = 7
_NUMBER = rf"(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})"


def coming_days(text: str, today: date) -> list[date]:
    """Return the days a message means, none where it means none; a day of this week may be past.

    A month's day without its month is the next one of that number.
    """
    for word, away in _said()["away"].items():
        if word in text:
            return [today + _DAY * away]
    if found := re.search(_dated(), text):
        return _of_date(found, today)
    monday = today - _DAY * today.weekday()
    if found := re.search(_said()["weekday"], text):
        weekday = _said()["weekdays"].index(found["day"].replace("天", "日"))
        weeks = _weeks(found["week"])
        day = monday + _DAY * (weekday + _WEEK * (weeks or 0))
        # A bare 周三 said on a Friday is the one to come.
        return [day + _DAY * _WEEK if weeks is None and day < today else day]
    if found := re.search(_said()["weekend"], text):
        saturday = monday + _DAY * (5 + _WEEK * (_weeks(found["week"]) or 0))
        return [saturday, saturday + _DAY]
    if found := re.search(_said()["whole_week"], text):
        first = monday + _DAY * _WEEK * (_weeks(found["week"]) or 0)
        return [first + _DAY * n for n in range(_WEEK)]
    if found := re.search(_said()["whole_month"], text):
        return _of_month(today, len(found["next"] or ""))
    return []


def _of_date(found: re.Match[str], today: date) -> list[date]:
    number = numeral(found["day"])
    month = numeral(found["month"]) if found["month"] else None
    for ahead in range(14):
        year, of = divmod(today.month - 1 + ahead, 12)
        year, of = today.year + year, of + 1
        if month not in (None, of) or not 1 <= number <= monthrange(year, of)[1]:
            continue
        day = date(year, of, number)
        if day >= today:
            return [day]
    return []


def _of_month(today: date, ahead: int) -> list[date]:
    year, month = divmod(today.month - 1 + ahead, 12)
    year, month = today.year + year, month + 1
    return [date(year, month, day + 1) for day in range(monthrange(year, month)[1])]


def _weeks(said: str | None) -> int | None:
    """Return how many weeks ahead is meant; None where the message does not say."""
    if not said:
        return None
    return said.count(_said()["next"])


@cache
def _dated() -> re.Pattern[str]:
    return re.compile(_said()["dated"].replace("NUMBER", _NUMBER))


@cache
def _said() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "coming_days.yml"))
