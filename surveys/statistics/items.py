"""What a person scores when some questions were left out.

A plain mean over the questions answered rises where hard ones are skipped. Here a skipped answer
stands as the person's own level plus what is special to the question (a two-way model of persons
and questions, fitted by least squares to all answers given), never beyond the scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics.answers import MISSING

SATISFIED_FROM = 4


@dataclass(frozen=True, slots=True)
class PersonScores:
    """Each respondent's scores, all float (n,), NaN where nothing was answered.

    `score` is the mean points over all questions, skipped ones filled in; `plain` that over the
    questions answered; `satisfied` the share of answers 4 or 5, filled in likewise. `answered`
    (k,) is the share of respondents who answered each question, of those who answered any.
    """

    score: np.ndarray
    plain: np.ndarray
    satisfied: np.ndarray
    answered: np.ndarray


def person_scores(grid: np.ndarray, points: Sequence[float]) -> PersonScores:
    """Scores of everybody; `grid` int8 (n, k), 0 = missing, `points` of the answers 1 to 5."""
    of_answer = np.array([0.0, *points])
    rows, questions = grid.shape
    answered = np.zeros(rows, np.int16)
    total, satisfied = np.zeros(rows), np.zeros(rows)
    for column in grid.T:  # a column at a time keeps a million rows within a few megabytes
        answered += column != MISSING
        total += of_answer[column]
        satisfied += column >= SATISFIED_FROM
    some = answered > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        plain, share = total / answered, satisfied / answered
    gaps = np.flatnonzero(some & (answered < questions))
    given = (grid != MISSING).sum(axis=0) / max(int(some.sum()), 1)
    if not len(gaps) or (given == 0).all():
        return PersonScores(plain, plain, share, given)
    score, satisfied = plain.copy(), share.copy()
    pattern = (grid[gaps] != MISSING).astype(float)
    for values, means, bounds in (
        (of_answer, score, (points[0], points[-1])),
        (np.array([0.0] * SATISFIED_FROM + [1.0] * (6 - SATISFIED_FROM)), satisfied, (0.0, 1.0)),
    ):
        effect = _effects(grid, answered, values, means)
        own = means[gaps] - (pattern @ effect) / pattern.sum(axis=1)
        filled = np.zeros(len(gaps))
        for question in range(questions):
            guess = np.clip(own + effect[question], *bounds)
            there = pattern[:, question] > 0
            filled += np.where(there, values[grid[gaps, question]], guess)
        means[gaps] = filled / questions
    return PersonScores(score, plain, satisfied, given)


def _effects(
    grid: np.ndarray, answered: np.ndarray, values: np.ndarray, means: np.ndarray
) -> np.ndarray:
    """What is special to every question (k,), mean 0: least squares with a level a person."""
    use = answered > 1
    questions = grid.shape[1]
    if not use.any():
        return np.zeros(questions)
    number = answered[use].astype(float)
    level = means[use]
    there = [grid[use, q] != MISSING for q in range(questions)]
    right = np.array([((values[grid[use, q]] - level) * there[q]).sum() for q in range(questions)])
    left = np.zeros((questions, questions))
    for q in range(questions):
        weight = there[q] / number
        left[q, q] += there[q].sum()
        for r in range(questions):
            left[q, r] -= weight[there[r]].sum()
    effect = np.linalg.lstsq(left, right, rcond=None)[0]
    seen = np.array([mine.any() for mine in there])
    return np.asarray(np.where(seen, effect - effect[seen].mean(), 0.0))
