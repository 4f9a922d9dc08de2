"""The year's days of the environment and its seasons' tips, from `days.yml` and `tips.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from basis.packaged import yaml_beside
from bureau.campaigns.words import sourced


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that comes every year; without `month` its date is the bureau's to say."""

    code: str
    name: str
    about: str
    source: str
    month: int | None = None
    day: int | None = None

    def next(self, today: date) -> date | None:
        """Return when it comes next, today included; None where nobody has said."""
        if self.month is None or self.day is None:
            return None
        this = date(today.year, self.month, self.day)
        return this if this >= today else this.replace(year=today.year + 1)


@dataclass(frozen=True, slots=True)
class GreenTip:
    """What one can do oneself; `source` where a figure in it stands, or empty."""

    text: str
    source: str = ""


@cache
def special_days() -> tuple[SpecialDay, ...]:
    """Return the year's days, read once."""
    days = yaml_beside(__file__, "days.yml")["days"]
    return tuple(SpecialDay(**sourced(entry)) for entry in days)


def day_named(text: str) -> SpecialDay | None:
    """Return the day that a message names by one of its words."""
    for code, words in words_of_days().items():
        if any(word in text for word in words):
            return next(each for each in special_days() if each.code == code)
    return None


def season(today: date) -> str:
    """Return the season as the weather bureau counts it: March to May is spring."""
    return ("winter", "spring", "summer", "autumn")[today.month % 12 // 3]


def season_named(text: str) -> str | None:
    """Return the season that a message names: 夏天有啥低碳的法子."""
    said: dict[str, str] = yaml_beside(__file__, "seasons.yml")
    return next((name for name, words in said.items() if re.search(words, text)), None)


def tip(today: date, turn: int, *, of: str | None = None) -> GreenTip:
    """Return a tip of the season, or `of` another one; `turn` counts on through them."""
    of_season = tips()[of or season(today)]
    return of_season[(today.toordinal() + turn) % len(of_season)]


@cache
def tips() -> dict[str, tuple[GreenTip, ...]]:
    """Return the tips by season, read once."""
    raw: dict[str, list[dict[str, str]]] = yaml_beside(__file__, "tips.yml")
    return {
        name: tuple(GreenTip(**sourced(entry)) for entry in entries)
        for name, entries in raw.items()
    }


@cache
def words_of_days() -> dict[str, Any]:
    """Return the words by which each day is known."""
    return dict(yaml_beside(__file__, "days.yml")["words"])
