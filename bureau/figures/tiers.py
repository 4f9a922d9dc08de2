"""Towns in tiers that the numbers tell apart; within one there is no order.

国办函〔2025〕66号 asks for grades, not bare ranks. Which towns differ is tested for all pairs
together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import special

from bureau.figures.model import CaseRate

FEWEST = 10  # cases for a tier
KEPT_BACK = 5  # counts below it are not told to the public
ALPHA = 0.05


class TownTier(StrEnum):
    """Where a town stands: surely above others, surely below, neither, or too few cases."""

    UPPER = "upper"
    MIDDLE = "middle"
    LOWER = "lower"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Placed:
    """A town's tier with how many towns are surely better and worse."""

    tier: TownTier
    better: int = 0
    worse: int = 0


def tiers(rates: Mapping[str, CaseRate]) -> dict[str, Placed]:
    """Return each town's tier.

    Upper: surely better than at least one other and surely worse than none; lower: the reverse.
    Shares are compared as Agresti and Coull (1998) do, two successes and two failures added.
    """
    ranked = [code for code, rate in rates.items() if rate.whole >= FEWEST]
    placed = {code: Placed(TownTier.FEW) for code in rates}
    if len(ranked) < 2:
        return {**placed, **{code: Placed(TownTier.MIDDLE) for code in ranked}}
    n = np.array([rates[code].whole + 4 for code in ranked], float)
    p = (np.array([rates[code].part for code in ranked], float) + 2) / n
    above = _surely_above(p, p * (1 - p) / n)
    for i, code in enumerate(ranked):
        worse, better = int(above[i].sum()), int(above[:, i].sum())
        tier = TownTier.MIDDLE
        if worse and not better:
            tier = TownTier.UPPER
        elif better and not worse:
            tier = TownTier.LOWER
        placed[code] = Placed(tier, better, worse)
    return placed


def _surely_above(shares: np.ndarray, variances: np.ndarray) -> np.ndarray:
    """Return which share is surely above which, shape (p, p): all pairs together, Holm (1979)."""
    first, second = np.triu_indices(len(shares), 1)
    z = (shares[first] - shares[second]) / np.sqrt(variances[first] + variances[second])
    chance = 2 * special.ndtr(-np.abs(z))
    order = np.argsort(chance, kind="stable")
    failed = chance[order] > ALPHA / (len(z) - np.arange(len(z)))
    sure = order[: int(failed.argmax()) if failed.any() else len(z)]
    higher = np.where(z[sure] > 0, first[sure], second[sure])
    lower = np.where(z[sure] > 0, second[sure], first[sure])
    above = np.zeros((len(shares), len(shares)), bool)
    above[higher, lower] = True
    return above


def tellable(rate: CaseRate) -> bool:
    """Whether a share tells nobody's answer: neither side of it is small, but none at all."""
    sides = (rate.part, rate.whole - rate.part)
    return rate.whole >= FEWEST and all(n == 0 or n >= KEPT_BACK for n in sides)


def kept_back(counts: Mapping[str, int], groups: Mapping[str, str]) -> set[str]:
    """Return whose counts the public is not told: those of 1 to 4; beside a lone one, another.

    `groups` gives each the total that is published over it: a lone gap could be subtracted.
    """
    hidden = {code for code, count in counts.items() if 0 < count < KEPT_BACK}
    for group in set(groups.values()):
        members = [code for code in counts if groups[code] == group]
        gone = [code for code in members if code in hidden]
        shown = [code for code in members if code not in hidden and counts[code] > 0]
        if len(gone) == 1 and shown:
            hidden.add(min(shown, key=lambda code: (counts[code], code)))
    return hidden
