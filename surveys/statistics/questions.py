"""Results by question or dimension within every region, with small counts kept back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics.answers import Answers
from surveys.statistics.estimates import weighted_mean
from surveys.statistics.items import person_scores
from surveys.statistics.ranking import SurveyRanking
from surveys.statistics.tables import Floors


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question (or dimension) in one region; None where too few answered.

    `shares` are the weighted shares of answers 1 to 5; a share resting on fewer than ten answers
    is None, and so is the next smallest when it alone would give the hidden one away.
    """

    region: str
    name: str
    question: str
    n: int | None
    score: float | None
    ci_low: float | None
    ci_high: float | None
    satisfied: float | None
    shares: tuple[float | None, ...]


def by_question(
    answers: Answers,
    ranking: SurveyRanking,
    *,
    dimensions: Mapping[str, Sequence[str]] | None = None,
    floors: Floors | None = None,
) -> list[QuestionResult]:
    """Every question (or every dimension: a name and its questions) in every region.

    `answers` must be those the ranking was made from. Raises ValueError for an unknown question.
    """
    floors = floors or Floors()
    groups = dimensions or {question: [question] for question in answers.questions}
    results = []
    for label, members in groups.items():
        columns = [answers.questions.index(question) for question in members]
        grid = answers.answers[:, columns]
        made = person_scores(grid, ranking.provenance.mapping)
        score, satisfied = made.score, made.satisfied
        bounds = (ranking.provenance.mapping[0], ranking.provenance.mapping[-1])
        for code, rows in ranking.rows.items():
            design = ranking.designs[code]
            mean = weighted_mean(score[rows], design, bounds)
            enough = mean.n >= floors.mean
            results.append(
                QuestionResult(
                    region=code,
                    name=ranking.main.of(code).name,
                    question=label,
                    n=mean.n if mean.n >= floors.cell else None,
                    score=mean.value if enough else None,
                    ci_low=mean.low if enough else None,
                    ci_high=mean.high if enough else None,
                    satisfied=(
                        weighted_mean(satisfied[rows], design, (0.0, 1.0)).value
                        if mean.n >= floors.rank
                        else None
                    ),
                    shares=_shares(grid[rows], design.weights, floors)
                    if mean.n >= floors.rank
                    else (None,) * 5,
                )
            )
    return results


def _shares(grid: np.ndarray, weights: np.ndarray, floors: Floors) -> tuple[float | None, ...]:
    counts = np.array([(grid == answer).sum() for answer in range(1, 6)])
    sums = np.array([((grid == answer) * weights[:, None]).sum() for answer in range(1, 6)])
    hidden = hidden_shares(counts, floors)
    total = sums.sum()
    return tuple(
        None if hide else float(value / total) for hide, value in zip(hidden, sums, strict=True)
    )


def hidden_shares(counts: np.ndarray, floors: Floors) -> np.ndarray:
    """Which of five answers (mask) are not shown, by how many gave each (5,)."""
    hidden = np.asarray(counts < floors.cell)
    if hidden.sum() == 1 and counts[hidden][0] > 0:
        hidden[int(np.argmin(np.where(hidden, np.iinfo(np.int64).max, counts)))] = True
    return hidden
