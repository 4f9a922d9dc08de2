"""Answers that do not hang together as one person's do."""

import numpy as np
from scipy import stats

from surveys.answers import MISSING
from surveys.checks.evidence import Evidence, Family, surprise_of

_LEAST_QUESTIONS = 5
_LEAST_ROWS = 200
_BINS = 12
_ROUNDS = 3
_SET_ASIDE = 0.08


def fit(grid: np.ndarray) -> list[Evidence]:
    """Person fit: how likely each answer is given the same person's other answers.

    For every question the share of answers 1 to 5 is learnt among people whose other answers
    have about the same mean; a person's log likelihood is set against what such people reach.
    The worst are set aside and the shares learnt again, so that forgeries do not teach them.
    """
    answered = grid != MISSING
    count = answered.sum(axis=1)
    usable = count >= _LEAST_QUESTIONS
    if usable.sum() < _LEAST_ROWS:
        return []
    total = grid.sum(axis=1, dtype=np.int32)
    teaching = usable.copy()
    z = np.zeros(len(grid))
    for _ in range(_ROUNDS):
        z = _standardised(grid, answered, total, count, teaching)
        limit = np.quantile(z[usable], _SET_ASIDE)
        teaching = usable & (z >= limit)
    straight = (grid == grid[:, :1]).all(axis=1)  # they fit perfectly and would narrow the scale
    varied = usable & ~straight
    middle, low = np.quantile(z[varied if varied.any() else usable], (0.5, 0.1))
    scale = max(float(middle - low) / 1.2816, 1.0)
    chance = stats.norm.cdf((z - middle) / scale)
    surprise = np.where(usable, surprise_of(chance), 0.0)
    return [
        Evidence(
            "fit", Family.ANSWERS, surprise,
            lambda row: "各题答案互相矛盾，像随意点选：" + " ".join(map(str, grid[row])),
        )
    ]


def _standardised(
    grid: np.ndarray,
    answered: np.ndarray,
    total: np.ndarray,
    count: np.ndarray,
    teaching: np.ndarray,
) -> np.ndarray:
    likelihood = np.zeros(len(grid))
    expected = np.zeros(len(grid))
    variance = np.full(len(grid), 1e-9)
    for column in range(grid.shape[1]):
        mine, own = answered[:, column], grid[:, column]
        rest = (total - own) / np.maximum(count - mine, 1)
        level = np.clip(((rest - 1) / 4 * _BINS).astype(np.int32), 0, _BINS - 1)
        cell = level * 6 + own
        counts = np.bincount(cell[teaching & mine], minlength=_BINS * 6).reshape(_BINS, 6)[:, 1:]
        chances = _smoothed(counts.astype(float))
        logs = np.log(chances)
        mean = (chances * logs).sum(axis=1)
        spread = (chances * logs**2).sum(axis=1) - mean**2
        table = np.hstack([np.zeros((_BINS, 1)), logs]).ravel()
        likelihood += np.where(mine, table[cell], 0.0)
        expected += np.where(mine, mean[level], 0.0)
        variance += np.where(mine, spread[level], 0.0)
    return (likelihood - expected) / np.sqrt(np.maximum(variance, 0.5))


def _smoothed(counts: np.ndarray) -> np.ndarray:
    """Shares by level, each level leaning on its neighbours where it has few answers."""
    padded = np.pad(counts, ((1, 1), (0, 0)))
    lent = counts + 0.1 * (padded[:-2] + padded[2:]) + 0.5
    return np.asarray(lent / lent.sum(axis=1, keepdims=True))
