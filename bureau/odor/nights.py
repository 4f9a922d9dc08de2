"""What is known at five in the afternoon of a town's coming night, as a row of numbers.

A night of a day goes from 18:00 to 6:00 the next morning. It smelt where somebody told so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import cos, log, log1p, pi, sin

import numpy as np
from numpy.typing import NDArray

from basis.clock import SHANGHAI
from bureau.odor.model import Sighting
from bureau.odor.wind import CALM_M_S, Wind, between

Values = NDArray[np.float64]
WindOf = Callable[[str, date], Wind | None]
"""The evening's wind at a town as it was foreseen in the afternoon of a day, None unknown."""

FEATURES = (
    "usual", "day_before", "week_before", "neighbours", "season_sin", "season_cos", "speed",
    "calm", "from_there", "evening_before",
)  # fmt: skip
_DAY = timedelta(days=1)
_BEGINS, _ENDS, KNOWN_AT = time(18), time(6), time(17)
_SHRUNK = 20.0  # nights that the city's share counts as in a town's own
_SECTORS = 8
_FIRST_SHARE = 0.02


@dataclass(slots=True)
class Nights:
    """The reports of some days by town and day, as the features need them.

    `smelt`: towns by the day of the night. `by_day`: reports of a town between two afternoons,
    under the day of the later one.
    """

    smelt: dict[date, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_day: dict[tuple[str, date], int] = field(default_factory=lambda: defaultdict(int))

    @classmethod
    def of(cls, reports: Iterable[Sighting]) -> Nights:
        """Return the nights of these reports; those without a town say nothing."""
        nights = cls()
        for each in reports:
            if not each.noticed or not each.town:
                continue
            local = each.at.astimezone(SHANGHAI)
            if (day := night_of(local)) is not None:
                nights.smelt[day].add(each.town)
            later = local.date() + (_DAY if local.time() >= KNOWN_AT else timedelta())
            nights.by_day[each.town, later] += 1
        return nights


def night_of(local: datetime) -> date | None:
    """Return the day whose night a local instant lies in, None by day."""
    if local.time() >= _BEGINS:
        return local.date()
    return local.date() - _DAY if local.time() < _ENDS else None


def span(day: date) -> tuple[datetime, datetime]:
    """Return when the night of a day begins and ends."""
    begins = datetime.combine(day, _BEGINS, SHANGHAI)
    return begins, datetime.combine(day + _DAY, _ENDS, SHANGHAI)


class NightTable:
    """The rows of features of towns and days, made day by day, each from the days before alone."""

    def __init__(
        self, nights: Nights, towns: Sequence[str], near: Mapping[str, Collection[str]],
        wind_of: WindOf,
    ) -> None:  # fmt: skip
        self._nights = nights
        self._towns = towns
        self._near = near
        self._wind_of = wind_of
        self._seen = 0  # nights
        self._smelt: dict[str, int] = defaultdict(int)
        self._sectors: dict[str, Values] = defaultdict(lambda: np.zeros(_SECTORS))
        self._all_sectors: dict[str, Values] = defaultdict(lambda: np.zeros(_SECTORS))
        self.usual: dict[str, float] = {}

    def rows(self, day: date) -> Values:
        """Return a row for each town, of what is known on the afternoon of a day."""
        share = self._share()
        rows = []
        for town in self._towns:
            usual = (self._smelt[town] + _SHRUNK * share) / (self._seen + _SHRUNK)
            self.usual[town] = usual
            wind = self._wind_of(town, day)
            rows.append(
                [
                    log(usual / (1 - usual)),
                    log1p(self._nights.by_day.get((town, day), 0)),
                    sum(town in self._nights.smelt.get(day - n * _DAY, ()) for n in range(2, 9))
                    / 7,
                    log1p(sum(self._nights.by_day.get((o, day), 0) for o in self._near[town])),
                    sin(2 * pi * day.timetuple().tm_yday / 365.25),
                    cos(2 * pi * day.timetuple().tm_yday / 365.25),
                    log1p(wind.speed_m_s) if wind else 1.0,
                    float(wind is not None and wind.calm),
                    self._affinity(town, wind),
                    float(self._smelt_on(town, day - _DAY)),
                ]
            )
        return np.array(rows)

    def learn(self, day: date) -> Values:
        """Take a night that is over into what is usual; return 1 for each town where it smelt."""
        there = self._nights.smelt.get(day, set())
        self._seen += 1
        for town in self._towns:
            self._smelt[town] += town in there
            wind = self._wind_of(town, day)
            if wind is not None and wind.from_deg is not None:
                sector = round(wind.from_deg / 360 * _SECTORS) % _SECTORS
                self._all_sectors[town][sector] += 1
                self._sectors[town][sector] += town in there
        return np.array([float(town in there) for town in self._towns])

    def _smelt_on(self, town: str, day: date) -> bool:
        return town in self._nights.smelt.get(day, ())

    def _share(self) -> float:
        nights = self._seen * len(self._towns)
        return (sum(self._smelt.values()) + _FIRST_SHARE * _SHRUNK) / (nights + _SHRUNK)

    def _affinity(self, town: str, wind: Wind | None) -> float:
        """Return the log of how much oftener it smelt with this wind than with any."""
        if wind is None or wind.from_deg is None or wind.speed_m_s < CALM_M_S:
            return 0.0
        centres = np.arange(_SECTORS) * 360 / _SECTORS
        beside = np.array([between(wind.from_deg, each) <= 360 / _SECTORS for each in centres])
        smelt, every = self._sectors[town], self._all_sectors[town]
        overall = (smelt.sum() + 1) / (every.sum() + 2)
        here = (smelt[beside].sum() + 10 * overall) / (every[beside].sum() + 10)
        return float(np.log(here / overall))
