"""One piece of evidence against some answers, on a scale that can be added up."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import special

ALONE = 3.0  # enough by itself
_CEILING = 6.0


class Family(StrEnum):
    """Doubt of one family is not added up: it tells the same story twice."""

    TIMING = "timing"
    SOURCE = "source"
    ANSWERS = "answers"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Doubt:
    """How surprising each answer would be from an honest respondent, and why in plain Chinese.

    `surprise` (n,) is -log10 of about the chance of it (0 = nothing odd). `explain` gives the
    reason for one row.
    """

    kind: str
    family: Family
    surprise: np.ndarray
    explain: Callable[[int], str]


def surprise_of(chance: np.ndarray) -> np.ndarray:
    """-log10 of a probability, between 0 and 6."""
    return np.clip(-np.log10(np.clip(chance, 1e-300, 1.0)), 0.0, _CEILING)


def too_many(
    observed: np.ndarray, expected: np.ndarray, *, least: int = 8, purity: float = 2 / 3
) -> np.ndarray:
    """Where counts exceed what is expected so far that most of them cannot be honest.

    True where at least `least` were counted, at most 1-`purity` of them are expected, and the
    excess is beyond chance (Poisson, with room for a million cells looked at).
    """
    share = np.divide(expected, observed, out=np.ones(len(observed)), where=observed > 0)
    rare = special.pdtrc(observed - 1, np.maximum(expected, 1e-9)) < 1e-7
    return np.asarray((observed >= least) & (share <= 1 - purity) & rare)
