"""How honest people of each level usually answer each question, to say what equality is chance."""

import numpy as np

from surveys.checks.shape import answered, total

_BINS = 16
_ANSWERS = 6


class ResponseProfiles:
    """Shares of answers 0 to 5 by question among people with about the same mean answer.

    Within such a level questions are taken as independent. Forgeries in the file make every
    expectation too high rather than too low, so equality is called odd too seldom, not too often.
    """

    def __init__(self, distinct: np.ndarray, counts: np.ndarray) -> None:
        """From the distinct rows (m, k) of a grid and how often each occurs (m,)."""
        level = _level(distinct)
        self.people = np.bincount(level, counts, minlength=_BINS + 1)
        self._shares = np.stack(
            [
                np.bincount(
                    level * _ANSWERS + column, counts, minlength=(_BINS + 1) * _ANSWERS
                ).reshape(_BINS + 1, _ANSWERS)
                for column in distinct.T.astype(np.int64)
            ],
            axis=1,
        )
        self._shares = (self._shares + 0.05) / (self.people[:, None, None] + 0.3)

    def expected(self, pattern: np.ndarray, near: int = 0) -> float:
        """People who would differ from a pattern (k,) in at most `near` questions by chance."""
        agree = self._shares[:, np.arange(len(pattern)), pattern]
        chance = np.zeros((len(agree), near + 1))
        chance[:, 0] = 1.0
        for column in agree.T:  # number of differences so far, one question after another
            differ = chance[:, :-1] * (1 - column[:, None])
            chance *= column[:, None]
            chance[:, 1:] += differ
        return float(self.people @ chance.sum(axis=1))


def _level(grid: np.ndarray) -> np.ndarray:
    mean = total(grid) / np.maximum(answered(grid), 1)
    level = np.clip(((mean - 1) / 4 * _BINS).astype(np.int64), 0, _BINS - 1)
    return np.asarray(np.where(mean >= 5, _BINS, level))
