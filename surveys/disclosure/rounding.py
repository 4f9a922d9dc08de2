"""How coarse the figures of questions must be for a place, so that no hidden share can be counted.

A question is answered by fewer people than a town has, and its shares, mean and interval are as
many equations for five numbers; the place's own mean over all questions is one more. Figures are
given in steps worth five people or more: the step is the finest of a round ladder at which linear
programmes over everything that is printed of the place leave every hidden share open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import special
from scipy.optimize import linprog

from surveys.disclosure.decisions import Decisions, Tier
from surveys.statistics.answers import MISSING, Answers
from surveys.statistics.coarse import STEPS, step_of
from surveys.statistics.questions import hidden_shares
from surveys.statistics.ranking import SurveyRanking
from surveys.statistics.tables import Floors

# A hidden share stays open by so many people, or it stays open whether anybody stands behind it.
# Two more than an attacker may know it by: a county's towns and its modes narrow it further.
VALUES = 5.0
HIDE_ALL = 1.0
_LITTLE = 1e-6


def steps(
    answers: Answers,
    ranking: SurveyRanking,
    decisions: Decisions,
    slice_: str,
    dimensions: Mapping[str, Sequence[str]],
    floors: Floors | None = None,
) -> dict[str, float]:
    """The step of every place of a ranking; HIDE_ALL where no step is coarse enough."""
    floors = floors or Floors()
    groups = [[answers.questions.index(q) for q in asked] for asked in dimensions.values()]
    found = {}
    for place, rows in ranking.rows.items():
        found[place] = step_of(len(rows))
        if decisions.tier(place, slice_) < Tier.FULL or len(rows) < floors.rank:
            continue
        grid = answers.answers[rows]
        counts = np.stack([(grid == a).sum(axis=0) for a in range(1, 6)], axis=1)
        complete = not (grid == MISSING).any()
        printed = _Printed(counts, len(rows), ranking.provenance.mapping, groups, floors)
        if printed.hidden:
            found[place] = next(
                (s for s in STEPS if s >= found[place] and printed.safe(s, complete=complete)),
                HIDE_ALL,
            )
    return found


class _Printed:
    """All that is printed of the questions of one place, for some step."""

    def __init__(
        self,
        counts: np.ndarray,
        people: int,
        points: Sequence[float],
        groups: Sequence[Sequence[int]],
        floors: Floors,
    ) -> None:
        self._counts, self._people = counts.astype(float), people
        self._points, self._groups = np.array(points), groups
        self._floors = floors
        dark = np.array([hidden_shares(line, floors) for line in counts])
        few = dark & (counts > 0) & (counts < floors.cell)
        self.hidden = [int(cell) for cell in np.flatnonzero(few)]

    def safe(self, step: float, *, complete: bool) -> bool:
        """Whether every hidden share of 1 to 9 people stays open with figures in this step."""
        sums, low, high = self._known(step, complete=complete)
        limit = np.concatenate([high, -low])
        rows = np.concatenate([sums, -sums])
        truth = self._counts.ravel()
        least, most = truth.copy(), truth.copy()
        bounds = np.stack([np.zeros(len(truth)), np.repeat(self._counts.sum(axis=1), 5)], axis=1)
        for cell in self.hidden:
            for sign in (1.0, -1.0):
                if _open(least[cell], most[cell]):
                    break
                aim = np.zeros(len(truth))
                aim[cell] = sign
                made = linprog(aim, A_ub=rows, b_ub=limit, bounds=bounds, method="highs")
                if made.status == 0:  # what is possible for one is so for all others, too
                    least, most = np.minimum(least, made.x), np.maximum(most, made.x)
            if not _open(least[cell], most[cell]):
                return False
        return True

    def _known(self, step: float, *, complete: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Sums of counts (r, 5k) with the least and greatest they can be."""
        questions = len(self._counts)
        of_points, liked = self._points - self._points[0], np.array([0, 0, 0, 1.0, 1.0])
        scale = of_points[-1]
        rows: list[tuple[np.ndarray, float, float]] = []

        def know(asked: Sequence[int], weight: np.ndarray, share: float) -> None:
            """A figure of some questions, rounded to a step (share of all answers; 0: exact)."""
            row = np.zeros((questions, 5))
            row[list(asked)] = weight
            value, everybody = float((row * self._counts).sum()), self._counts[list(asked)].sum()
            if share:
                middle = np.round(value / everybody / share) * share * everybody
                rows.append((row, middle - share * everybody / 2, middle + share * everybody / 2))
            else:
                rows.append((row, value, value))

        everything = list(range(questions))
        singles = [[q] for q in everything]
        for q in singles:
            know(q, np.ones(5), 0.0)
            rows.append(self._spread(q[0], step * scale / 2))
        for asked in [*singles, *self._groups, everything]:
            dark = hidden_shares(self._counts[list(asked)].sum(axis=0), self._floors)
            for answer in np.flatnonzero(~dark):
                know(asked, np.eye(5)[answer], step)
            if len(asked) == 1 or complete:  # else a person's mean is no sum of answers
                know(asked, liked, step)
                know(asked, of_points, step * scale / 2)
        if complete:
            know(everything, liked, 0.0)
            know(everything, of_points, 0.0)
        sums = np.array([row.ravel() for row, _, _ in rows])
        ends = np.array([(low, high) for _, low, high in rows])
        return sums, ends[:, 0] - _LITTLE, ends[:, 1] + _LITTLE

    def _spread(self, question: int, step: float) -> tuple[np.ndarray, float, float]:
        """The sum of squares that an interval widened to whole steps gives away."""
        line, points = self._counts[question], self._points - self._points[0]
        n = max(float(line.sum()), 2.0)
        mean = float(line @ points) / n
        squares = float(line @ points**2)
        se = np.sqrt(max(squares - n * mean**2, 0.0) / (n * (n - 1)))
        half = float(special.stdtrit(n - 1, 0.975)) * se
        lowest = np.floor((mean - half) / step) * step
        if lowest <= 0:
            return np.zeros((len(self._counts), 5)), 0.0, 0.0
        shown = np.round(mean / step) * step
        low, high = max(shown - step / 2, 0.0), min(shown + step / 2, float(points[-1]))
        t = float(special.stdtrit(n - 1, 0.975))
        near, far = max(low - lowest - step, 0.0) / t, (high - lowest) / t
        row = np.zeros((len(self._counts), 5))
        row[question] = points**2
        ends = [n * (n - 1) * s**2 + n * m**2 for s, m in ((near, low), (far, high))]
        return row, min(ends[0], squares), max(ends[1], squares)


def _open(least: float, most: float) -> bool:
    return most - least >= VALUES - _LITTLE or (least <= _LITTLE and most >= 1.0)
