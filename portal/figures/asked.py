"""What the pages of figures are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from basis.packaged import yaml_beside
from bureau.figures.model import month_at, shifted
from portal.context import now
from portal.parameters import choice, own_area

OFFERED = 24  # months that can be chosen


@dataclass(frozen=True, slots=True)
class MonthAsked:
    """A month (202611) and an area, empty for the city; `over` says whether the month is."""

    month: int
    area: str
    over: bool

    @classmethod
    def read(cls) -> MonthAsked:
        """Read it from the address; unasked it is the month before this one.

        Raises `ProblemError` (404) for what there is not.
        """
        current = month_at(now())
        asked = choice("month", map(written, offered()))
        month = int(asked.replace("-", "")) if asked else shifted(current, -1)
        return cls(month, own_area("area"), month < current)


def offered() -> list[int]:
    """Return the months to choose from, the newest first."""
    current = month_at(now())
    return [shifted(current, -back) for back in range(OFFERED)]


def written(month: int) -> str:
    """Return a month as addresses write it."""
    return f"{month // 100}-{month % 100:02}"


def spoken(month: int) -> str:
    """Return a month as people write it."""
    return str(words()["month"].format(year=month // 100, month=month % 100))


@cache
def words() -> dict[str, Any]:
    """Return the words of these pages."""
    return dict(yaml_beside(__file__, "words.yml"))
