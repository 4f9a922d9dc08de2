"""Scores and satisfied shares with their errors, from answers and weights."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from surveys.statistics.calibration import Design
from surveys.statistics.variance import Units, leverages, linearised, unseen
from surveys.statistics.weights import kish_design_effect

CONFIDENCE = 0.95
_SHARED = 0.9


@dataclass(frozen=True, slots=True)
class Mean:
    """A weighted mean with its standard error, degrees of freedom and 95 % interval.

    `deff` is Kish's design effect of the weights; `effective` the number of simply drawn answers
    that would be as precise, clusters counted in.
    """

    n: int
    value: float
    se: float
    df: float
    low: float
    high: float
    deff: float
    effective: float


def weighted_mean(
    values: np.ndarray,
    design: Design,
    bounds: tuple[float, float] | None,
    used: np.ndarray | None = None,
) -> Mean:
    """Mean over the answers in `used` (mask; default those that are not NaN).

    `bounds` are the lowest and highest value there can be; near them the error is that of
    `variance.unseen`. None: any numeric scale, with the errors of R's `survey`. Replicate weights,
    where the design has them, give the error instead of linearisation.
    """
    mask = ~np.isnan(values) if used is None else used & ~np.isnan(values)
    whole = bool(mask.all())
    y, w = (values, design.weights) if whole else (values[mask], design.weights[mask])
    n = len(y)
    if n == 0:
        nan = float("nan")
        return Mean(0, nan, nan, nan, nan, nan, nan, nan)
    total = w.sum()
    mean = float((w @ y) / total)
    deff = kish_design_effect(w)
    cell = design.cell if whole else design.cell[mask]
    units = design.units if whole else design.units.take(mask)
    residuals = _residuals(y, w, cell, design.basis)
    leverage = None if bounds is None else leverages(w, cell, design.basis)
    variance, df = linearised(w, residuals, leverage, units)
    clustering = 1.0
    if units.cluster is not None:
        alone = linearised(w, residuals, leverage, Units(None, units.stratum, units.fraction))[0]
        clustering = variance / alone if alone > 0 else 1.0
    if design.replicates is not None:
        variance, df = design.replicates.taken(mask).variance(y, mean)
    if bounds is not None:
        rest = unseen(y, w, mean, bounds, n / deff)
        alone = variance / clustering + rest if clustering > 0 else rest
        variance += rest * max((variance + rest) / alone, 1.0)
    se = float(np.sqrt(variance))
    half = float(special.stdtrit(df, 0.5 + CONFIDENCE / 2)) * se
    low, high = mean - half, mean + half
    if bounds is not None:
        low, high = max(low, bounds[0]), min(high, bounds[1])
    return Mean(n, mean, se, df, low, high, deff, n / (deff * max(clustering, 1.0)))


def _residuals(
    y: np.ndarray, w: np.ndarray, cell: np.ndarray, basis: np.ndarray | None
) -> np.ndarray:
    cells = int(cell.max()) + 1 if basis is None else len(basis)
    sums = np.bincount(cell, w, minlength=cells)
    filled = sums > 0
    means = np.divide(
        np.bincount(cell, w * y, minlength=cells), sums, where=filled, out=np.zeros(cells)
    )
    if basis is None:
        return np.asarray(y - means[cell])
    root = np.sqrt(sums[filled])
    solution = np.linalg.lstsq(basis[filled] * root[:, None], means[filled] * root, rcond=None)[0]
    return np.asarray(y - (basis @ solution)[cell])


def influence(values: np.ndarray, design: Design) -> np.ndarray:
    """What each answer moves the weighted mean by, shape (n,): share of weight times residual."""
    residuals = _residuals(values, design.weights, design.cell, design.basis)
    return np.asarray(design.weights / design.weights.sum() * residuals)


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two waves with its 95 % interval and two-sided p-value.

    `clear` says that it is beyond chance, judged as its maker says: alone, or with others.
    """

    value: float
    se: float
    low: float
    high: float
    p: float
    clear: bool


def change(
    now: tuple[float, float, float], before: tuple[float, float, float], covariance: float = 0.0
) -> Change:
    """Now minus before, each `(value, se, df)` (Welch's degrees of freedom), judged alone.

    `covariance` is that of the two estimates, where people answered both times.
    """
    value = now[0] - before[0]
    variances = (now[1] ** 2, before[1] ** 2)
    total = sum(variances)
    if total == 0:
        return Change(value, 0.0, value, value, float(value == 0), value != 0)
    df = total**2 / (variances[0] ** 2 / now[2] + variances[1] ** 2 / before[2])
    # Estimated from those who came again alone, the covariance cannot explain everything.
    se = float(np.sqrt(total - 2 * min(max(covariance, -total / 2), total * _SHARED / 2)))
    half = float(special.stdtrit(df, 0.5 + CONFIDENCE / 2)) * se
    p = 2 * float(special.stdtr(df, -abs(value) / se))
    return Change(value, se, value - half, value + half, p, p < 1 - CONFIDENCE)
