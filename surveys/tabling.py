"""From stored answers to the columns in which estimates and checks read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from surveys.ports import AnswerTable, SurveyStore
from surveys.questionnaire.model import load
from surveys.questionnaire.question import Question
from surveys.statistics.answers import Answers
from surveys.waves import Wave

# Questions of these names are what weighting and the checks know about a person.
_AGE, _SEX = "age", "sex"


def stored_answers(
    store: SurveyStore,
    wave: Wave,
    *,
    mode: str | None,
    unveil: Callable[[str, str], str] | None = None,
) -> Answers:
    """The complete answers of a wave in one mode, or in all of them when `mode` is None.

    Only where `unveil` is given (a respondent and their veiled key to the key itself) is a person
    who agreed the same in every wave.
    """
    questionnaire = load(wave.source)
    attention = questionnaire.attention
    asked = [name for name in (_AGE, _SEX) if questionnaire.has(name)]
    extra = [*asked, *([attention.id] if attention else [])]
    scored = [question.id for question in questionnaire.scored]
    table = store.table(wave.key, scored=scored, extra=extra, mode=mode)
    return Answers.of(
        wave=wave.key,
        respondent=table.respondent,
        region=table.town,
        answers=table.scores,
        questions=scored,
        age=table.extra.get(_AGE),
        sex=table.extra.get(_SEX),
        mode=table.mode,
        seconds=table.seconds.tolist(),
        device=table.device,
        address=table.address,
        interviewer=table.interviewer,
        panel=_unveiled(table, unveil) if unveil and any(table.panel) else None,
        submitted=table.submitted,
        attention=_passed(attention, table.extra[attention.id]) if attention else None,
    )


def _unveiled(table: AnswerTable, unveil: Callable[[str, str], str]) -> list[str | None]:
    return [
        None if veiled is None else unveil(respondent, veiled)
        for respondent, veiled in zip(table.respondent, table.panel, strict=True)
    ]


def _passed(question: Question, values: Sequence[str | None]) -> list[int]:
    """1 where the attention check was passed, 0 where failed, -1 where it was not asked."""
    return [-1 if value is None else int(value == question.attention) for value in values]
