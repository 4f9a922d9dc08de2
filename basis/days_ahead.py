"""Days and hours to come as people call them: 明天, 下周六, 12月5日, from `days_ahead.yml`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from basis.clock import SHANGHAI
from basis.packaged import words_beside


def day(at: datetime, now: datetime) -> str:
    """Return a day as people call it: 明天（12月5日 周六）, 下周六（12月12日）."""
    when, today = _date(at), _date(now)
    weekday = words_beside(__file__)["weekdays"][when.weekday()]
    return _said(_called(when, today)).format(
        year=when.year, month=when.month, day=when.day, weekday=weekday
    )


def short_day(at: datetime) -> str:
    """Return a day without its weekday: 12月5日."""
    when = _date(at)
    return _said("short").format(month=when.month, day=when.day)


def clock(at: datetime) -> str:
    """Return a time of day: 9:00."""
    local = at.astimezone(SHANGHAI)
    return f"{local.hour}:{local:%M}"


def moment(at: datetime, now: datetime) -> str:
    """Return an instant: its day and its time of day."""
    return f"{day(at, now)}{clock(at)}"


def span(starts: datetime, ends: datetime, now: datetime) -> str:
    """Return from when to when something lasts: 下周六（12月12日）9:00–11:00."""
    last = clock(ends) if _date(starts) == _date(ends) else moment(ends, now)
    return f"{moment(starts, now)}–{last}"


def _date(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _called(when: date, today: date) -> str:
    away = (when - today).days
    if away in (0, 1, 2):
        return ("today", "tomorrow", "after_tomorrow")[away]
    weeks = (_monday(when) - _monday(today)).days // 7
    if away > 0 and weeks in (0, 1):
        return ("this_week", "next_week")[weeks]
    return "other" if when.year == today.year else "other_year"


def _monday(when: date) -> date:
    return when - timedelta(days=when.weekday())


def _said(name: str) -> str:
    return str(words_beside(__file__)["days"][name])
