"""How far several noses agree: Krippendorff's alpha, weighted kappa, and each nose's own drift."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import fmean, median, stdev
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bureau.places import distance_km

Ratings = Sequence[int | None]
_DRAWS, _SEED = 1000, 20261127
_TOGETHER, _NEAR_M = timedelta(minutes=30), 150.0
_RECENT = timedelta(days=30)
_FEWEST = 3  # joint points below which nothing is said of a nose
_Z95 = 1.96


@dataclass(frozen=True, slots=True)
class Rated:
    """What a volunteer said at a point: `value` 0 to 5; degrees, both or none; `spot` names it."""

    volunteer: int
    at: datetime
    value: int
    longitude: float | None
    latitude: float | None
    spot: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha over `units` joint points of `raters` noses, with its interval.

    `alpha` is None where there is nothing to compare, or all said the same of everything.
    """

    alpha: float | None
    low: float | None
    high: float | None
    units: int
    raters: int


@dataclass(frozen=True, slots=True)
class Drift:
    """How much stronger than most at the same point a nose finds it, in steps.

    `low`, `high`: the mean's 95 % interval. `change`: the last month's mean less the time before.
    """

    volunteer: int
    units: int
    bias: float
    low: float
    high: float
    change: float | None

    @property
    def off(self) -> bool:
        """Whether a nose differs from most by more than chance, and by half a step."""
        return (self.low > 0 or self.high < 0) and abs(self.bias) >= 0.5


def alpha(
    units: Sequence[Ratings], distance: Callable[[NDArray[Any]], NDArray[Any]]
) -> float | None:
    """Return Krippendorff's alpha of units, each a list of ratings with None where one is missing.

    `distance`: squared distances among the values of a marginal (`ordinal`, `nominal`,
    `interval`). None where no unit has two ratings, or nothing varies. After Krippendorff,
    Computing Krippendorff's Alpha-Reliability (2011).
    """
    values = sorted({value for unit in units for value in unit if value is not None})
    return _alpha(_coincidences(units, values), np.array(values, dtype=float), distance)


def ordinal(marginal: NDArray[Any]) -> NDArray[Any]:
    """Return the squared ordinal distances; rows of `marginal`: values, how often each stands."""
    counts = marginal[1]
    before = np.cumsum(counts)
    size = len(counts)
    apart = np.zeros((size, size))
    for low in range(size):
        for high in range(low + 1, size):
            between = before[high] - (before[low] - counts[low])
            apart[low, high] = apart[high, low] = (between - (counts[low] + counts[high]) / 2) ** 2
    return apart


def nominal(marginal: NDArray[Any]) -> NDArray[Any]:
    """Return 1 for two values that differ."""
    return 1.0 - np.eye(marginal.shape[1])


def interval(marginal: NDArray[Any]) -> NDArray[Any]:
    """Return the squared differences of values."""
    values = marginal[0]
    return np.asarray((values[:, None] - values[None, :]) ** 2)


def weighted_kappa(table: Sequence[Sequence[float]], weights: Sequence[Sequence[float]]) -> float:
    """Return Cohen's weighted kappa of two raters' table; `weights` are those of disagreement.

    After Cohen (1968): 1 less the observed over the expected weighted disagreement. Raises
    `ValueError` where no disagreement could be expected.
    """
    share = np.array(table, dtype=float)
    share = share / share.sum()
    apart = np.array(weights, dtype=float)
    expected = float((np.outer(share.sum(axis=1), share.sum(axis=0)) * apart).sum())
    if expected == 0:
        raise ValueError("no disagreement could be expected")
    return 1.0 - float((share * apart).sum()) / expected


def joint(ratings: Sequence[Rated]) -> list[dict[int, Rated]]:
    """Return points where several were at one time: each volunteer's rating there.

    Together are ratings of one spot, or within 150 m, within half an hour of the first of them.
    """
    open_: list[dict[int, Rated]] = []
    done: list[dict[int, Rated]] = []
    for each in sorted(ratings, key=lambda one: one.at):
        still: list[dict[int, Rated]] = []
        for unit in open_:
            first = next(iter(unit.values()))
            (still if each.at - first.at <= _TOGETHER else done).append(unit)
        open_ = still
        fitting = (unit for unit in open_ if each.volunteer not in unit and _beside(unit, each))
        for unit in fitting:
            unit[each.volunteer] = each
            break
        else:
            open_.append({each.volunteer: each})
    return [unit for unit in done + open_ if len(unit) > 1]


