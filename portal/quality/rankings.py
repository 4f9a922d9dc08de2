"""Air and water for officers: monthly rankings, and how the sources are doing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request

from basis.packaged import yaml_beside
from bureau.officers import Right
from bureau.quality.answers import QualityRanking
from bureau.quality.rankings import BY, LEVELS
from bureau.quality.sites import source_label
from portal.context import bureau, now
from portal.guard import Pages
from portal.parameters import choice
from portal.problems import ProblemError
from portal.quality.findings import in_chinese
from portal.quality.months import month_of, offered, ranked_month, this_month

pages = Pages("quality", __name__, template_folder="../templates")

_WORDS: dict[str, Any] = yaml_beside(__file__, "rankings.yml")
MEDIA: dict[str, str] = _WORDS["media"]
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class RankingQuery:
    """Which ranking is asked for."""

    medium: str
    by: str
    level: str
    month: date

    @classmethod
    def read(cls) -> RankingQuery:
        """Read it from the address. Raises `ProblemError` (404) for what there is not."""
        return cls(
            choice("medium", MEDIA) or "air",
            choice("by", BY) or BY[0],
            choice("level", LEVELS) or "county",
            _month(request.args.get("month", "")),
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


@pages.get("/quality", needs=Right.SEE_QUALITY)
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
    """Return the month asked for; a year before it must exist, and none to come has a ranking."""
    if not text:
        return ranked_month(now())
    month = month_of(text) if _MONTH.fullmatch(text) else None
    if month is None or month > this_month(now()):
        months = offered(now())
        wanted = f"{months[-1]:%Y-%m} … {months[0]:%Y-%m}"
        raise ProblemError(404, "no_month", value=text[:20], wanted=wanted)
    return month
