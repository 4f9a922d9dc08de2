"""Where months of reports point to, by the wind alone: a scan over a grid, told from chance.

LLR(s) = Σ_z [ Σ_reports ln(1+βK) - N_z ln(1+β Σ_t e_zt K) ], K = exp(-½(Δ/15°)²)·exp(-d/D), where
Δ is the angle between the wind and the line from s to the place z, d their distance, e what an
hour usually brings to z. The length of the way is not identified: a bearing is what is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bureau.odor.wind import CALM_M_S

Values = NDArray[np.float64]
_WIDTH_DEG = 15.0


@dataclass(frozen=True, slots=True)
class Pointed:
    """The likeliest cell (metres) with its log likelihood ratio."""

    x_m: float
    y_m: float
    llr: float


def point_to(
    counts: Values,
    expected: Values,
    places: Sequence[tuple[float, float]],
    from_deg: Values,
    speed_m_s: Values,
    cells: Sequence[tuple[float, float]],
    *,
    decay_m: float = 15_000.0,
    betas: Sequence[float] = (0.25, 0.5, 1, 2, 4, 8, 16),
) -> Pointed:
    """Return the cell that the reports point to.

    `counts`, `expected`: hours x places; `expected` sums to 1 over the hours of each place.
    `from_deg`, `speed_m_s`: of each hour, NaN where missing; calm hours say nothing.
    """
    blowing = (speed_m_s >= CALM_M_S) & ~np.isnan(from_deg)
    counts, expected = counts[blowing], expected[blowing]
    wind = from_deg[blowing]
    total = counts.sum(axis=0)
    usual = expected / np.maximum(expected.sum(axis=0), 1e-12)
    where = np.asarray(places, float)
    best = Pointed(0.0, 0.0, -np.inf)
    for x, y in cells:
        dx, dy = x - where[:, 0], y - where[:, 1]
        towards = np.degrees(np.arctan2(dx, dy))
        near = np.exp(-np.hypot(dx, dy) / decay_m)
        apart = np.abs((wind[:, None] - towards[None] + 180) % 360 - 180)
        kernel = np.exp(-0.5 * (apart / _WIDTH_DEG) ** 2) * near
        share = (usual * kernel).sum(axis=0)
        for beta in betas:
            llr = float((counts * np.log1p(beta * kernel)).sum() - total @ np.log1p(beta * share))
            if llr > best.llr:
                best = Pointed(x, y, llr)
    return best
