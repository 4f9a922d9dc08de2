"""Answers that do not hang together as one person's do."""

import numpy as np

from surveys.answers import MISSING
from surveys.checks.evidence import Evidence, Family, surprise_of
from surveys.checks.shape import answered, straight, total

_LEAST_QUESTIONS = 5
_LEAST_ROWS = 200
_BINS = 12
_ROUNDS = 2
_SET_ASIDE = 0.05
_DRAWN = 20_000
_TAUGHT_BY = 100_000
_SEED = 5


def fit(grid: np.ndarray) -> list[Evidence]:
    """Person fit: how likely each answer is given the same person's other answers.

    For every question the share of answers 1 to 5 is learnt among people whose other answers
    have about the same mean; a person's log likelihood is set against what such people reach.
    The worst are set aside and the shares learnt again, so that forgeries do not teach them. What
    is rare is read off answers drawn from those shares, stretched to the spread really seen.
    """
    usable = answered(grid) >= _LEAST_QUESTIONS
    if usable.sum() < _LEAST_ROWS:
        return []
    model = _Model(grid)
    some = np.flatnonzero(usable)
    if len(some) > _TAUGHT_BY:
        some = np.random.default_rng(_SEED).choice(some, _TAUGHT_BY, replace=False)
    teaching = some
    for _ in range(_ROUNDS):
        model.learn(teaching)
        reached = model.standardised(grid[some], some)
        teaching = some[reached >= np.quantile(reached, _SET_ASIDE)]
    z = model.standardised(grid)
    varied = usable & ~straight(grid)  # straight ones fit perfectly and would narrow the spread
    varied = varied if varied.any() else usable
    drawn = model.drawn(np.flatnonzero(varied))
    ours, theirs = np.quantile(z[varied], (0.5, 0.1)), np.quantile(drawn, (0.5, 0.1))
    stretch = max(float(ours[0] - ours[1]) / max(float(theirs[0] - theirs[1]), 1e-9), 1.0)
    drawn = np.sort(ours[0] + (drawn - theirs[0]) * stretch)
    chance = (np.searchsorted(drawn, z, side="right") + 1) / (len(drawn) + 1)
    return [
        Evidence(
            "fit",
            Family.ANSWERS,
            np.where(usable, surprise_of(chance), 0.0),
            lambda row: "各题答案互相矛盾，像随意点选：" + " ".join(map(str, grid[row])),
        )
    ]


class _Model:
    """Log shares of every answer by question and by level of the person's other answers."""

    def __init__(self, grid: np.ndarray) -> None:
        self._grid = grid
        self._answered = grid != MISSING
        self._total = total(grid)
        self._count = answered(grid)
        self._logs = np.zeros((grid.shape[1], _BINS, 5))

    def _level(self, column: int, rows: np.ndarray | slice) -> np.ndarray:
        own = self._grid[rows, column]
        others = np.maximum(self._count[rows] - self._answered[rows, column], 1)
        rest = (self._total[rows] - own).astype(np.float32) / others
        return np.clip(((rest - 1) * (_BINS / 4)).astype(np.int8), 0, _BINS - 1)

    def learn(self, teaching: np.ndarray) -> None:
        """The shares among some rows (indices)."""
        for column in range(self._grid.shape[1]):
            mine = teaching[self._answered[teaching, column]]
            cell = self._level(column, mine).astype(np.int32) * 5 + self._grid[mine, column] - 1
            counts = np.bincount(cell, minlength=_BINS * 5).reshape(_BINS, 5).astype(float)
            self._logs[column] = np.log(_smoothed(counts))

    def standardised(self, grid: np.ndarray, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
        """Log likelihood of answers (n, k) at the levels of `rows`, less its mean, over its sd."""
        likelihood, variance = np.zeros(len(grid)), np.zeros(len(grid))
        for column in range(grid.shape[1]):
            logs = self._logs[column]
            mean = (np.exp(logs) * logs).sum(axis=1)
            spread = (np.exp(logs) * logs**2).sum(axis=1) - mean**2
            mine, level = self._answered[rows, column], self._level(column, rows)
            off_mean = logs - mean[:, None]
            likelihood += np.where(mine, off_mean[level, np.maximum(grid[:, column], 1) - 1], 0.0)
            variance += np.where(mine, spread[level], 0.0)
        return likelihood / np.sqrt(np.maximum(variance, 0.5))

    def drawn(self, rows: np.ndarray) -> np.ndarray:
        """The same for answers drawn from the shares at the levels of some rows."""
        random = np.random.default_rng(_SEED)
        picked = rows[random.integers(0, len(rows), _DRAWN)]
        grid = np.empty((_DRAWN, self._grid.shape[1]), np.int8)
        for column in range(grid.shape[1]):
            shares = np.cumsum(np.exp(self._logs[column]), axis=1)[self._level(column, picked)]
            grid[:, column] = 1 + (random.random((_DRAWN, 1)) > shares[:, :4]).sum(axis=1)
        return self.standardised(grid, picked)


def _smoothed(counts: np.ndarray) -> np.ndarray:
    """Shares by level, each level leaning on its neighbours where it has few answers."""
    padded = np.pad(counts, ((1, 1), (0, 0)))
    lent = counts + 0.1 * (padded[:-2] + padded[2:]) + 0.5
    return np.asarray(lent / lent.sum(axis=1, keepdims=True))
