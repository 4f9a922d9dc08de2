"""Everything that is shown of a wave: the ranking and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from surveys.checks import CheckReport, check
from surveys.questionnaire.model import Questionnaire, load
from surveys.statistics.answers import Answers
from surveys.statistics.changes import Comparison, compare
from surveys.statistics.method import texts
from surveys.statistics.open_texts import Voices, voices
from surveys.statistics.questions import QuestionResult, by_question
from surveys.statistics.rank_sets import DRAWS
from surveys.statistics.ranking import Level, SurveyRanking, estimate
from surveys.wave_admin import SurveyError
from surveys.waves import earlier, wave_title

if TYPE_CHECKING:
    from surveys.service import SurveyService

BEFORE = (1, 4)  # quarters: the last one, and the same one a year ago
_ALL = "all"
_FEW_DRAWS = 100  # of an earlier wave only the scores are wanted


@dataclass(frozen=True, slots=True)
class Results:
    """One wave at one level and in one mode.

    `questions`, `dimensions` and `overall` (all questions together) hold a line a region;
    `comparisons` the last quarter and the same quarter a year ago; `voices` is None where no
    open question was asked.
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


def results(desk: SurveyService, *, wave: str, level: Level, mode: str | None) -> Results:
    """Compute the results of a wave from what the desk's store holds.

    Raises `SurveyError` when nobody has answered.
    """
    ranking, answers, checks = ranked(desk, wave=wave, level=level, mode=mode)
    questionnaire = _questionnaire(desk, wave)
    dimensions: dict[str, list[str]] = {}
    for question in questionnaire.scored:
        dimensions.setdefault(question.dimension or "", []).append(question.id)
    return Results(
        answers=answers,
        questionnaire=questionnaire,
        ranking=ranking,
        questions=tuple(by_question(answers, ranking)),
        dimensions=tuple(by_question(answers, ranking, dimensions=dimensions)),
        overall=tuple(by_question(answers, ranking, dimensions={_ALL: answers.questions})),
        comparisons=tuple(_comparisons(desk, ranking, wave, level, mode)),
        checks=checks,
        voices=_voices(desk, questionnaire, wave),
    )


def ranked(
    desk: SurveyService,
    *,
    wave: str,
    level: Level,
    mode: str | None,
    made_on: date | None = None,
) -> tuple[SurveyRanking, Answers, CheckReport]:
    """The ranking of a wave, its answers and what is doubtful about them.

    Without `made_on` the ranking bears the day of its newest answer. Raises `SurveyError` when
    nobody has answered.
    """
    answers = _answers(desk, wave, mode)
    checks = check(answers)
    made = _estimated(desk, wave, answers, level=level, made_on=made_on, trust=checks.weight)
    return made, answers, checks


def _answers(desk: SurveyService, wave: str, mode: str | None) -> Answers:
    answers = desk.answers(wave=wave, mode=mode)
    if len(answers) == 0:
        raise SurveyError(texts()["no_answers"].format(wave=wave))
    return answers


def _estimated(
    desk: SurveyService,
    wave: str,
    answers: Answers,
    *,
    level: Level,
    made_on: date | None = None,
    trust: np.ndarray | None = None,
    draws: int = DRAWS,
) -> SurveyRanking:
    questionnaire = _questionnaire(desk, wave)
    assert answers.submitted is not None
    newest: datetime = answers.submitted.max().item()
    return estimate(
        answers,
        desk.population,
        points=questionnaire.points,
        level=level,
        questionnaire=f"{questionnaire.id} {questionnaire.version}",
        made_on=made_on or newest.date(),
        trust=trust,
        draws=draws,
    )


def _questionnaire(desk: SurveyService, wave: str) -> Questionnaire:
    held = desk.store.wave(wave)
    assert held is not None
    return load(held.source)


def _comparisons(
    desk: SurveyService, now: SurveyRanking, wave: str, level: Level, mode: str | None
) -> Sequence[Comparison]:
    found = []
    for quarters in BEFORE:
        before = earlier(wave, quarters)
        try:
            answers = _answers(desk, before, mode)
        except SurveyError:  # no such wave, or nobody answered
            why = texts()["changes"]["absent"].format(before=wave_title(before))
            found.append(Comparison(before, {}, why))
        else:
            then = _estimated(desk, before, answers, level=level, draws=_FEW_DRAWS)
            found.append(compare(now, then))
    return found


def _voices(desk: SurveyService, questionnaire: Questionnaire, wave: str) -> Voices | None:
    asked = [question.id for question in questionnaire.questions if question.kind == "text"]
    if not asked:
        return None
    return voices([text for name in asked for _, text in desk.store.texts(wave, name)])
