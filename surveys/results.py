"""Everything that is shown of a wave: the ranking and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from surveys.checks import CheckReport, check
from surveys.disclosure import model, published
from surveys.disclosure.decisions import Decisions
from surveys.disclosure.rounding import steps
from surveys.questionnaire.model import Questionnaire
from surveys.statistics.answers import Answers
from surveys.statistics.changes import Comparison, absent, compare
from surveys.statistics.open_texts import Voices, voices
from surveys.statistics.population import Population
from surveys.statistics.questions import QuestionResult, by_question
from surveys.statistics.rank_sets import DRAWS
from surveys.statistics.ranking import SurveyRanking, brought_together, estimate
from surveys.statistics.small_areas import Covariates, SmallAreas
from surveys.statistics.tables import Level

_ALL = "all"
_FEW_DRAWS = 100  # of an earlier wave only the scores are wanted


@dataclass(frozen=True, slots=True)
class AnsweredWave:
    """A wave's answers, at least one, and the questionnaire they were given to.

    `shown` says what of them may be shown beside the answers of the other modes.
    """

    questionnaire: Questionnaire
    answers: Answers
    shown: Decisions


@dataclass(frozen=True, slots=True)
class Results:
    """One wave at one level and in one mode.

    `questions`, `dimensions` and `overall` (all questions together) hold a line a region;
    `comparisons` the last quarter and the same quarter a year ago; `voices` is None where no
    open question was asked, `small` (the model for towns with few answers) for counties.
    """

    answers: Answers
    questionnaire: Questionnaire
    ranking: SurveyRanking
    questions: tuple[QuestionResult, ...]
    dimensions: tuple[QuestionResult, ...]
    overall: tuple[QuestionResult, ...]
    comparisons: tuple[Comparison, ...]
    checks: CheckReport
    voices: Voices | None
    small: SmallAreas | None = None


def results(
    now: AnsweredWave,
    population: Population | None,
    *,
    level: Level,
    before: Mapping[str, AnsweredWave | None],
    open_texts: Sequence[str],
    town_facts: Covariates | None = None,
    everybody: Answers | None = None,
) -> Results:
    """Compute the results of a wave.

    `before` holds the waves to compare it with, by key, None where nobody answered; `open_texts`
    what was written to its open questions. `everybody` are the answers in all modes, where there
    are several: drawn and voluntary ones are brought together beside the ranking.
    """
    ranking, checks = ranked(now, population, level=level)
    if everybody is not None:
        points = now.questionnaire.points
        blend = brought_together(
            everybody,
            population,
            points=points,
            level=level,
            withheld=now.shown.withheld(),
        )
        ranking = replace(ranking, blend=blend)
    answers, questionnaire = now.answers, now.questionnaire
    slice_ = published.slice_of(answers)

    dimensions: dict[str, list[str]] = {}
    for question in questionnaire.scored:
        dimensions.setdefault(question.dimension or "", []).append(question.id)
    coarse = steps(answers, ranking, now.shown, slice_, dimensions)

    def lines(of: Mapping[str, Sequence[str]] | None = None) -> tuple[QuestionResult, ...]:
        made = by_question(answers, ranking, dimensions=of)
        return published.questions(made, ranking, now.shown, slice_, coarse)

    return Results(
        answers=answers,
        questionnaire=questionnaire,
        ranking=ranking,
        questions=lines(),
        dimensions=lines(dimensions),
        overall=lines({_ALL: answers.questions}),
        comparisons=tuple(_comparisons(ranking, before, population, level)),
        checks=checks,
        voices=voices(open_texts) if questionnaire.open else None,
        small=model.published(answers, ranking, population, town_facts, now.shown),
    )


def ranked(
    now: AnsweredWave,
    population: Population | None,
    *,
    level: Level,
    made_on: date | None = None,
) -> tuple[SurveyRanking, CheckReport]:
    """The ranking of a wave, and what is doubtful about its answers.

    Without `made_on` the ranking bears the day of its newest answer.
    """
    checks = check(now.answers, population)
    made = _estimated(now, population, level=level, made_on=made_on, trust=checks.weight)
    checks = published.checks(checks, now.shown, published.slice_of(now.answers))
    return published.ranking(made, now.answers, now.shown, checks.weight), checks


def made_on(results: Results, day: date) -> Results:
    """The same results with the day on which they are handed out as that of their making."""
    provenance = replace(results.ranking.provenance, date=day.isoformat())
    return replace(results, ranking=replace(results.ranking, provenance=provenance))


def marked(results: Results, marks: Sequence[str]) -> Results:
    """The same results with what must be known of them: on every page, sheet and file."""
    provenance = replace(results.ranking.provenance, marks=tuple(marks))
    return replace(results, ranking=replace(results.ranking, provenance=provenance))


def _estimated(
    wave: AnsweredWave,
    population: Population | None,
    *,
    level: Level,
    made_on: date | None = None,
    trust: np.ndarray | None = None,
    draws: int = DRAWS,
) -> SurveyRanking:
    questionnaire = wave.questionnaire
    assert wave.answers.submitted is not None
    newest: datetime = wave.answers.submitted.max().item()
    return estimate(
        wave.answers,
        population,
        points=questionnaire.points,
        level=level,
        questionnaire=f"{questionnaire.id} {questionnaire.version}",
        made_on=made_on or newest.date(),
        trust=trust,
        draws=draws,
        withheld=wave.shown.withheld(),
    )


def _comparisons(
    now: SurveyRanking,
    before: Mapping[str, AnsweredWave | None],
    population: Population | None,
    level: Level,
) -> Iterator[Comparison]:
    for key, wave in before.items():
        if wave is None:
            yield absent(key)
        else:
            yield compare(now, _estimated(wave, population, level=level, draws=_FEW_DRAWS))
