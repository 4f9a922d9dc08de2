"""A question about a whole month of a place: its air, its water, or how it was altogether."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.dialogue.message import Message
from bureau.dialogue.phrases import any_of
from bureau.dialogue.quality_question import Medium
from bureau.dialogue.quality_words import asks
from bureau.dialogue.situation import Situation
from bureau.dialogue.where import Where, where
from bureau.places import Gazetteer

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthQuestion:
    """What is asked: `month` is a month's first day, None for the newest that is told.

    `running`: that month still lasts. `medium` is None where the month altogether is meant.
    """

    here: Where
    month: date | None
    running: bool
    medium: Medium | None
    against_year: bool


def read_month_question(
    message: Message, situation: Situation, medium: Medium | None, places: Gazetteer
) -> MonthQuestion | None:
    """Return the question about a month, None where another time is asked about.

    `medium`: what the message is taken to ask about, None for the month altogether. A comparison
    with last year that names no time, and a question for the diagnosis itself, mean the newest.
    """
    # 周 and 日 may stand in the name of a town.
    named = places.best(message.text)
    text = message.text.replace(named.text, "") if named else message.text
    month = month_named(text, message.at)
    newest = month is None and not any_of(text, _said()["part"])
    against_year = any_of(text, _said()["last_year"])
    wanted = any_of(text, _said()["diagnosis"])
    if month is None and not (newest and (wanted or against_year or medium is None)):
        return None
    if asks(text, "water") and medium != "air":
        medium = "water"
    elif asks(text, "air") and medium != "water":
        medium = "air"
    this = message.at.astimezone(SHANGHAI).date().replace(day=1)
    here = where(message, situation, places)
    return MonthQuestion(here, month, month == this, medium, against_year)


def month_named(text: str, at: datetime) -> date | None:
    """Return the first day of the whole month that a text names, None when it names none.

    A month without a year is the newest that has begun.
    """
    if any_of(text, _said()["part"]):
        return None
    this = at.astimezone(SHANGHAI).date().replace(day=1)
    if any_of(text, _said()["last"]):
        return (this - _DAY).replace(day=1)
    if any_of(text, _said()["this"]):
        return this
    found = re.search(_said()["numbered"], text)
    return None if found is None else _month(found, text, this)


def months_compared(text: str, at: datetime) -> tuple[date, date] | None:
    """Return the first days of the two months that a text compares, the earlier first."""
    if not any_of(text, _said()["compares"]):
        return None
    this = at.astimezone(SHANGHAI).date().replace(day=1)
    last = (this - _DAY).replace(day=1)
    told = {_month(found, text, this) for found in re.finditer(_said()["numbered"], text)}
    told |= {last} if any_of(text, _said()["last"]) else set()
    told |= {this} if any_of(text, _said()["this"]) else set()
    if len(told) == 1 and any_of(text, _said()["last_year"]):
        (one,) = told
        told.add(one.replace(year=one.year - 1))
    told = {month for month in told if month <= this}
    return (min(told), max(told)) if len(told) == 2 else None


def _month(found: re.Match[str], text: str, this: date) -> date:
    """Return the month of a number, in the year said before it, else the newest that has begun."""
    told = found[1]
    number = int(told) if told.isascii() else int(_said()["numbers"][told])
    year = re.search(_said()["year"], text[: found.start()])
    if year is None:
        return date(this.year if number <= this.month else this.year - 1, number, 1)
    ago = _said()["years_ago"].get(year[1])
    return date(int(year[1]) if ago is None else this.year - ago, number, 1)


@cache
def _said() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "month_question.yml"))
