"""Tonight's chance of odor in a town: a small model that can be read, judged by its own past.

A logistic law of few features, its weights held back by a ridge (the base rate's towards 1, so
that without other knowledge it says what is usual). It is judged week by week on nights it had not
seen, corrected by how its earlier chances came true (Platt), and compared to the usual share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
# Below so much history nothing is said.
LEAST_NIGHTS, LEAST_SMELT, LEAST_JUDGED = 60, 30, 200
BINS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.65, 1.0)
_RIDGE = 4.0
_ROUNDS, _NEAR = 50, 1e-7
_BLOCK = 7  # nights
_FIRST = 45  # nights that the first block learns from


@dataclass(frozen=True, slots=True)
class TownNight:
    """A night of a town (official code): the chance told, the usual one, whether it smelt.

    `chance` is None where it could not be said.
    """

    day: date
    town: str
    chance: float | None
    usual: float
    smelt: bool | None = None


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of the chances between two bounds: how many, their mean, and the share that came true."""

    low: float
    high: float
    many: int
    said: float
    came: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """How chances came true: Brier scores of the model and of what is usual, and the skill."""

    many: int
    brier: float
    usual: float
    table: tuple[Reliability, ...]

    @property
    def skill(self) -> float:
        """What share of the usual's score is saved; below 0 the model is worse than it."""
        return 1 - self.brier / self.usual if self.usual else 0.0


@dataclass(frozen=True, slots=True)
class Fitting:
    """The features' weights and the correction a + b·logit of the chances."""

    weights: Values
    mean: Values
    scale: Values
    correction: tuple[float, float]

    def chances(self, features: Values) -> Values:
        """Return the chance of each row of features; the first is the logit of what is usual."""
        a, b = self.correction
        return _sigmoid(a + b * self._score(features))

    def _score(self, features: Values) -> Values:
        shaped = np.hstack([np.ones((len(features), 1)), (features - self.mean) / self.scale])
        return np.asarray(shaped @ self.weights)


def fit(features: Values, smelt: Values) -> Fitting:
    """Return the law of these nights, not corrected yet; `features`: nights by features."""
    mean, scale = features.mean(axis=0), features.std(axis=0)
    mean[0], scale[0] = 0.0, 1.0  # the usual's logit stays as it is
    scale = np.where(scale < 1e-9, 1.0, scale)
    shaped = np.hstack([np.ones((len(features), 1)), (features - mean) / scale])
    towards = np.zeros(shaped.shape[1])
    towards[1] = 1.0
    held = np.full(shaped.shape[1], _RIDGE)
    held[0] = 1e-3
    weights = _newton(shaped, smelt, towards, held)
    return Fitting(weights, mean, scale, (0.0, 1.0))


def walked(days: Values, features: Values, smelt: Values) -> tuple[Values, Fitting]:
    """Return each night's chance as it would have been told then, and the law of all nights.

    `days`: ordinal of each row, rising. Nights too early to be told are NaN. No chance knows
    anything of its own night or a later one; nor does its correction.
    """
    told = np.full(len(days), np.nan)
    raw = np.full(len(days), np.nan)
    first = days.min() + _FIRST
    for begin in np.arange(first, days.max() + 1, _BLOCK):
        known, here = days < begin, (days >= begin) & (days < begin + _BLOCK)
        if not here.any() or smelt[known].sum() < 10:
            continue
        law = fit(features[known], smelt[known])
        raw[here] = _logit(law.chances(features[here]))
        before = known & ~np.isnan(raw)
        a, b = correction(raw[before], smelt[before])
        told[here] = _sigmoid(a + b * raw[here])
    law = fit(features, smelt)
    known = ~np.isnan(raw)
    final = correction(raw[known], smelt[known])
    return told, Fitting(law.weights, law.mean, law.scale, final)


def correction(scores: Values, smelt: Values) -> tuple[float, float]:
    """Return a and b of Platt's law, held to 0 and 1 where little is known."""
    if len(scores) < LEAST_JUDGED:
        return 0.0, 1.0
    shaped = np.column_stack([np.ones(len(scores)), scores])
    found = _newton(shaped, smelt, np.array([0.0, 1.0]), np.array([_RIDGE, _RIDGE]))
    return float(found[0]), float(found[1])


def judged(chances: Sequence[float], usual: Sequence[float], smelt: Sequence[bool]) -> Judgement:
    """Return how chances came true. Raises `ValueError` where there is none."""
    said, base, came = (
        np.asarray(chances, float),
        np.asarray(usual, float),
        np.asarray(smelt, float),
    )
    if not len(said):
        raise ValueError("nothing to judge")
    rows = []
    for low, high in pairwise(BINS):
        here = (said >= low) & ((said < high) | (high == BINS[-1]))
        if here.any():
            rows.append(
                Reliability(
                    low, high, int(here.sum()), float(said[here].mean()), float(came[here].mean())
                )
            )
    return Judgement(
        len(said),
        float(np.mean((said - came) ** 2)),
        float(np.mean((base - came) ** 2)),
        tuple(rows),
    )


def enough(nights: int, smelt: int, told: int) -> bool:
    """Return whether a history is long enough to say anything."""
    return nights >= LEAST_NIGHTS and smelt >= LEAST_SMELT and told >= LEAST_JUDGED


def _newton(shaped: Values, smelt: Values, towards: Values, held: Values) -> Values:
    """Return the ridge's weights: penalty ½ Σ held·(w - towards)²."""
    weights = towards.copy()
    best = _merit(shaped, smelt, weights, towards, held)
    for _ in range(_ROUNDS):
        p = _sigmoid(shaped @ weights)
        slope = shaped.T @ (smelt - p) - held * (weights - towards)
        bend = (shaped * (p * (1 - p))[:, None]).T @ shaped + np.diag(held)
        step = np.linalg.solve(bend, slope)
        # A whole step may leap over the top where chances are near 0 or 1.
        while (found := _merit(shaped, smelt, weights + step, towards, held)) < best:
            step = step / 2
            if np.abs(step).max() < _NEAR:
                return weights
        weights, best = weights + step, found
        if np.abs(step).max() < _NEAR:
            break
    return weights


def _merit(shaped: Values, smelt: Values, weights: Values, towards: Values, held: Values) -> float:
    """Return the penalised log likelihood."""
    scores = shaped @ weights
    likely = float((smelt * scores - np.logaddexp(0.0, scores)).sum())
    return likely - float(held @ (weights - towards) ** 2) / 2


def _sigmoid(x: Values) -> Values:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))))


def _logit(p: Values) -> Values:
    clipped = np.clip(p, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(clipped / (1 - clipped)))
