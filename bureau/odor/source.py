"""Where a smell came from: a probability for each cell of a grid, with honest doubt.

P(s | all) ∝ P(s) Π p_i(s)^r_i (1-p_i(s))^(1-r_i) over reports and non-reports. p_i is a floor (who
reports something else) plus the chance to notice what puffs let go at s leave at the nose, each
carried by the wind back from there: 2Q/((2π)^1.5 σx σy σz) exp(-r²/2σ²), noticed by a logistic law
of its logarithm. One error of the wind's direction holds for the whole event, and nobody knows how
strong the source was: both are summed over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import hypot, pi, radians

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from basis.clock import SHANGHAI
from bureau.odor.model import Sighting
from bureau.odor.plume import stability, widths
from bureau.odor.wind import CALM_M_S, Wind, mean

Values = NDArray[np.float64]
WindAt = Callable[[datetime], Wind | None]
"""The mean wind of an hour, None where nobody measured it."""

_STILL = Wind(0.0, 0.0)
_TYPICAL_M_S = 2.0
_STEPS = 40
_LONGEST_S = 3 * 3600.0
_NOTHING = 1e-30
_GRAIN = 0.29  # the spread of an even chance over a cell
_TURNS = 9


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is taken for granted, and shown beside the answer.

    `false_share`: of the reports, those that are of something else. `wind_error_deg`: standard
    deviation of the direction. `responsive`: the chance that who notices also tells. `half_m`: the
    strengths tried, as the way at which half of the noses below a source still notice it.
    `spreads_m_s`: how quickly a cloud widens beside Briggs' widths, in still air above all: tried
    like the strengths, since a range that is read off a width is no better than the width.
    `trust`: the power of the likelihood. Noses stand beside each other and no air keeps to
    formulas: counting each as a witness of its own would claim too much.
    """

    false_share: float = 0.3
    wind_error_deg: float = 20.0
    responsive: float = 0.8
    half_m: tuple[float, ...] = (700.0, 1500.0, 3500.0, 8000.0, 20_000.0)
    slope: float = 1.5
    spreads_m_s: tuple[float, ...] = (0.08, 0.35)
    trust: float = 0.5
    reach_m: float = 15_000.0
    margin_m: float = 6_000.0
    cells: int = 48


@dataclass(frozen=True, slots=True)
class SourceArea:
    """The posterior on a grid: `chance[j, i]` of the cell around (`xs[i]`, `ys[j]`), summing to 1.

    `relative[j, i]`: how much likelier than at a place taken at random. `wind`: the mean wind of
    the event; `calm`: no direction can be told from it, since it moved too little or nobody
    measured it.
    """

    xs: Values
    ys: Values
    chance: Values
    wind: Wind | None

    @property
    def calm(self) -> bool:
        """Whether no direction can be told."""
        return self.wind is None or self.wind.calm

    @property
    def cell_m2(self) -> float:
        """The size of a cell."""
        return float((self.xs[1] - self.xs[0]) * (self.ys[1] - self.ys[0]))

    def region(self, share: float) -> NDArray[np.bool_]:
        """Return the fewest cells that together hold this share of the probability."""
        falling = np.argsort(self.chance, axis=None)[::-1]
        needed = int(np.searchsorted(self.chance.ravel()[falling].cumsum(), share)) + 1
        inside = np.zeros(self.chance.size, bool)
        inside[falling[:needed]] = True
        return inside.reshape(self.chance.shape)

    def area_km2(self, share: float) -> float:
        """Return the size of a region in km²."""
        return float(self.region(share).sum()) * self.cell_m2 / 1e6

    def relative(self, x_m: float, y_m: float) -> float:
        """Return how much likelier a point is than one taken at random; 0 outside the grid."""
        cell = self._cell(x_m, y_m)
        return 0.0 if cell is None else float(self.chance[cell] * self.chance.size)

    def holds(self, share: float, x_m: float, y_m: float) -> bool:
        """Return whether a point lies within a region."""
        cell = self._cell(x_m, y_m)
        return cell is not None and bool(self.region(share)[cell])

    def _cell(self, x_m: float, y_m: float) -> tuple[int, int] | None:
        half = (self.xs[1] - self.xs[0]) / 2
        i, j = int(np.abs(self.xs - x_m).argmin()), int(np.abs(self.ys - y_m).argmin())
        near = abs(self.xs[i] - x_m) <= half and abs(self.ys[j] - y_m) <= half
        return (j, i) if near else None


@dataclass(frozen=True, slots=True)
class _Air:
    """One of the ways the air may have been."""

    wind_at: WindAt
    turn_deg: float
    spread_m_s: float


