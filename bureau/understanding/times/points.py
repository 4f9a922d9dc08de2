"""A day, a part of a day or a clock time, and the instants it stands for: 昨晚十一点多."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bureau.understanding.times.calendar import DAY, WEEKDAYS, Days, at, monday, part_of_month
from bureau.understanding.times.clocks import ClockTime, clock, hour_of_part, joined
from bureau.understanding.times.days import (
    comes_again,
    day_of_month,
    keeps_year,
    month_of,
    month_part,
    named,
    year_of,
)
from bureau.understanding.times.tokens import Token
from bureau.understanding.times.vocabulary import Hours, parts

_HOURS = {"clock", "digital"}
_PARTS = {"part", "short"}
_FILLERS = {"about", "later", "done"}
_MORNING, _EVENING = 5, 18
_AROUND = 3 * DAY
"""How far 前后 reaches to either side of a day."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when: `open_day` where no day was said, `clocked` where an hour was."""

    start: datetime
    end: datetime
    open_day: bool = False
    clocked: bool = False
    hours: Hours | None = None

    def moved(self, by: timedelta) -> Span:
        """Return it so much later."""
        return replace(self, start=self.start + by, end=self.end + by)


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a point, by what they tell."""

    dates: tuple[Token, ...]
    parts: tuple[Token, ...]
    clocks: tuple[Token, ...]
    around: bool

    @property
    def hours(self) -> Hours | None:
        """Return the hours of the part of the day that was said."""
        said = [parts()[token["p_name"] or token["sp_name"]] for token in self.parts]
        return joined(said) if said else None


def told(words: list[Token]) -> Told:
    """Sort the words of a point by what they tell."""
    return Told(
        dates=tuple(
            word for word in words if word.kind not in _HOURS | _PARTS | _FILLERS | {"around"}
        ),
        parts=tuple(word for word in words if word.kind in _PARTS),
        clocks=tuple(word for word in words if word.kind in _HOURS),
        around=any(word.kind == "around" for word in words),
    )


def point(words: list[Token], now: datetime) -> Span | None:
    """Return the latest span the words fit, None where they are not understood."""
    said = told(words)
    if not (said.dates or said.parts or said.clocks):
        return None
    narrow = bool(said.parts or said.clocks)
    days = days_of(said.dates, now.date(), narrow=narrow) if said.dates else (now.date(),) * 2
    if days is None:
        return None
    if _after_midnight(said, now):
        days = days[0] - DAY, days[1] - DAY
    if said.clocks:
        span = _clocked(said, days, now) if days[0] == days[1] else None
        return span and _gone_by(span, words, said, now)
    begin, until = said.hours or (0, 24)
    span = Span(at(days[0], begin), at(days[1], until), not said.dates, hours=said.hours)
    if said.around and not said.parts:
        span = replace(span, start=span.start - _AROUND, end=span.end + _AROUND)
    while span.open_day and span.start > now:
        span = span.moved(-DAY)
    return _gone_by(span, words, said, now)


def _gone_by(span: Span, words: list[Token], said: Told, now: datetime) -> Span | None:
    """Return the span, or that of a week, month or year before when 周三晚上 is still to come."""
    again = bool(said.dates) and all(comes_again(word) for word in said.dates)
    return point(words, now - DAY) if again and span.start > now else span


def _after_midnight(said: Told, now: datetime) -> bool:
    """Return whether 今晚 is the evening that has just gone by."""
    today = any(word["dy_name"].startswith("今") or word["sd_name"] == "今" for word in said.dates)
    return today and now.hour < _MORNING and bool(said.hours and said.hours[0] >= _EVENING)


def clocked_at(said: Told, day: date) -> tuple[datetime, datetime, ClockTime] | None:
    """Return from when to when a clock time of a day is; 11点多12点 is from one to the other."""
    read = [clock(token) for token in said.clocks]
    first, last = read[0], read[-1]
    hour = hour_of_part(first.hour, said.hours) if said.hours else first.hour
    start = at(day, hour) + timedelta(minutes=first.minute)
    if len(read) == 1:
        return start, start + first.width, first
    apart = (last.hour - first.hour) % 12 * 60 + last.minute - first.minute
    if len(read) > 2 or not 0 < apart <= 60:
        return None
    return start, start + timedelta(minutes=apart) + last.width, first


def _clocked(said: Told, days: Days, now: datetime) -> Span | None:
    read = clocked_at(said, days[0])
    if read is None:
        return None
    start, end, first = read
    span = Span(start, end, not said.dates, True, said.hours)
    # Without a part of the day, 三点 may be of the afternoon as well: the latest is meant.
    either = span.open_day and said.hours is None and first.doubtful
    if either and start + DAY / 2 <= now:
        span = span.moved(DAY / 2)
    while span.open_day and span.start > now:
        span = span.moved(-DAY / 2 if either else -DAY)
    return span


def days_of(words: tuple[Token, ...], today: date, *, narrow: bool) -> Days | None:
    """Return the days that all words together name, None where they name none or disagree."""
    years = {year for word in words if (year := year_of(word, today)) is not None}
    if len(years) > 1:
        return None
    year = next(iter(years), None)
    rest = [word for word in words if word.kind != "year"] or list(words[-1:])
    within = _within(rest, today, year)
    if within is not None:
        return within
    if years and (len(rest) > 1 or not keeps_year(rest[0], year, today)):
        return None
    found = [named(word, today, year, narrow=narrow) for word in rest]
    best: Days | None = None
    for days in found:
        if days is None:
            return None
        if best is None or (best[0] <= days[0] and days[1] <= best[1]):
            best = days
        elif not (days[0] <= best[0] and best[1] <= days[1]):
            return None
    return best


def _within(words: list[Token], today: date, year: int | None) -> Days | None:
    """Return 上个月 20号, 五月 上旬 or 上个礼拜 周三: a part of a month or week."""
    if len(words) != 2:
        return None
    outer, inner = words
    month = month_of(outer, today, year) if outer.kind == "month" else None
    if month is not None and inner.kind == "mday":
        day = month.replace(day=day_of_month(inner))
        return day, day
    if month is not None and inner.kind == "month" and inner["m_part_only"]:
        return part_of_month(month, month_part(inner))
    if outer.kind == "week" and inner.kind == "weekday" and not inner["w_week"]:
        first = monday(today, outer["wk_week"].count("上"))
        day = first + DAY * WEEKDAYS[inner["w_day"]]
        return day, day
    return None
