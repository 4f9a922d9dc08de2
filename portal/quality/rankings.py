"""Air and water for officers: monthly rankings, and how the sources are doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request

from basis.packaged import yaml_beside
from bureau.quality.answers import QualityRanking
from bureau.quality.rankings import BY, LEVELS
from bureau.quality.sites import source_label
from portal.context import bureau, now
from portal.quality.findings import in_chinese
from portal.quality.months import month_of, offered, ranked_month, this_month

pages = Blueprint("quality", __name__, template_folder="../templates")

_WORDS: dict[str, Any] = yaml_beside(__file__, "rankings.yml")
MEDIA: dict[str, str] = _WORDS["media"]


@dataclass(frozen=True, slots=True)
class RankingQuery:
    """Which ranking is asked for; nonsense in the address is the default one."""

    medium: str
    by: str
    level: str
    month: date

    @classmethod
    def read(cls) -> RankingQuery:
        """Read it from the address."""
        args = request.args
        medium = "water" if args.get("medium") == "water" else "air"
        by = args.get("by", "")
        level = args.get("level", "")
        return cls(
            medium,
            by if by in BY else BY[0],
            level if level in LEVELS else "county",
            _month(args.get("month", "")),
        )

    @property
    def title(self) -> str:
        """What the ranking is called."""
        return str(_WORDS["title"]).format(month=self.month, medium=MEDIA[self.medium])

    @property
    def address(self) -> dict[str, str]:
        """The parameters that lead back here."""
        found = {"medium": self.medium, "level": self.level, "month": f"{self.month:%Y-%m}"}
        return found | ({"by": self.by} if self.medium == "air" else {})


def source_name(key: str) -> str:
    """Return how a source is named to officers: its label, and air or water."""
    source, _, medium = key.rpartition("_")
    return f"{source_label(source, medium)} · {MEDIA[medium]}" if medium in MEDIA else key


def ranking_of(asked: RankingQuery) -> QualityRanking[Any]:
    """Return the ranking asked for."""
    quality = bureau().quality
    if asked.medium == "water":
        return quality.water_ranking(month=asked.month, level=asked.level, at=now())
    return quality.air_ranking(month=asked.month, level=asked.level, by=asked.by, at=now())


@pages.get("/quality")
def table() -> str:
    """The ranking of counties or towns, and the sources."""
    asked, quality = RankingQuery.read(), bureau().quality
    months = offered(now())
    return render_template(
        "portal/quality.html",
        asked=asked,
        ranking=ranking_of(asked),
        state=None if asked.medium == "air" else quality.water_state(month=asked.month, at=now()),
        months=months if asked.month in months else [*months, asked.month],
        running=asked.month == this_month(now()),
        media=MEDIA,
        by_names=_WORDS["by"],
        levels=_WORDS["levels"],
        sources=quality.sources(),
        foreign=quality.foreign_indices(at=now()),
        source_name=source_name,
        said=in_chinese,
        at=now(),
    )


def _month(text: str) -> date:
    try:
        month = month_of(text)
    except ValueError:
        return ranked_month(now())
    # A year before it must exist too, and what is to come has no ranking.
    return min(max(month, date(2000, 1, 1)), this_month(now()))
