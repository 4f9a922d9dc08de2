"""Figures as officers ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bureau.figures.model import Measures, MonthSpan, SpotCount
from bureau.figures.ports import CaseFigures
from bureau.officers import WHOLE_CITY, OfficerScope


class Figures:
    """What the cases have come to."""

    def __init__(self, kept: CaseFigures) -> None:
        self._kept = kept

    def sums(
        self,
        span: MonthSpan,
        *,
        by: Sequence[str],
        at: datetime,
        area: str = "",
        scope: OfficerScope = WHOLE_CITY,
    ) -> Mapping[tuple[str, ...], Measures]:
        """Return the sums of the cases of some months by some of `DIMENSIONS`."""
        return self._kept.sums(span, by=by, at=at, area=area, scope=scope)

    def along(
        self,
        span: MonthSpan,
        dimension: str,
        *,
        at: datetime,
        area: str = "",
        scope: OfficerScope = WHOLE_CITY,
    ) -> dict[str, Measures]:
        """Return the sums along one dimension."""
        found = self._kept.sums(span, by=(dimension,), at=at, area=area, scope=scope)
        return {key[0]: measures for key, measures in found.items()}

    def spots(
        self,
        since: date,
        until: date,
        *,
        category: str = "",
        area: str = "",
        scope: OfficerScope = WHOLE_CITY,
    ) -> list[SpotCount]:
        """Return how many cases came in some days at each place."""
        return self._kept.spots(since, until, category=category, area=area, scope=scope)

    def days(
        self,
        since: date,
        until: date,
        *,
        category: str = "",
        area: str = "",
        scope: OfficerScope = WHOLE_CITY,
    ) -> dict[date, int]:
        """Return how many cases came on each day; days without one are left out."""
        return self._kept.days(since, until, category=category, area=area, scope=scope)
