"""The survey's ranking as a page: figures, intervals, and what can be concluded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask import Blueprint, render_template, request

from portal.context import bureau, now
from surveys.desk import SurveyError
from surveys.ranking import Level, Ranking, RegionResult
from surveys.waves import title

pages = Blueprint("ranking", __name__, template_folder="templates")

WIDTH = 240  # units of the interval's drawing


@dataclass(frozen=True, slots=True)
class Asked:
    """Which ranking is asked for; wave None is the newest that has answers."""

    level: Level
    wave: str | None

    @classmethod
    def read(cls) -> Asked:
        """Read it from the address; an unknown level or wave is the default one."""
        level: Literal["county", "town"] = (
            "town" if request.args.get("level") == "town" else "county"
        )
        wave = request.args.get("wave")
        return cls(level, wave if wave in waves() else None)


def waves() -> list[str]:
    """Return the keys of all waves, the newest first."""
    return [wave.key for wave in bureau().survey_desk.store.waves()]


def ranking_of(asked: Asked) -> Ranking | None:
    """Return the ranking, or None while nobody has answered.

    Without a wave: the newest one that is over, or the running one before any is.
    """
    wanted = [asked.wave] if asked.wave else [None, *waves()]
    for wave in wanted:
        try:
            return bureau().survey_desk.ranking(wave=wave, level=asked.level)
        except SurveyError:
            continue
    return None


@pages.get("/ranking")
def table() -> str:
    """The ranking of counties or towns."""
    asked = Asked.read()
    ranking = ranking_of(asked)
    return render_template(
        "portal/ranking.html",
        asked=asked,
        ranking=ranking,
        drawing=Drawing.of(ranking.main.regions) if ranking else None,
        waves=[(key, title(key)) for key in waves()],
        title=title,
        at=now(),
    )


@dataclass(frozen=True, slots=True)
class Drawing:
    """The scale on which scores and their intervals are drawn: `low` to `high` points."""

    low: float
    high: float

    @classmethod
    def of(cls, regions: tuple[RegionResult, ...]) -> Drawing:
        """Return a scale that holds every interval, in whole fives."""
        ends = [end for each in regions for end in (each.ci_low, each.ci_high) if end is not None]
        low, high = min(ends, default=0.0), max(ends, default=100.0)
        return cls(max(0.0, low // 5 * 5), min(100.0, -(-high // 5) * 5))

    def x(self, score: float) -> float:
        """Return where a score lies, in the drawing's units."""
        span = max(self.high - self.low, 1.0)
        return round(6 + (WIDTH - 12) * (score - self.low) / span, 1)
