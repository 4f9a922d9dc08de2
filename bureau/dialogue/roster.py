"""What a volunteer wants of the duty calendar, and on which day, from `roster.yml`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from basis.answers import clean
from basis.clock import SHANGHAI
from basis.packaged import yaml_beside

_LONGEST = 24  # characters: who writes more tells something else
_SHORT = 10
_MONTHS = 12


class RosterWish(StrEnum):
    """What a message asks of the duty calendar; `PAGE` is the patrol page's address."""

    PAGE = "page"
    SWAP = "swap"
    HERE = "here"
    MINE = "mine"
    OPEN = "open"
    COME = "come"


@cache
def _said() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "roster.yml"))


def roster_wish(text: str, at: datetime) -> RosterWish | None:
    """Return what a volunteer's message asks of the duty calendar, None where it is nothing."""
    words = clean(text)
    if not words or len(words) > _LONGEST or re.search(_said()["not"], words):
        return None
    for known in _said()["wishes"]:
        wish = RosterWish(known["wish"])
        if re.search(known["says"], words) and (
            wish is not RosterWish.COME or day_named(words, at) is not None
        ):
            return wish
    return None


def surely_wished(text: str, wish: RosterWish) -> bool:
    """Return whether words out of the blue mean it: a wish to come says nothing else."""
    words = clean(text)
    if wish is RosterWish.COME:
        return len(words) <= _SHORT and re.search(_said()["short"], words) is not None
    return wish is RosterWish.HERE


def day_named(text: str, at: datetime) -> date | None:
    """Return the day from today on that a message names: 明天, 周六, 下周六, 28号."""
    today = at.astimezone(SHANGHAI).date()
    for word, away in _said()["days"].items():
        if word in text:
            return today + timedelta(days=away)
    if named := re.search(_said()["weekday"], text):
        return _weekday(named, today)
    if named := re.search(_said()["date"], text):
        return _date(named, today)
    return None


def _weekday(named: re.Match[str], today: date) -> date:
    wanted = _said()["weekdays"].index(named[2]) % 7
    monday = today - timedelta(days=today.weekday())
    weeks = _said()["weeks"].get(named[1] or "", 0)
    day = monday + timedelta(days=wanted, weeks=weeks)
    return day if weeks or day >= today else day + timedelta(weeks=1)


def _date(named: re.Match[str], today: date) -> date | None:
    """Return the next such day of a month, within a year."""
    for ahead in range(_MONTHS + 1):
        month = (today.month - 1 + ahead) % _MONTHS + 1
        if named[1] and int(named[1]) != month:
            continue
        try:
            day = date(today.year + (today.month - 1 + ahead) // _MONTHS, month, int(named[2]))
        except ValueError:
            continue
        if day >= today:
            return day
    return None
