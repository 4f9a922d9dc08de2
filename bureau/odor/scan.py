"""Whether a pile-up of reports is unusual: the space-time permutation scan.

Kulldorff et al. 2005 (PLoS Medicine 2, e59): it knows no population, only when and where reports
come at this place usually. Under chance the times of the reports are shuffled among their places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

_EULER = 0.5772156649015329
_CHANCES_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class PileUp:
    """The cylinder that stands out most: where, how far, since when, and how seldom by chance.

    `places`: indices of the places within. `steps`: how many of the last times. `p`: by rank among
    the permutations. `p_smooth`: by a Gumbel law fitted to them (Abrams et al. 2010), which tells
    smaller chances than one in the number of permutations.
    """

    places: tuple[int, ...]
    steps: int
    observed: int
    expected: float
    llr: float
    p: float
    p_smooth: float


class Zones:
    """Circles around each place that hold it and its nearest neighbours up to a radius."""

    def __init__(self, points: Sequence[tuple[float, float]], *, most_m: float) -> None:
        where = np.asarray(points, float).reshape(-1, 2)
        apart = np.hypot(*(where[:, None] - where[None]).transpose(2, 0, 1))
        self.order = np.argsort(apart, axis=1, kind="stable")
        self.within = np.take_along_axis(apart, self.order, axis=1) <= most_m
        # Beyond the widest circle there is nothing to sum.
        widest = int(self.within.sum(axis=1).max(initial=1))
        self.order, self.within = self.order[:, :widest], self.within[:, :widest]
        self.places = len(where)


def scan(
    place: Sequence[int],
    time: Sequence[int],
    zones: Zones,
    *,
    now: int,
    steps: Sequence[int],
    permutations: int = 999,
    seed: int = 0,
) -> PileUp | None:
    """Return the most unusual cylinder that reaches up to the time `now`; None without reports.

    `place`, `time`: of each report, the index of its place in `zones` and its time in whole steps.
    `steps`: how long a cylinder may be. Twice the same question has the same answer.
    """
    places, times = np.asarray(place, int), np.asarray(time, int)
    kept = times <= now
    places, times = places[kept], times[kept]
    if not len(places):
        return None
    age = now - times
    longest = max(steps)
    of_place = np.bincount(places, minlength=zones.places)
    found = _cylinders(_recent(places, age, zones, longest)[None], of_place, zones, steps)
    at = np.unravel_index(int(found.llr[0].argmax()), found.llr[0].shape)
    best = float(found.llr[0][at])
    chance = np.concatenate(
        list(_by_chance(places, age, of_place, zones, steps, permutations, seed))
    )
    return PileUp(
        tuple(int(each) for each in zones.order[at[1], : at[2] + 1]),
        steps[int(at[0])],
        int(found.observed[0][at]),
        float(found.expected[0][at]),
        best,
        (1 + int((chance >= best - 1e-12).sum())) / (len(chance) + 1),
        _gumbel(best, chance),
    )


@dataclass(slots=True)
class _Found:
    """By chance, length, centre and neighbours within."""

    llr: NDArray[np.float64]
    observed: NDArray[np.float64]
    expected: NDArray[np.float64]


def _recent(
    places: NDArray[np.int64], age: NDArray[np.int64], zones: Zones, longest: int
) -> NDArray[np.float64]:
    """Return how many reports each place has of each of the last times, the newest first."""
    new = age < longest
    flat = np.bincount(places[new] * longest + age[new], minlength=zones.places * longest)
    return flat.reshape(zones.places, longest).astype(float)


def _cylinders(
    recent: NDArray[np.float64], of_place: NDArray[np.int64], zones: Zones, steps: Sequence[int]
) -> _Found:
    total = float(of_place.sum())
    ends = [step - 1 for step in steps]
    counts = recent.cumsum(axis=2)[:, :, ends].transpose(0, 2, 1)  # chance, length, place
    in_time = counts.sum(axis=2)
    observed = counts[:, :, zones.order].cumsum(axis=3)
    around = of_place[zones.order].cumsum(axis=1)
    expected = around[None, None] * in_time[:, :, None, None] / total
    with np.errstate(divide="ignore", invalid="ignore"):
        llr = observed * np.log(observed / expected)
        rest = (total - observed) * np.log((total - observed) / (total - expected))
    llr = np.nan_to_num(llr) + np.nan_to_num(rest)
    more = (observed > expected) & zones.within[None, None]
    return _Found(np.where(more, llr, 0.0), observed, expected)


def _by_chance(
    places: NDArray[np.int64],
    age: NDArray[np.int64],
    of_place: NDArray[np.int64],
    zones: Zones,
    steps: Sequence[int],
    permutations: int,
    seed: int,
) -> Iterator[NDArray[np.float64]]:
    drawn = np.random.default_rng(seed)
    longest = max(steps)
    for first in range(0, permutations, _CHANCES_AT_ONCE):
        many = min(_CHANCES_AT_ONCE, permutations - first)
        recent = np.stack(
            [_recent(places, drawn.permutation(age), zones, longest) for _ in range(many)]
        )
        yield _cylinders(recent, of_place, zones, steps).llr.max(axis=(1, 2, 3))


def _gumbel(value: float, chance: NDArray[np.float64]) -> float:
    """Return how seldom chance reaches a value, by the moments of its maxima."""
    if len(chance) < 2 or not chance.std():
        return 1.0
    scale = float(chance.std(ddof=1)) * sqrt(6) / pi
    centre = float(chance.mean()) - _EULER * scale
    return float(-np.expm1(-np.exp(-(value - centre) / scale)))
