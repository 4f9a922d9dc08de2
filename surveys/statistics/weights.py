"""Weights that bring answers to the population's make-up, and what they cost in precision.

Post-stratification (Holt and Smith 1979) where every cell has enough answers, raking (Deming and
Stephan 1940) on the margins otherwise; trimming; Kish's design effect.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np


@dataclass(frozen=True, slots=True)
class WeightingRules:
    """Limits that keep weights from doing harm.

    A cell (or margin group) with fewer than `least_cell` answers is not used alone; no weight
    exceeds `trim_ratio` times its region's mean (None: the ratio with the least mean squared
    error). A group misses its target materially when more than `material_gap` lack to it and less
    than `material_part` of it is reached. `replicates` is the kind of a file's replicate weights.
    """

    least_cell: int = 5
    trim_ratio: float | None = None
    material_gap: float = 0.05
    material_part: float = 0.75
    replicates: Literal["JK1", "JKn", "bootstrap"] = "JK1"


def kish_design_effect(weights: np.ndarray) -> float:
    """n·Σw²/(Σw)² (Kish 1965); 1 for equal weights, NaN for none."""
    total = weights.sum()
    return float(len(weights) * (weights**2).sum() / total**2) if total > 0 else float("nan")


def trim(weights: np.ndarray, ratio: float) -> np.ndarray:
    """Weights capped at `ratio` times their mean, the excess shared by the others; same sum."""
    total = weights.sum()
    if not np.isfinite(ratio):
        return weights.astype(float, copy=True)
    cap = ratio * total / len(weights)
    trimmed = weights.astype(float, copy=True)
    capped = np.zeros(len(weights), bool)
    while (over := (trimmed > cap * (1 + 1e-12)) & ~capped).any():
        capped |= over
        trimmed[capped] = cap
        rest = trimmed[~capped].sum()
        if rest <= 0:
            return np.full(len(weights), total / len(weights))
        trimmed[~capped] *= (total - cap * capped.sum()) / rest
    return trimmed


def poststratify(cell: np.ndarray, targets: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Weights whose sum in every cell is its target.

    `cell` (n,) indexes `targets` (cells,). Raises ValueError for a target without answers.
    """
    sums = np.bincount(cell, base, minlength=len(targets))
    if ((sums <= 0) & (targets > 0)).any():
        raise ValueError("a population cell has no answers; collapse it first")
    factors = np.divide(targets, sums, out=np.zeros(len(targets)), where=sums > 0)
    return np.asarray(base * factors[cell])


def rake(
    margins: list[np.ndarray],
    targets: list[np.ndarray],
    base: np.ndarray,
    *,
    tolerance: float = 1e-10,
    rounds: int = 1000,
) -> np.ndarray:
    """Weights whose sums meet every margin's targets, by iterative proportional fitting.

    `margins[d]` (n,) indexes `targets[d]`; all targets have the same total. Raises ValueError
    when a target has no answers or the margins cannot be met together.
    """
    shape = tuple(len(target) for target in targets)
    cell = np.ravel_multi_index(tuple(margins), shape)
    start = np.bincount(cell, base, minlength=int(np.prod(shape))).reshape(shape)
    table = start.copy()
    others = [tuple(a for a in range(len(shape)) if a != axis) for axis in range(len(shape))]
    for axis, target in enumerate(targets):
        if ((table.sum(axis=others[axis]) <= 0) & (target > 0)).any():
            raise ValueError("a population group has no answers; collapse it first")
    for _ in range(rounds):
        for axis, target in enumerate(targets):
            sums = table.sum(axis=others[axis])
            factors = np.divide(target, sums, out=np.zeros(len(target)), where=sums > 0)
            table *= factors.reshape([-1 if a == axis else 1 for a in range(len(shape))])
        worst = max(
            float(np.abs(table.sum(axis=others[axis]) - target).max())
            for axis, target in enumerate(targets)
        )
        if worst <= tolerance * float(targets[0].sum()):
            break
    else:
        raise ValueError("the margins cannot be met together")
    factors = np.divide(table, start, out=np.zeros(shape), where=start > 0)
    return np.asarray(base * factors.ravel()[cell])
