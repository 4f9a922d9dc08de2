"""What figures need from outside: sums that the steps of cases keep up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bureau.figures.model import LateTown, Measures, MonthSpan, SpotCount
from bureau.officers import WHOLE_CITY, OfficerScope


class CaseFigures(Protocol):
    """Sums of cases, made by the steps themselves."""

    def sums(
        self,
        span: MonthSpan,
        *,
        by: Sequence[str],
        at: datetime,
        area: str = "",
        scope: OfficerScope = WHOLE_CITY,
    ) -> Mapping[tuple[str, ...], Measures]:
        """Return the sums by some of `DIMENSIONS`, as texts; what waits past its limit at `at`."""

    def late(self, *, at: datetime, scope: OfficerScope = WHOLE_CITY) -> list[LateTown]:
        """Return where cases of whatever month wait past their limit at `at`, the most first."""

    def spots(
        self,
        since: date,
        until: date,
        *,
        category: str = "",
        area: str = "",
        scope: OfficerScope = WHOLE_CITY,
    ) -> list[SpotCount]:
        """Return how many cases came in some days, both included, at each place."""

    def days(
        self,
        since: date,
        until: date,
        *,
        category: str = "",
        area: str = "",
        scope: OfficerScope = WHOLE_CITY,
    ) -> dict[date, int]:
        """Return how many cases came on each day, both included; days without one are left out."""
