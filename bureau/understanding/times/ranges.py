"""From one point to another: 昨晚8点到今天6点, 10日至12日, 深夜11点至次日凌晨2点."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from basis.numerals import numeral
from bureau.understanding.times.calendar import (
    DAY,
    WEEKDAYS,
    Days,
    at,
    monday,
    month_after,
    part_of_month,
)
from bureau.understanding.times.clocks import clock, hour_of_part
from bureau.understanding.times.days import day_of_month, month_part
from bureau.understanding.times.points import Span, Told, clocked_at, point, told
from bureau.understanding.times.tokens import Token
from bureau.understanding.times.vocabulary import vocabulary


def between(before: list[Token], after: list[Token], now: datetime, words: str) -> Span | None:
    """Return from the one point to the other, None where either is not understood.

    `words` is the word of `after` that counts days from the first point, such as 次日.
    """
    left = point(before, now)
    if left is None or left.start > now:
        return None
    right = told(after)
    end = _end_on_day(left, right) if not right.dates else _end(left, after, right, now, words)
    if end is None or end <= left.start:
        return None
    span = Span(left.start, end, left.open_day, left.clocked, left.hours)
    # What is told of has ended.
    return span.moved(-DAY) if span.open_day and end > now else span


def _end_on_day(left: Span, right: Told) -> datetime | None:
    """Return the end of 8点到10点 or 上午到傍晚, of the same day or the night after it."""
    day = left.start.date()
    if not right.clocks:
        return _later(at(day, right.hours[1]), left.start, DAY) if right.hours else None
    read = clock(right.clocks[0])
    hour = hour_of_part(read.hour, right.hours) if right.hours else read.hour
    end = at(day, hour) + timedelta(minutes=read.minute)
    if read.width > timedelta(hours=1):
        end += read.width
    either = right.hours is None and read.doubtful
    return _later(end, left.start, DAY / 2 if either else DAY)


def _later(end: datetime, start: datetime, step: timedelta) -> datetime:
    while end <= start:
        end += step
    return end


def _end(left: Span, after: list[Token], right: Told, now: datetime, words: str) -> datetime | None:
    days = _days_after(left.start.date(), right.dates, words)
    if days is None:
        span = point(after, now)
        return None if span is None or span.start > now else _last(span, right)
    if right.clocks:
        read = clocked_at(right, days[1])
        return read[0] if read else None
    return at(days[1], right.hours[1] if right.hours else 24)


def _last(span: Span, right: Told) -> datetime:
    exact = right.clocks and span.end - span.start <= timedelta(hours=1)
    return span.start if exact else span.end


def _days_after(start: date, dates: tuple[Token, ...], words: str) -> Days | None:
    """Return the next such day from the first point on, None for a day with its own anchor."""
    if len(dates) != 1:
        return None
    word = dates[0]
    if word.kind == "next":
        day = start + DAY * vocabulary()["next_day"][words]
        return day, day
    if word.kind == "mday":
        return _one(start, lambda month: month.replace(day=day_of_month(word)))
    if word.kind == "weekday" and not word["w_week"]:
        day = monday(start) + DAY * WEEKDAYS[word["w_day"]]
        day += DAY * 7 * (day < start)
        return day, day
    if word.kind == "date":
        month, day = (
            numeral(word[f"d_{part}"] or word[f"d_{part}_bare"]) for part in ("month", "day")
        )
        return _one(start, lambda first: date(first.year, month, day), months=12)
    if word.kind == "month" and word["m_number"]:
        first = date(start.year, numeral(word["m_number"]), 1)
        if first < start.replace(day=1):
            first = first.replace(year=first.year + 1)
        return part_of_month(first, month_part(word))
    return None


def _one(start: date, day_in: Callable[[date], date], months: int = 1) -> Days:
    day = day_in(start.replace(day=1))
    if day < start:
        day = day_in(month_after(start.replace(day=1), months))
    return day, day
