"""Variance of a weighted mean: clusters, strata, finite populations, few answers, the bounds.

Linearisation with the sampling unit as the unit (Binder 1983; what R's `survey` calls
`svymean`). Weights fitted to the population leave residuals that are too small, the more so the
more an answer weighs; each is divided by 1 - h, h its leverage (the jackknife's HC3, MacKinnon
and White 1985; by sampling unit CR3, Bell and McCaffrey 2002).
"""

from dataclasses import dataclass

import numpy as np

_LEAST_REST = 0.1  # of 1 - leverage: one answer's residual grows tenfold at most
_ALWAYS, _NEAR_CERTAIN = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Units:
    """How answers were drawn: every answer's sampling unit and stratum, and what was drawn of it.

    `cluster` and `stratum` (n,) are codes from 0 on (-1: unknown, a unit or stratum of its own),
    `fraction` (n,) the share of its stratum's units that was drawn. None: each answer a unit, one
    stratum, a population without end.
    """

    cluster: np.ndarray | None = None
    stratum: np.ndarray | None = None
    fraction: np.ndarray | None = None

    def take(self, rows: np.ndarray) -> "Units":
        """The units of some rows (indices or a mask)."""
        return Units(
            *(
                None if column is None else column[rows]
                for column in (self.cluster, self.stratum, self.fraction)
            )
        )


def linearised(
    weights: np.ndarray, residuals: np.ndarray, leverage: np.ndarray | None, units: Units
) -> tuple[float, float]:
    """Variance of the mean and its degrees of freedom.

    `leverage` (n,) None: no correction for single answers, and n/(n-1) by stratum, as R does.
    Degrees of freedom are those of so many units of equal weight as would be as precise.
    """
    share = weights / weights.sum()
    unit, count = coded(units.cluster, len(share))
    total = np.bincount(unit, share * residuals, minlength=count)
    if leverage is not None:
        rest = 1 - np.bincount(unit, leverage, minlength=count)
        total = total / np.maximum(rest, _LEAST_REST)
    weight = np.bincount(unit, share, minlength=count)
    effective = 1 / float((weight**2).sum())
    if units.stratum is None and units.fraction is None:
        factor = 1.0 if leverage is not None else count / max(count - 1, 1)
        return factor * float((total**2).sum()), max(effective - 1, 1.0)
    first = np.zeros(count, np.int64)
    first[unit] = np.arange(len(unit))
    stratum, strata = coded(
        None if units.stratum is None else units.stratum[first], count, one=True
    )
    size = np.bincount(stratum, minlength=strata)
    mean = np.bincount(stratum, total, minlength=strata) / size
    mean[size == 1] = 0.0  # alone in its stratum: its distance from the whole, not from itself
    spread = np.bincount(stratum, (total - mean[stratum]) ** 2, minlength=strata)
    spread = spread * np.where(size > 1, size / np.maximum(size - 1, 1), 1.0)
    if units.fraction is not None:
        drawn = np.bincount(stratum, units.fraction[first], minlength=strata) / size
        spread = spread * (1 - drawn)
    return float(spread.sum()), max(min(effective, count) - strata, 1.0)


def coded(codes: np.ndarray | None, n: int, *, one: bool = False) -> tuple[np.ndarray, int]:
    """Codes without gaps and their number; unknown ones (-1) stand each for itself.

    None: each row its own, or with `one` all the same.
    """
    if codes is None:
        return (np.zeros(n, np.int64), 1) if one else (np.arange(n), n)
    lone = codes < 0
    _, dense = np.unique(codes[~lone], return_inverse=True)
    known = int(dense.max()) + 1 if len(dense) else 0
    coded = np.empty(n, np.int64)
    coded[~lone] = dense
    coded[lone] = known + np.arange(int(lone.sum()))
    return coded, known + int(lone.sum())


def unseen(
    values: np.ndarray, weights: np.ndarray, mean: float, bounds: tuple[float, float], size: float
) -> float:
    """What answers nobody gave add to the variance: some at each bound, in the variance alone.

    Near-certain answers prove less than their spread says: of sixty content people the sixty-first
    may not be. Half an answer is set at each bound always, two more in proportion to the share
    that gave the same answer (adding answers: Agresti and Coull 1998). `size` is the effective
    number of answers; nobody's single opinion can switch the rule on or off.
    """
    middle = np.partition(values, len(values) // 2)[len(values) // 2]
    total = weights.sum()
    same = max(
        float(weights[np.abs(values - answer) < 1e-9].sum()) / total for answer in (*bounds, middle)
    )
    answers = _ALWAYS + _NEAR_CERTAIN * same
    return answers * ((mean - bounds[0]) ** 2 + (bounds[1] - mean) ** 2) / size**2


def leverages(weights: np.ndarray, cell: np.ndarray, basis: np.ndarray | None) -> np.ndarray:
    """Each answer's leverage on the groups its weights were fitted to, shape (n,), 0 to 1.

    `cell` and `basis` are those of a design: weighted least squares on the groups.
    """
    cells = int(cell.max()) + 1 if basis is None else len(basis)
    sums = np.bincount(cell, weights, minlength=cells)
    if basis is None:
        inverse = np.divide(1.0, sums, where=sums > 0, out=np.zeros(cells))
    else:
        information = basis.T @ (basis * sums[:, None])
        inverse = np.einsum("cp,pq,cq->c", basis, np.linalg.pinv(information), basis)
    return np.asarray(weights * inverse[cell])


def fractions(
    fpc: np.ndarray, cluster: np.ndarray | None, stratum: np.ndarray | None
) -> np.ndarray:
    """The share of its stratum's units drawn, for every answer (n,), 0 where nothing is known.

    `fpc` below 1 is that share, from 1 on the number of units in the population, as in R. Raises
    ValueError for a population smaller than what was drawn of it.
    """
    unit, _ = coded(cluster, len(fpc))
    layer, layers = coded(stratum, len(fpc), one=True)
    _, first = np.unique(unit, return_index=True)
    drawn = np.bincount(layer[first], minlength=layers)[layer]
    share = np.where(fpc < 1, fpc, drawn / np.where(fpc > 0, fpc, np.nan))
    share = np.nan_to_num(share, nan=0.0)
    if (share > 1).any() or (share < 0).any():
        raise ValueError("a finite population cannot be smaller than the sample drawn from it")
    return np.asarray(share)