def agreement(units: Sequence[Mapping[int, Rated]]) -> Agreement:
    """Return the ordinal alpha of joint points, its interval from drawing units anew."""
    raters = sorted({each for unit in units for each in unit})
    rows = [[each.value for each in unit.values()] for unit in units]
    found = alpha(rows, ordinal)
    if found is None:
        return Agreement(None, None, None, len(units), len(raters))
    chance = np.random.default_rng(_SEED)
    draws = []
    for _ in range(_DRAWS):
        drawn = [rows[index] for index in chance.integers(0, len(rows), len(rows))]
        one = alpha(drawn, ordinal)
        draws.append(1.0 if one is None else one)
    low, high = np.percentile(draws, [2.5, 97.5])
    return Agreement(found, float(low), float(high), len(units), len(raters))


def drifts(units: Sequence[Mapping[int, Rated]], *, at: datetime) -> list[Drift]:
    """Return each nose's drift against the median at its points, the furthest off first."""
    apart: dict[int, list[tuple[datetime, float]]] = defaultdict(list)
    for unit in units:
        for volunteer, mine in unit.items():
            apart[volunteer].append((mine.at, mine.value - _consensus(unit, volunteer)))
    found = [
        _drift(volunteer, told, at) for volunteer, told in apart.items() if len(told) >= _FEWEST
    ]
    return sorted(found, key=lambda each: -abs(each.bias))


def _consensus(unit: Mapping[int, Rated], volunteer: int) -> float:
    """Return what a nose is measured by: the median, so that one that is off moves no other.

    Where there were but two, it is what the other one said.
    """
    if len(unit) > 2:
        return float(median(each.value for each in unit.values()))
    return float(next(each.value for other, each in unit.items() if other != volunteer))


def _drift(volunteer: int, told: list[tuple[datetime, float]], at: datetime) -> Drift:
    values = [value for _, value in told]
    bias, room = fmean(values), _Z95 * stdev(values) / sqrt(len(values))
    recent = [value for when, value in told if when > at - _RECENT]
    before = [value for when, value in told if when <= at - _RECENT]
    enough = min(len(recent), len(before)) >= _FEWEST
    change = fmean(recent) - fmean(before) if enough else None
    return Drift(volunteer, len(values), bias, bias - room, bias + room, change)


def _beside(unit: Mapping[int, Rated], each: Rated) -> bool:
    first = next(iter(unit.values()))
    if each.spot and first.spot:
        return each.spot == first.spot
    if each.longitude is None or each.latitude is None:
        return False
    if first.longitude is None or first.latitude is None:
        return False
    apart = distance_km(each.longitude, each.latitude, first.longitude, first.latitude)
    return apart * 1000 <= _NEAR_M


def _coincidences(units: Sequence[Ratings], values: list[int]) -> NDArray[Any]:
    place: dict[Hashable, int] = {value: index for index, value in enumerate(values)}
    found = np.zeros((len(values), len(values)))
    for unit in units:
        told = [value for value in unit if value is not None]
        if len(told) < 2:
            continue
        counts = Counter(told)
        for one, many in counts.items():
            for other, others in counts.items():
                pairs = many * (others - (one == other))
                found[place[one], place[other]] += pairs / (len(told) - 1)
    return found


def _alpha(
    found: NDArray[Any],
    values: NDArray[Any],
    distance: Callable[[NDArray[Any]], NDArray[Any]],
) -> float | None:
    counts = found.sum(axis=1)
    total = counts.sum()
    if total <= 1:
        return None
    kept = counts > 0
    found, counts, values = found[np.ix_(kept, kept)], counts[kept], values[kept]
    apart = distance(np.vstack([values, counts]))
    expected = float((np.outer(counts, counts) * apart).sum()) / (total - 1)
    return None if expected == 0 else 1.0 - float((found * apart).sum()) / expected
