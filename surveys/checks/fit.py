"""Answers that do not hang together as one person's do."""

import numpy as np

from surveys.checks.evidence import Doubt, Family, surprise_of, too_many
from surveys.checks.shape import answered, straight, total
from surveys.checks.wording import reason
from surveys.statistics.answers import MISSING

_LEAST_QUESTIONS = 5
_LEAST_ROWS = 200
FIT_ALONE = 3.2
_ODDEST = 0.02
_PURE = 0.8  # of the odd ones this share must be more than chance
_LEAST_ODD = 20
_BINS = 12
_ROUNDS = 2
_SET_ASIDE = 0.05
_HEARD = 0.15  # how much the set aside still count: most of them are honest
_DRAWN = 20_000
_TAUGHT_BY = 100_000
_SEED = 5


def fit(grid: np.ndarray) -> list[Doubt]:
    """Person fit: how likely each answer is given the same person's other answers.

    For every question the share of answers 1 to 5 is learnt among people whose other answers
    have about the same mean; a person's log likelihood is set against what such people reach.
    The worst are heard less and the shares learnt again, so that forgeries do not teach them. What
    is rare is read off answers drawn from those shares that go the same way (a parametric
    bootstrap), stretched to the spread really seen.
    """
    # straight ones fit perfectly, and would make a single other answer look odd
    usable = (answered(grid) >= _LEAST_QUESTIONS) & ~straight(grid)
    if usable.sum() < _LEAST_ROWS:
        return []
    model = _taught(grid, usable)
    z = model.standardised()
    sample = model.drawn(np.flatnonzero(usable))
    varied = ~straight(sample)
    drawn = _taught(sample, varied).standardised()[varied]
    ours, theirs = np.quantile(z[usable], (0.5, 0.1)), np.quantile(drawn, (0.5, 0.1))
    stretch = max(float(ours[0] - ours[1]) / max(float(theirs[0] - theirs[1]), 1e-9), 1.0)
    drawn = np.sort(ours[0] + (drawn - theirs[0]) * stretch)
    chance = (np.searchsorted(drawn, z, side="right") + 1) / (len(drawn) + 1)
    surprise = surprise_of(chance)
    odd = usable & (chance <= _ODDEST)
    order = np.flatnonzero(odd)[np.argsort(chance[odd], kind="stable")]
    many = too_many(
        np.arange(1, len(order) + 1), usable.sum() * chance[order], least=_LEAST_ODD, purity=_PURE
    )
    if many.any():
        crowd = odd & (chance <= chance[order[many]].max())
        surprise[crowd] = np.maximum(surprise[crowd], FIT_ALONE)
    return [
        Doubt(
            "fit",
            Family.ANSWERS,
            np.where(usable, surprise, 0.0),
            lambda row: reason("fit", answers=" ".join(map(str, grid[row]))),
        )
    ]


def _taught(grid: np.ndarray, usable: np.ndarray) -> "_Model":
    """The shares learnt from the usable rows (mask), the oddest of them less heard."""
    model = _Model(grid)
    some = np.flatnonzero(usable)
    if len(some) > _TAUGHT_BY:
        some = np.random.default_rng(_SEED).choice(some, _TAUGHT_BY, replace=False)
    scatter = _spread(grid[some])
    weight = np.where(scatter <= np.quantile(scatter, 1 - _SET_ASIDE), 1.0, _HEARD)
    for _ in range(_ROUNDS):
        model.learn(some, weight)
        reached = model.standardised(some)
        weight = np.where(reached >= np.quantile(reached, _SET_ASIDE), 1.0, _HEARD)
    return model


def _spread(grid: np.ndarray) -> np.ndarray:
    """Standard deviation of each row's answers, those left out apart."""
    number = np.maximum(answered(grid), 1)
    squares = sum((column.astype(np.int16) ** 2 for column in grid.T), np.zeros(len(grid)))
    return np.asarray(np.sqrt(np.maximum(squares / number - (total(grid) / number) ** 2, 0.0)))


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

    def learn(self, teaching: np.ndarray, weight: np.ndarray) -> None:
        """The shares among some rows (indices), each counted with its weight."""
        for column in range(self._grid.shape[1]):
            given = self._answered[teaching, column]
            mine = teaching[given]
            cell = self._level(column, mine).astype(np.int32) * 5 + self._grid[mine, column] - 1
            counts = np.bincount(cell, weight[given], minlength=_BINS * 5).reshape(_BINS, 5)
            self._logs[column] = np.log(_smoothed(counts))

    def standardised(self, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
        """Log likelihood of some rows (all), less its mean, over its standard deviation."""
        grid = self._grid[rows]
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
        """Answers (draws, k) drawn from the shares at the levels of some rows."""
        random = np.random.default_rng(_SEED)
        picked = rows[random.integers(0, len(rows), _DRAWN)]
        grid = np.empty((_DRAWN, self._grid.shape[1]), np.int8)
        for column in range(grid.shape[1]):
            shares = np.cumsum(np.exp(self._logs[column]), axis=1)[self._level(column, picked)]
            grid[:, column] = 1 + (random.random((_DRAWN, 1)) > shares[:, :4]).sum(axis=1)
        return grid


def _smoothed(counts: np.ndarray) -> np.ndarray:
    """Shares by level, each level leaning on its neighbours where it has few answers."""
    padded = np.pad(counts, ((1, 1), (0, 0)))
    lent = counts + 0.1 * (padded[:-2] + padded[2:]) + 0.5
    return np.asarray(lent / lent.sum(axis=1, keepdims=True))