def locate(
    sightings: Sequence[Sighting], wind_at: WindAt, taken: Assumptions | None = None
) -> SourceArea:
    """Return where what was smelt came from.

    `sightings`: reports and, with `noticed` False, noses that noticed nothing. Raises `ValueError`
    where nobody noticed anything.
    """
    taken = taken or Assumptions()
    reports = [each for each in sightings if each.noticed]
    if not reports:
        raise ValueError("nobody noticed anything")
    xs, ys = _axes(reports, taken)
    winds = [wind_at(each.at) for each in reports]
    blown = mean([wind for wind in winds if wind is not None])
    told = np.array([each.noticed for each in sightings])
    # Of the noses that were there, so many tell of something else.
    floor = min(0.5, max(0.02, taken.false_share * len(reports) / len(sightings)))
    scores = [
        log_weight + _score(sightings, told, _Air(wind_at, turn, spread), floor, (xs, ys), taken)
        for turn, log_weight in _turns(taken.wind_error_deg)
        for spread in taken.spreads_m_s
    ]
    score = np.logaddexp.reduce(scores, axis=0)
    chance = np.exp(score - score.max())
    return SourceArea(xs, ys, chance / chance.sum(), blown)


def _score(
    sightings: Sequence[Sighting],
    told: NDArray[np.bool_],
    air: _Air,
    floor: float,
    axes: tuple[Values, Values],
    taken: Assumptions,
) -> Values:
    """Return the log likelihood at each cell for one error of the wind, over all strengths."""
    traces = np.stack([_trace(each, air, axes, taken) for each in sightings])
    strengths = []
    for half_m in taken.half_m:
        noticed = expit(taken.slope * (traces + _log_way(half_m)))
        p = floor + (1 - floor) * taken.responsive * noticed
        chosen = np.where(told[:, None, None], p, 1 - p)
        strengths.append(taken.trust * np.log(chosen).sum(axis=0))
    return np.asarray(np.logaddexp.reduce(strengths, axis=0))


def _log_way(half_m: float) -> float:
    """Return minus the log of what a source of unit strength leaves that far below it.

    In a neutral wind of 2 m/s, by the plume that many puffs make: 1 / (π u σy σz).
    """
    sigma_y, sigma_z = widths(np.array([half_m]), "D")
    return float(np.log(pi * _TYPICAL_M_S * sigma_y[0] * sigma_z[0]))


def _trace(nose: Sighting, air: _Air, axes: tuple[Values, Values], taken: Assumptions) -> Values:
    """Return the log of what reaches a nose from each cell that lets go one unit a second."""
    xs, ys = axes
    x, y, way, ages, kind = _back(nose, air, taken)
    sigma_y, sigma_z = widths(way, kind)
    grain = _GRAIN * hypot(xs[1] - xs[0], ys[1] - ys[0])
    spread = air.spread_m_s * ages
    # Between two errors of the wind that are tried there is no gap.
    between = _GRAIN * way * radians(4.5 / (_TURNS - 1) * taken.wind_error_deg)
    sigma = np.sqrt(sigma_y**2 + spread**2 + between**2 + grain**2 + (nose.blur_m / 2) ** 2)
    step = ages[1] - ages[0]
    amount = 2 * step / ((2 * pi) ** 1.5 * sigma**2 * sigma_z)
    along = np.exp(-0.5 * ((xs[None] - x[:, None]) / sigma[:, None]) ** 2)
    up = np.exp(-0.5 * ((ys[None] - y[:, None]) / sigma[:, None]) ** 2)
    return np.asarray(np.log((up * amount[:, None]).T @ along + _NOTHING))


def _back(
    nose: Sighting, air: _Air, taken: Assumptions
) -> tuple[Values, Values, Values, Values, str]:
    """Return where the air was before it came to the nose, by its age: x, y, way, ages, class."""
    now = air.wind_at(nose.at) or _STILL
    longest = min(taken.reach_m / max(now.speed_m_s, CALM_M_S), _LONGEST_S)
    ages = (np.arange(_STEPS) + 0.5) * longest / _STEPS
    step = longest / _STEPS
    x, y, way = nose.x_m, nose.y_m, 0.0
    places = []
    for age in ages:
        # Half a step at either side of the middle: the first one is half as long.
        length = step if age > step else step / 2
        then = nose.at - timedelta(seconds=float(age))
        wind = (air.wind_at(then) or _STILL).turned(air.turn_deg)
        x, y, way = x - wind.u * length, y - wind.v * length, way + wind.speed_m_s * length
        places.append((x, y, way))
    xs, ys, ways = np.array(places).T
    kind = stability(now.speed_m_s, nose.at.astimezone(SHANGHAI).hour)
    return xs, ys, ways, ages, kind


def _axes(reports: Sequence[Sighting], taken: Assumptions) -> tuple[Values, Values]:
    """Return the middles of the grid's columns and rows: around the reports, not all too wide."""
    found = []
    for values in ([each.x_m for each in reports], [each.y_m for each in reports]):
        middle = float(np.median(values))
        # A false report from far away must not coarsen the grid.
        first = max(min(values), middle - taken.reach_m) - taken.margin_m
        last = min(max(values), middle + taken.reach_m) + taken.margin_m
        found.append(np.linspace(first, last, taken.cells))
    return found[0], found[1]


def _turns(error_deg: float) -> list[tuple[float, float]]:
    """Return errors of the wind's direction to try, each with the log of its weight."""
    tried = np.linspace(-2.25, 2.25, _TURNS)
    weights = np.exp(-0.5 * tried**2)
    return list(zip((tried * error_deg).tolist(), np.log(weights / weights.sum()), strict=True))
