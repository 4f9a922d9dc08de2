"""Simple facts of every answer sheet, a column at a time because rows are many and columns few."""

import numpy as np

from surveys.statistics.answers import MISSING


def answered(grid: np.ndarray) -> np.ndarray:
    """How many questions each row (n, k) answers; int16."""
    count = np.zeros(len(grid), np.int16)
    for column in grid.T:
        count += column != MISSING
    return count


def total(grid: np.ndarray) -> np.ndarray:
    """The sum of each row's answers; int16."""
    result = np.zeros(len(grid), np.int16)
    for column in grid.T:
        result += column
    return result


def straight(grid: np.ndarray) -> np.ndarray:
    """Whether every question got the same answer (or all were left out)."""
    same = np.ones(len(grid), bool)
    for column in grid.T[1:]:
        same &= column == grid[:, 0]
    return same


def differences(grid: np.ndarray, row: np.ndarray) -> np.ndarray:
    """In how many questions each row differs from one sheet (k,); int16."""
    count = np.zeros(len(grid), np.int16)
    for column, answer in zip(grid.T, row, strict=True):
        count += column != answer
    return count
