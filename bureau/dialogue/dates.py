"""Instants as people in Jiaxing read them."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside


@cache
def _formats() -> dict[str, str]:
    return dict(yaml_beside(__file__, "dates.yml"))


def day(at: datetime) -> str:
    """Return a day: 12月3日."""
    local = at.astimezone(SHANGHAI)
    return _formats()["day"].format(month=local.month, day=local.day)


def hour(at: datetime, *, now: datetime) -> str:
    """Return an hour of today, or with its day: 14点, 昨天14点, 12月3日14点."""
    local = at.astimezone(SHANGHAI)
    days = (now.astimezone(SHANGHAI).date() - local.date()).days
    name = {0: "hour", 1: "hour_yesterday"}.get(days, "hour_of_day")
    return _formats()[name].format(month=local.month, day=local.day, hour=local.hour)
