"""How far a change goes beyond chance: intervals for days that hang together, shares and counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, isnan, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Values = NDArray[np.float64]
# Takes resampled days, shape (resamples, days, quantities); gives (resamples, statistics).
Statistic = Callable[[Values], Values]

CONFIDENCE = 0.95
RESAMPLES = 600
FEWEST_DAYS = 10
FEWEST_PAIRS = 5
STRONGEST = 0.8  # autocorrelation: a month tells no stronger one from a trend
_LEAST_FREEDOM = 4.0
_TAIL = (1 + CONFIDENCE) / 2


@dataclass(frozen=True, slots=True)
class MonthChange:
    """A difference with its 95 % interval; `chance`: how often none would look as large (p)."""

    value: float
    low: float
    high: float
    chance: float

    @property
    def sure(self) -> bool:
        """Whether the interval leaves no change out."""
        return self.low > 0 or self.high < 0


def autocorrelation(days: Sequence[float] | Values) -> float:
    """Return the lag-1 autocorrelation, its bias removed (Kendall 1954), 0 to 0.8.

    Days without a value are left out.
    """
    values = np.asarray(days, float)
    values = values[~np.isnan(values)]
    n = len(values)
    if n < 4:
        return 0.0
    apart = values - values.mean()
    square = float(apart @ apart)
    if square <= 1e-12:
        return 0.0
    raw = float(apart[1:] @ apart[:-1]) / square
    return min(max(raw + (1 + 3 * raw) / n, 0.0), STRONGEST)


def independent_days(n: int, phi: float) -> float:
    """Return as how many independent days n days count: n (1-phi)/(1+phi), at least 2."""
    return max(n * (1 - phi) / (1 + phi), min(2.0, n))


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell of days, resampled once for all it is compared with.

    `told`: its statistics; `spread`: their resampled departures, shape (resamples, statistics);
    `days`: as how many independent days the spell counts for each. Empty where it is too short.
    """

    told: Values
    spread: Values
    days: Values

    @classmethod
    def of(cls, days: Values, statistic: Statistic, *, seed: int) -> Spell:
        """Resample days, shape (days, quantities), a missing value NaN.

        Moving-block bootstrap (Künsch 1989), blocks of 1.5 n^(1/3) days. Blocks of few days miss a
        part of what hangs together: the spread of the statistic of a quantity is scaled to what
        the mean of an AR(1) of its own autocorrelation has, that of a statistic of all of them by
        the strongest. Below ten days nothing is resampled.
        """
        n = len(days)
        if n < FEWEST_DAYS:
            return cls(np.empty(0), np.empty((0, 0)), np.empty(0))
        length = ceil(1.5 * n ** (1 / 3))
        generator = np.random.default_rng(seed)
        starts = generator.integers(0, n - length + 1, (RESAMPLES, ceil(n / length)))
        picked = (starts[:, :, None] + np.arange(length)).reshape(RESAMPLES, -1)[:, :n]
        told, drawn = statistic(days[None])[0], statistic(days[picked])
        phis = [autocorrelation(days[:, i]) for i in range(days.shape[1])]
        phis += [max(phis)] * (len(told) - len(phis))
        scales = [_missed(n, length, phi) for phi in phis]
        known = ~np.isnan(drawn)
        middle = np.where(known, drawn, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        counted = np.asarray([independent_days(n, phi) for phi in phis])
        return cls(told, (drawn - middle) * np.asarray(scales), counted)


def changes(now: Spell, before: Spell) -> list[MonthChange | None]:
    """Return the change of each statistic between two spells; empty where either is too short.

    Symmetric intervals by the resampled differences, widened by the t quantile of the
    independent days. None for a statistic that either spell lacks.
    """
    found: list[MonthChange | None] = []
    for i, (new, old) in enumerate(zip(now.told, before.told, strict=False)):
        apart = now.spread[:, i] - before.spread[:, i]
        apart = np.abs(apart[~np.isnan(apart)])
        if isnan(new) or isnan(old) or not len(apart):
            found.append(None)
            continue
        freedom = max(float(now.days[i] + before.days[i]) - 2, _LEAST_FREEDOM)
        t = float(stats.t.ppf(_TAIL, freedom))
        half = float(np.quantile(apart, CONFIDENCE)) * t / float(stats.norm.ppf(_TAIL))
        value = float(new - old)
        chance = float(2 * stats.t.sf(abs(value) * t / max(half, 1e-12), freedom))
        found.append(MonthChange(value, value - half, value + half, chance))
    return found


def change_of_shares(
    part: int,
    whole: int,
    before: int,
    whole_before: int,
    *,
    phi: float = 0.0,
    phi_before: float = 0.0,
) -> MonthChange | None:
    """Return the change between two shares, in percentage points.

    Newcombe (1998), method 10, with the independent days of each spell in place of its days.
    """
    if not whole or not whole_before:
        return None
    p, q = part / whole, before / whole_before
    n, m = independent_days(whole, phi), independent_days(whole_before, phi_before)
    z = float(stats.norm.ppf(_TAIL))
    (p_low, p_high), (q_low, q_high) = _wilson(p, n, z), _wilson(q, m, z)
    value = p - q
    low = value - sqrt((p - p_low) ** 2 + (q_high - q) ** 2)
    high = value + sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    half = (value - low) if value > 0 else (high - value)
    chance = float(2 * stats.norm.sf(z * abs(value) / max(half, 1e-12)))
    return MonthChange(100 * value, 100 * low, 100 * high, chance)


def change_of_pairs(better: int, worse: int, pairs: int) -> MonthChange | None:
    """Return the change of a share over the same sites, in percentage points.

    `better` went over to what is counted, `worse` left it. Agresti and Min (2005): half a pair
    added to each cell. None for fewer than five pairs.
    """
    if pairs < FEWEST_PAIRS:
        return None
    z, n = float(stats.norm.ppf(_TAIL)), pairs + 2
    value = (better - worse) / pairs
    middle = (better - worse) / n
    error = sqrt(max(better + worse + 1 - (better - worse) ** 2 / n, 0.0)) / n
    chance = float(2 * stats.norm.sf(abs(middle) / error))
    low, high = min(value, middle - z * error), max(value, middle + z * error)
    return MonthChange(100 * value, 100 * low, 100 * high, chance)


def change_of_counts(now: int, before: int) -> MonthChange:
    """Return the change of a count, by Poisson: difference and its score interval."""
    z = float(stats.norm.ppf(_TAIL))
    value, error = now - before, sqrt(now + before + 1)
    chance = float(2 * stats.norm.sf(abs(value) / error))
    return MonthChange(value, value - z * error, value + z * error, chance)


def mean_of(values: Sequence[float] | Values, *, among: int = 1) -> MonthChange | None:
    """Return a mean of days against nothing, with its t interval over independent days.

    `among`: of how many such means this is the extreme one; the interval is widened for all
    (Bonferroni). None of fewer than five values.
    """
    kept = np.asarray(values, float)
    kept = kept[~np.isnan(kept)]
    if len(kept) < FEWEST_PAIRS:
        return None
    days = independent_days(len(kept), autocorrelation(kept))
    error = float(kept.std(ddof=1)) / sqrt(days)
    freedom = max(days - 1, _LEAST_FREEDOM)
    half = float(stats.t.ppf(1 - (1 - CONFIDENCE) / 2 / among, freedom)) * error
    value = float(kept.mean())
    chance = min(1.0, among * float(2 * stats.t.sf(abs(value) / max(error, 1e-12), freedom)))
    return MonthChange(value, value - half, value + half, chance)


def against_own_past(step: float, steps: Sequence[float]) -> MonthChange | None:
    """Return a step beside the steps of the months before it: a t interval of their size.

    None of fewer than six steps.
    """
    if len(steps) < FEWEST_PAIRS + 1:
        return None
    usual = sqrt(sum(each * each for each in steps) / len(steps))
    half = float(stats.t.ppf(_TAIL, len(steps))) * usual
    chance = float(2 * stats.t.sf(abs(step) / max(usual, 1e-12), len(steps)))
    return MonthChange(step, step - half, step + half, chance)


def surely(chances: Sequence[float], *, level: float = 1 - CONFIDENCE) -> list[bool]:
    """Return which of several findings hold when all are looked at together (Holm 1979)."""
    order = sorted(range(len(chances)), key=lambda i: chances[i])
    held = [False] * len(chances)
    for rank, i in enumerate(order):
        if chances[i] > level / (len(chances) - rank):
            break
        held[i] = True
    return held


def _missed(n: int, length: int, phi: float) -> float:
    """Return by what resampled blocks make the spread of a mean too small, at least 1."""
    wanted = _variance_of_mean(n, phi)
    blocks = length / n * (_variance_of_mean(length, phi) - wanted)
    return sqrt(max(wanted / max(blocks, 1e-12), 1.0))


def _variance_of_mean(n: int, phi: float) -> float:
    """Return the variance of the mean of n days of an AR(1) with variance 1."""
    steps = np.arange(1, n)
    return float(1 + 2 * ((1 - steps / n) * phi**steps).sum()) / n


def _wilson(share: float, n: float, z: float) -> tuple[float, float]:
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))
