"""A chart by its name, and what is drawn for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from basis.clock import SHANGHAI
from bureau.quality.answers import Series
from bureau.quality.bands import Band
from bureau.quality.words import Medium

Span = Literal["24h", "7d"]
_SHAPE = re.compile(
    r"chart:(air|water):([A-Za-z0-9_-]{1,40}):([A-Za-z0-9._]{1,10}):(24h|7d):(\d{10})"
)
_STAMP = "%Y%m%d%H"
CITY = "city"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of one quantity at a site over the hours or days before an hour.

    `site` is a station's or section's code, or `city`; `what` is AQI, a pollutant, an indicator
    of water, or `class`.
    """

    medium: Medium
    site: str
    what: str
    span: Span
    until: datetime

    def __str__(self) -> str:
        stamp = self.until.astimezone(SHANGHAI).strftime(_STAMP)
        return f"chart:{self.medium}:{self.site}:{self.what}:{self.span}:{stamp}"

    @property
    def length(self) -> timedelta:
        """How much time it shows."""
        return timedelta(hours=24) if self.span == "24h" else timedelta(days=7)

    @classmethod
    def read(cls, name: str) -> Chart | None:
        """Return the chart that a text names, None when it names none."""
        found = _SHAPE.fullmatch(name)
        if found is None:
            return None
        try:
            until = datetime.strptime(found[5], _STAMP).replace(tzinfo=SHANGHAI)
        except ValueError:
            return None
        medium: Medium = "air" if found[1] == "air" else "water"
        span: Span = "24h" if found[4] == "24h" else "7d"
        return cls(medium, found[2], found[3], span, until)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a picture shows: a series on the bands of its scale."""

    chart: Chart
    series: Series
    bands: list[Band]
