"""The time that a question about air or water is about: now, a day, some days, days ahead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.dialogue.phrases import any_of
from bureau.understanding.times import read_time

_DAY = timedelta(days=1)
_WEEK, _MONTH, _YEAR = 7, 30, 365
_AHEAD = 3  # days that "the next days" are
_SATURDAY = 5


class PeriodKind(StrEnum):
    """How a question's time lies to the present."""

    NOW = "now"
    DAY = "day"
    SPAN = "span"
    AHEAD = "ahead"
    BEYOND = "beyond"  # further ahead than anybody forecasts


@dataclass(frozen=True)
class Period:
    """A time from `first` to `last` day; `label` is how the answer calls it.

    `against_year`: compared with the same time of last year rather than with the time before.
    `by_weekday`: its days are called 周六 rather than 后天.
    """

    kind: PeriodKind
    first: date
    last: date
    label: str = ""
    against_year: bool = False
    by_weekday: bool = False

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + _DAY * step for step in range((self.last - self.first).days + 1)]


def read_period(text: str, at: datetime, *, going_out: bool = False) -> Period | None:
    """Return the time a message names, None when it names none.

    `going_out`: the message asks whether to go out, which nobody asks of a day gone by.
    """
    text = re.sub(_said()["how_many"], "", text)
    today = at.astimezone(SHANGHAI).date()
    ahead = _ahead(text, today, going_out=going_out)
    if ahead is not None or re.search(_said()["year_ago"], text):
        return ahead or _past(text, at)
    return _span(text, at, today) or _past(text, at)


def now(at: datetime) -> Period:
    """Return the present."""
    today = at.astimezone(SHANGHAI).date()
    return Period(PeriodKind.NOW, today, today)


def day_label(day: date, today: date, *, weekday: bool = False) -> str:
    """Return how a day is called: 昨天, 后天, 周六（11月28日）, 11月20日."""
    labels = _said()["labels"]
    away = (day - today).days
    if not weekday and 0 <= away < len(labels["ahead"]):
        return str(labels["ahead"][away])
    if -len(labels["behind"]) < away <= 0:
        return str(labels["behind"][-away])
    name = "weekday" if 0 <= away <= _WEEK else "day"
    if day.year != today.year and name == "day":
        name = "day_of_year"
    called = _said()["weekdays"][day.weekday()]
    return str(labels[name]).format(year=day.year, month=day.month, day=day.day, weekday=called)


def _ahead(text: str, today: date, *, going_out: bool) -> Period | None:
    for word, days in _said()["ahead"].items():
        if word in text:
            day = today + _DAY * days
            return Period(PeriodKind.AHEAD, day, day, day_label(day, today))
    for word in _said()["weekend"]:
        if word in text and not _any(text, "gone"):
            saturday = today + _DAY * (_SATURDAY - today.weekday())
            first = max(today, saturday)
            return Period(PeriodKind.AHEAD, first, saturday + _DAY, word, by_weekday=True)
    if _any(text, "beyond"):
        return Period(PeriodKind.BEYOND, today + _DAY * _WEEK, today + _DAY * 2 * _WEEK)
    weekday = _weekday(text, today, going_out=going_out)
    if weekday is not None:
        return weekday
    if _any(text, "changing") and not _any(text, "gone_by"):
        return Period(PeriodKind.AHEAD, today, today, day_label(today, today))
    if _any(text, "days_ahead"):
        label = _said()["labels"]["ahead_several"]
        return Period(PeriodKind.AHEAD, today + _DAY, today + _DAY * _AHEAD, label)
    return None


def _weekday(text: str, today: date, *, going_out: bool) -> Period | None:
    """Return a day of this week that is still to come."""
    named = re.search(_said()["weekday"], text)
    if named is None or _any(text, "gone"):
        return None
    away = _said()["weekdays"].index(named[1].replace("天", "日")) - today.weekday()
    if away < 0 and going_out:
        away += _WEEK
    if away <= 0:
        return None
    day = today + _DAY * away
    return Period(PeriodKind.AHEAD, day, day, named[0], by_weekday=True)


def _span(text: str, at: datetime, today: date) -> Period | None:
    """Return several days up to yesterday: whole ones, since today still lasts."""
    yesterday = today - _DAY
    labels = _said()["labels"]
    if _any(text, "year"):
        return Period(PeriodKind.SPAN, today - _DAY * _MONTH, yesterday, labels["month"], True)
    phrase = read_time(text, at)
    long = phrase is not None and _days(phrase.start, phrase.end) > 1
    if re.search(_said()["week"], text) or (long and _any(text, "compared")):
        return Period(PeriodKind.SPAN, today - _DAY * _WEEK, yesterday, labels["week"])
    if phrase is None or not long or phrase.start is None or phrase.end is None:
        return None
    first = phrase.start.astimezone(SHANGHAI).date()
    last = min((phrase.end - timedelta(seconds=1)).astimezone(SHANGHAI).date(), yesterday)
    if first > last:
        return None
    return Period(PeriodKind.SPAN, first, last, phrase.text)


def _past(text: str, at: datetime) -> Period | None:
    today = at.astimezone(SHANGHAI).date()
    if re.search(_said()["year_ago"], text):
        day = today - _DAY * _YEAR
        return Period(PeriodKind.DAY, day, day, day_label(day, today))
    if _any(text, "now"):
        return now(at)
    phrase = read_time(text, at)
    if phrase is not None and not _any(phrase.text, "past"):
        return now(at)
    if phrase is None or phrase.start is None:
        return None
    day = phrase.start.astimezone(SHANGHAI).date()
    if day >= today:
        return now(at)
    return Period(PeriodKind.DAY, day, day, day_label(day, today))


def _days(start: datetime | None, end: datetime | None) -> float:
    return 0 if start is None or end is None else (end - start) / _DAY


def _any(text: str, what: str) -> bool:
    return any_of(text, _said()[what])


@cache
def _said() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "period.yml"))
