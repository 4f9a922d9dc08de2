"""Puts a step of the interview into words: what to say, and the options to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from surveys.interview.parse_answer import LONGEST_TEXT
from surveys.interview.state import (
    InterviewEvent,
    InterviewState,
    InterviewStatus,
    InterviewStep,
    progress,
)
from surveys.questionnaire.kinds import KINDS
from surveys.questionnaire.model import Questionnaire
from surveys.questionnaire.phrases import phrases
from surveys.questionnaire.question import ELSEWHERE, Question


@dataclass(frozen=True, slots=True)
class SurveyTurn:
    """What to say next.

    `text` is complete for a chat, progress included, but for the options: the door numbers or
    draws them. They are (title, value): sending a value back as the next text chooses that
    option, even when the button is old. `progress` is (position, total), None when nothing is
    asked. `done`: there is nothing left to ask this person in this wave. `left`: the person went
    away and may come back; `refused`: and wants never to be invited again. `note` is the sentence
    before the question as the page says it, `question` its id and `given` what was answered to
    it before, for a page that lays them out itself.
    """

    text: str
    options: tuple[tuple[str, str], ...] = ()
    progress: tuple[int, int] | None = None
    done: bool = False
    left: bool = False
    note: str = ""
    question: str | None = None
    given: str | None = None
    refused: bool = False

    def to_json(self) -> dict[str, Any]:
        """The turn as plain values."""
        return {
            "text": self.text,
            "options": [list(option) for option in self.options],
            "progress": None if self.progress is None else list(self.progress),
            "done": self.done,
            "left": self.left,
            "note": self.note,
            "question": self.question,
            "given": self.given,
            "refused": self.refused,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The turn again, from plain values."""
        options = tuple((title, value) for title, value in data["options"])
        at = data["progress"]
        return cls(**{**data, "options": options, "progress": at and (at[0], at[1])})


def closed_turn() -> SurveyTurn:
    """What to say when this quarter's wave is over."""
    return SurveyTurn(text=phrases().say["closed"], done=True)


def worded(questionnaire: Questionnaire, step: InterviewStep) -> SurveyTurn:
    """The turn for a step."""
    state, say, page = step.state, phrases().say, phrases().page
    if state.status is InterviewStatus.COMPLETE:
        text = say["already"] if step.event is InterviewEvent.ALREADY else questionnaire.thanks
        return SurveyTurn(text=text, done=True, note=text)
    question = questionnaire.question(state.at or "")
    if state.status is InterviewStatus.SCREENED:
        text = question.screen.otherwise if question.screen else questionnaire.thanks
        return SurveyTurn(text=text, done=True, note=text, question=question.id)
    if state.status is InterviewStatus.LEFT:
        refused = step.event is InterviewEvent.REFUSED
        return SurveyTurn(text=say[step.event], left=True, note=page[step.event], refused=refused)
    position, total = progress(questionnaire, state)
    lines = [
        *_before(questionnaire, step, question, page=False),
        say["asked"].format(position=position, total=total, text=question.text),
        _hint(question),
    ]
    if step.event is InterviewEvent.STARTED:
        lines.insert(0, questionnaire.welcome)
    return SurveyTurn(
        text="\n".join(line for line in lines if line),
        options=offered(question),
        progress=(position, total),
        note="\n".join(_before(questionnaire, step, question, page=True)),
        question=question.id,
        given=state.given.get(question.id),
    )


def offered(question: Question) -> tuple[tuple[str, str], ...]:
    """The options of a question as (title, value), each value naming its question."""
    options = [(option.title, f"{question.id}:{option.value}") for option in question.options]
    if question.elsewhere:
        options.append((question.elsewhere, f"{question.id}:{ELSEWHERE}"))
    return tuple(options)


def _before(
    questionnaire: Questionnaire, step: InterviewStep, question: Question, *, page: bool
) -> list[str]:
    """What to say before the question, in the chat or on the page, a line each."""
    state = step.state
    say = phrases().page if page else phrases().say
    if step.event in (InterviewEvent.STARTED, InterviewEvent.RESTARTED):
        again = step.event is InterviewEvent.RESTARTED
        lines = [say["restarted"].format(days=questionnaire.expires_days)] if again else []
        return lines + [say["given_place"].format(place=state.shown[name]) for name in state.known]
    if step.event is InterviewEvent.UNCLEAR:
        template = KINDS[question.kind].unclear(page=page)
        return [template.format(low=question.low, high=question.high, longest=LONGEST_TEXT)]
    if step.event is InterviewEvent.SCREENED_AGAIN:
        return [say["screened_again"].format(answer=state.shown.get(question.id, ""))]
    return [] if step.event is InterviewEvent.ASKED else [say[step.event]]


def _hint(question: Question) -> str:
    return KINDS[question.kind].hint() if question.required else phrases().say["optional"]


def preview(questionnaire: Questionnaire) -> list[str]:
    """Every question as a person would see it in the chat, branches included, in order."""
    shown = []
    for question in questionnaire.questions:
        state = InterviewState(at=question.id, given={})
        turn = worded(questionnaire, InterviewStep(state, InterviewEvent.ASKED))
        options = [f"{number}. {title}" for number, (title, _) in enumerate(turn.options, 1)]
        shown.append("\n".join([turn.text, *options]))
    return shown
