"""Replicate weights: made from a design, read from columns, and the variance they give.

JK1 and JKn leave out one sampling unit at a time (Wolter 2007, chapter 4); the bootstrap draws
one unit less than there are from every stratum (Rao, Wu and Yue 1992). Scales are those of R's
`svrepdesign`.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveys.statistics.variance import Units, coded

Kind = Literal["JK1", "JKn", "bootstrap"]
_SEED = 20240607


@dataclass(frozen=True, slots=True)
class Replicates:
    """`weights` (n, r), one column a replicate, and `scales` (r,) of its squared deviation.

    `df` are the degrees of freedom: sampling units less strata, or replicates less one.
    """

    weights: np.ndarray
    scales: np.ndarray
    df: float

    def taken(self, rows: np.ndarray) -> "Replicates":
        """The same replicates at some rows (indices or a mask)."""
        return Replicates(self.weights[rows], self.scales, self.df)

    def variance(self, values: np.ndarray, mean: float) -> tuple[float, float]:
        """Variance of the weighted mean around the estimate, and its degrees of freedom."""
        means = (values @ self.weights) / self.weights.sum(axis=0)
        return float(self.scales @ (means - mean) ** 2), self.df


def made(kind: Kind, weights: np.ndarray, units: Units, *, draws: int = 200) -> Replicates:
    """Replicate weights of a design; `draws` are those of the bootstrap.

    A finite population's share drawn (`units.fraction`) shrinks the scale of JK1 and JKn; JK1
    takes no notice of strata. Raises ValueError for a stratum of a single unit.
    """
    unit, count = coded(units.cluster, len(weights))
    first = np.zeros(count, np.int64)
    first[unit] = np.arange(len(unit))
    strata = None if units.stratum is None or kind == "JK1" else units.stratum[first]
    stratum, several = coded(strata, count, one=True)
    size = np.bincount(stratum, minlength=several)
    if (size < 2).any():
        raise ValueError("a stratum needs two sampling units")
    rest = np.ones(count) if units.fraction is None else 1 - units.fraction[first]
    df = float(count - several)
    if kind == "bootstrap":
        random = np.random.default_rng(_SEED)
        factors = np.zeros((count, draws))
        for one in range(several):
            mine = np.flatnonzero(stratum == one)
            n = len(mine)
            times = random.multinomial(n - 1, np.full(n, 1 / n), draws).T
            factors[mine] = 1 + np.sqrt(rest[mine[0]]) * (times * n / (n - 1) - 1)
        return Replicates(weights[:, None] * factors[unit], np.full(draws, 1 / (draws - 1)), df)
    inside = stratum[:, None] == stratum[None, :]
    factors = np.where(inside, (size / (size - 1))[stratum][None, :], 1.0)
    np.fill_diagonal(factors, 0.0)
    scales = ((size - 1) / size)[stratum] * rest
    return Replicates(weights[:, None] * factors[unit], scales, df)


def given(kind: Kind, weights: np.ndarray) -> Replicates:
    """Replicate weights of a file, shape (n, r), by the kind its maker says they are.

    JKn is taken as with one stratum unless its columns already bear their scales: then the
    variance is at most a little too large. Raises ValueError for fewer than two replicates.
    """
    number = weights.shape[1]
    if number < 2:
        raise ValueError("a variance needs two replicates")
    scale = 1 / (number - 1) if kind == "bootstrap" else (number - 1) / number
    return Replicates(weights, np.full(number, scale), float(number - 1))
