"""When things happen around an open day, from `rules.yml`."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import cache

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside


@cache
def _rules() -> dict[str, int]:
    return dict(yaml_beside(__file__, "rules.yml"))


def by_daylight(at: datetime) -> datetime:
    """Return an instant, or the next morning where it lies in the night."""
    local = at.astimezone(SHANGHAI)
    first, last = time(_rules()["day_begins"]), time(_rules()["day_ends"])
    if first <= local.time() < last:
        return at
    day = local.date() + timedelta(days=local.time() >= last)
    return datetime.combine(day, first, SHANGHAI)


def confirm_by(at: datetime, *, starts: datetime) -> datetime | None:
    """Return until when a seat that came free is kept for who is next; None where it is too late.

    The hours count from when they are told, and end neither at night nor after the gate is set.
    """
    told = by_daylight(at)
    latest = starts - timedelta(hours=_rules()["settled_before_hours"])
    if told + timedelta(hours=_rules()["least_confirm_hours"]) > latest:
        return None
    return min(by_daylight(told + timedelta(hours=_rules()["confirm_hours"])), latest)


def reminder_at(starts: datetime) -> datetime:
    """Return when people are reminded: the day before."""
    return _morning(starts, -1)


def closes_by_itself(starts: datetime) -> datetime:
    """Return when booking ends where nobody has said: the day before."""
    local = starts.astimezone(SHANGHAI)
    before = local.date() - timedelta(days=1)
    return datetime.combine(before, time(_rules()["booking_ends_at"]), SHANGHAI)


def asking_at(ends: datetime) -> datetime:
    """Return when people are asked what they thought of it: the day after."""
    return _morning(ends, 1)


def _morning(at: datetime, days: int) -> datetime:
    day = at.astimezone(SHANGHAI).date() + timedelta(days=days)
    return datetime.combine(day, time(_rules()["letters_at"]), SHANGHAI)
