"""Scores and satisfied shares with their errors, from answers and weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from surveys.statistics.answers import MISSING
from surveys.statistics.calibration import Design
from surveys.statistics.weights import degrees_of_freedom, kish_design_effect

CONFIDENCE = 0.95
SATISFIED_FROM = 4
_FLAT = 1e-12


@dataclass(frozen=True, slots=True)
class Mean:
    """A weighted mean with its standard error, degrees of freedom and 95 % interval."""

    n: int
    value: float
    se: float
    df: float
    low: float
    high: float
    deff: float


def person_scores(grid: np.ndarray, points: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Each respondent's mean points and share of answers 4 or 5 over the questions answered.

    `grid` int8 (n, k), 0 = missing; both results are float (n,), NaN where nothing was answered.
    """
    of_answer = np.array([0.0, *points])
    answered = np.zeros(len(grid), np.int16)
    total = np.zeros(len(grid))
    satisfied = np.zeros(len(grid))
    for column in grid.T:  # a column at a time keeps a million rows within a few megabytes
        answered += column != MISSING
        total += of_answer[column]
        satisfied += column >= SATISFIED_FROM
    with np.errstate(invalid="ignore", divide="ignore"):
        return total / answered, satisfied / answered


def weighted_mean(
    values: np.ndarray, design: Design, bounds: tuple[float, float], used: np.ndarray | None = None
) -> Mean:
    """Mean over the answers in `used` (mask; default those that are not NaN).

    Variance by linearisation on what is left after the groups the weights were fitted to, with
    n/(n-p) for the p fitted parameters. Identical answers do not prove certainty: their error is
    what a share of unseen others of 1-0.05^(1/n), as far away as the scale allows, could cause.
    """
    mask = ~np.isnan(values) if used is None else used & ~np.isnan(values)
    y, w, cell = values[mask], design.weights[mask], design.cell[mask]
    n = len(y)
    if n == 0:
        nan = float("nan")
        return Mean(0, nan, nan, nan, nan, nan, nan)
    total = w.sum()
    mean = float((w @ y) / total)
    deff = kish_design_effect(w)
    df = degrees_of_freedom(n, deff)
    if float(np.ptp(y)) <= _FLAT:
        unseen = 1 - (1 - CONFIDENCE) ** (1 / n)
        se = unseen * max(mean - bounds[0], bounds[1] - mean) / float(special.ndtri(0.975))
    else:
        residuals, parameters = _residuals(y, w, cell, design.basis)
        spread = float(((w * residuals) ** 2).sum()) / total**2
        se = float(np.sqrt(spread * n / max(n - parameters, 1)))
    half = float(special.stdtrit(df, 0.5 + CONFIDENCE / 2)) * se
    return Mean(n, mean, se, df, max(mean - half, bounds[0]), min(mean + half, bounds[1]), deff)


def _residuals(
    y: np.ndarray, w: np.ndarray, cell: np.ndarray, basis: np.ndarray | None
) -> tuple[np.ndarray, int]:
    cells = int(cell.max()) + 1 if basis is None else len(basis)
    sums = np.bincount(cell, w, minlength=cells)
    filled = sums > 0
    means = np.divide(
        np.bincount(cell, w * y, minlength=cells), sums, where=filled, out=np.zeros(cells)
    )
    if basis is None:
        return y - means[cell], int(filled.sum())
    root = np.sqrt(sums[filled])
    solution, _, rank, _ = np.linalg.lstsq(
        basis[filled] * root[:, None], means[filled] * root, rcond=None
    )
    return y - (basis @ solution)[cell], int(rank)


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two independent waves with its 95 % interval."""

    value: float
    se: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def change(now: tuple[float, float, float], before: tuple[float, float, float]) -> Change:
    """Now minus before, each `(value, se, df)` (Welch's degrees of freedom)."""
    value = now[0] - before[0]
    variances = (now[1] ** 2, before[1] ** 2)
    total = sum(variances)
    if total == 0:
        return Change(value, 0.0, value, value)
    df = total**2 / (variances[0] ** 2 / now[2] + variances[1] ** 2 / before[2])
    half = float(special.stdtrit(df, 0.5 + CONFIDENCE / 2)) * total**0.5
    return Change(value, total**0.5, value - half, value + half)
