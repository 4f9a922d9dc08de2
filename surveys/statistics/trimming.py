"""Where to cap weights: the ratio whose mean squared error is least, measured on the answers.

A cap trades variance for bias (Potter 1990): the capped mean less the uncapped one estimates the
bias, its own chance part taken off. One ratio holds for every region, so that none is favoured.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from surveys.statistics.calibration import Design
from surveys.statistics.estimates import weighted_mean
from surveys.statistics.weights import trim

RATIOS = (3.0, 5.0, 8.0, 12.0, 20.0, float("inf"))


@dataclass(frozen=True, slots=True)
class Trimming:
    """The chosen ratio (inf: no cap), and of every ratio tried its error in points.

    `tried` maps a ratio to (root of the mean squared error, mean absolute bias), over regions.
    """

    ratio: float
    tried: Mapping[float, tuple[float, float]]


def choose(designs: Mapping[str, Design], scores: Mapping[str, np.ndarray]) -> Trimming:
    """The best cap for fitted weights; `scores` (n,) of each region's answers."""
    spread: dict[float, list[float]] = {ratio: [] for ratio in RATIOS}
    squares: dict[float, list[float]] = {ratio: [] for ratio in RATIOS}
    biases: dict[float, list[float]] = {ratio: [] for ratio in RATIOS}
    for code, design in designs.items():
        full = design.weights
        if not design.margins or not len(full):
            continue
        y = scores[code]
        share = full / full.sum()
        whole = weighted_mean(y, design, None)
        left = y - whole.value
        for ratio in RATIOS:
            if full.max() <= ratio * full.mean():
                spread[ratio].append(whole.se**2)
                squares[ratio].append(0.0)
                biases[ratio].append(0.0)
                continue
            capped = trim(full, ratio)
            mine = capped / capped.sum()
            bias = float(mine @ y) - whole.value
            chance = float((((mine - share) * left) ** 2).sum())
            variance = whole.se**2 * float((mine**2).sum() / (share**2).sum())
            spread[ratio].append(variance)
            squares[ratio].append(bias**2 - chance)
            biases[ratio].append(abs(bias))
    if not spread[RATIOS[0]]:
        return Trimming(float("inf"), {})
    tried = {
        ratio: (
            # only over all regions together is a square less than nothing to be taken for nothing
            (float(np.mean(spread[ratio])) + max(float(np.mean(squares[ratio])), 0.0)) ** 0.5,
            float(np.mean(biases[ratio])),
        )
        for ratio in RATIOS
    }
    best = min(RATIOS, key=lambda ratio: (round(tried[ratio][0], 6), -ratio))
    return Trimming(best, tried)
