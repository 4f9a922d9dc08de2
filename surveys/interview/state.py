"""The interview as a pure state machine: a state and a message give the next state.

It reads no clock and no store. Whoever drives it keeps the state between messages, so a person
may leave at any question and come back days later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from basis.answers import clean
from surveys.interview.parse_answer import Resolver, read
from surveys.questionnaire.kinds import KINDS, AnswerForm
from surveys.questionnaire.model import Questionnaire
from surveys.questionnaire.phrases import phrases
from surveys.questionnaire.question import Given, Question

MOST_MISSES = 3  # unreadable messages in a row before the interview lets go
# A correction in one breath: 不对，是3. What follows must be an answer to the question before.
_MENDS = re.compile(
    r"(?:上一?题|刚才(?:那题)?|前面(?:那题)?|不对|错了|[说选填点打写答]错了|不是|改成|应该)"
    r"[,，。.:：、\s]*(?:上一?题|刚才|我)?(?:应该)?(?:是|选|改成|改为|改|填|答)?[,，:：\s]*(\S.{0,40})"
)
_TAGGED = re.compile(r"([a-z][a-z0-9_]{0,39}):(.{1,80})")


class InterviewStatus(StrEnum):
    """Where an interview stands."""

    OPEN = "open"
    LEFT = "left"
    COMPLETE = "complete"
    SCREENED = "screened"


class InterviewEvent(StrEnum):
    """What a message led to; each has its words in `phrases.yml` or in the questionnaire."""

    STARTED = "started"
    RESUMED = "resumed"
    RESTARTED = "restarted"
    ASKED = "asked"
    CHANGED = "changed"
    BACK = "back"
    FIRST_ALREADY = "first_already"
    UNCLEAR = "unclear"
    REQUIRED = "required"
    LEFT = "left"
    REFUSED = "refused"
    GAVE_UP = "give_up"
    SCREENED = "screened"
    SCREENED_AGAIN = "screened_again"
    COMPLETE = "complete"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class InterviewState:
    """One interview: the question being asked, the answers so far and how they read.

    `known` names the answers taken from what was known before (the registered town);
    `misses` counts unreadable messages in a row, `unclear` all of them.
    """

    at: str | None
    given: Given = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    misses: int = 0
    unclear: int = 0
    status: InterviewStatus = InterviewStatus.OPEN

    def to_json(self) -> dict[str, Any]:
        """The state as plain values."""
        return {
            "at": self.at,
            "given": dict(self.given),
            "shown": dict(self.shown),
            "known": list(self.known),
            "misses": self.misses,
            "unclear": self.unclear,
            "status": self.status.value,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The state again, from plain values."""
        known, status = tuple(data["known"]), InterviewStatus(data["status"])
        return cls(**{**data, "known": known, "status": status})


@dataclass(frozen=True, slots=True)
class InterviewStep:
    """The next state and what led to it."""

    state: InterviewState
    event: InterviewEvent


def start(questionnaire: Questionnaire, *, town: tuple[str, str] | None = None) -> InterviewStep:
    """Begin; a known town (code, name) is taken as answered and may be changed later."""
    given: dict[str, str | None] = {}
    shown: dict[str, str] = {}
    place = questionnaire.place
    if town is not None and place is not None:
        given[place.id], shown[place.id] = town
    state = InterviewState(at=None, given=given, shown=shown, known=tuple(given))
    return InterviewStep(_onward(questionnaire, state), InterviewEvent.STARTED)


def resume(questionnaire: Questionnaire, state: InterviewState) -> InterviewStep:
    """Come back to an interview where it stopped."""
    if state.status is InterviewStatus.COMPLETE:
        return InterviewStep(state, InterviewEvent.ALREADY)
    event = (
        InterviewEvent.SCREENED_AGAIN
        if state.status is InterviewStatus.SCREENED
        else InterviewEvent.RESUMED
    )
    return InterviewStep(replace(state, status=InterviewStatus.OPEN, misses=0), event)


def answer(
    questionnaire: Questionnaire, state: InterviewState, text: str, resolve: Resolver
) -> InterviewStep:
    """Take one message: an answer, a correction, a skip, leaving, or asking for peace."""
    if state.status is InterviewStatus.COMPLETE:
        return InterviewStep(state, InterviewEvent.ALREADY)
    state = replace(state, status=InterviewStatus.OPEN)
    plain = clean(text)
    question = questionnaire.question(state.at or "")
    if plain in phrases().never:
        return InterviewStep(
            replace(state, status=InterviewStatus.LEFT, misses=0), InterviewEvent.REFUSED
        )
    if plain in phrases().leave:
        return InterviewStep(
            replace(state, status=InterviewStatus.LEFT, misses=0), InterviewEvent.LEFT
        )
    if plain in phrases().back:
        return _back(questionnaire, state)
    if (tagged := _TAGGED.fullmatch(plain)) is not None and questionnaire.has(tagged[1]):
        return _tapped(questionnaire, state, tagged[1], tagged[2], resolve)
    if plain in phrases().skip or _declines(question, plain):
        return _skip(questionnaire, state, question)
    mended = _mended(questionnaire, state, plain, resolve)
    return mended or _take(questionnaire, state, question, text, resolve)


def progress(questionnaire: Questionnaire, state: InterviewState) -> tuple[int, int]:
    """Position of the question being asked, from 1, and how many there are in all.

    A branch still undecided counts as many questions as its longest side, so that the total
    never grows under the person's hands.
    """
    asked = [q for q in questionnaire.path(state.given) if q.id not in state.known]
    names = [q.id for q in asked]
    position = names.index(state.at) + 1 if state.at in names else len(names)
    return position, len(names) + _undecided(questionnaire, state.given)


def final(questionnaire: Questionnaire, state: InterviewState) -> dict[str, str]:
    """The answers that count: those on the path, without what was skipped."""
    path = questionnaire.path(state.given)
    return {q.id: value for q in path if (value := state.given.get(q.id)) is not None}


def _onward(questionnaire: Questionnaire, state: InterviewState) -> InterviewState:
    open_questions = (q for q in questionnaire.path(state.given) if q.id not in state.given)
    following = next(open_questions, None)
    if following is None:
        return replace(state, at=None, misses=0, status=InterviewStatus.COMPLETE)
    return replace(state, at=following.id, misses=0)


def _moved(
    questionnaire: Questionnaire, state: InterviewState, event: InterviewEvent
) -> InterviewStep:
    state = _onward(questionnaire, state)
    return InterviewStep(
        state, InterviewEvent.COMPLETE if state.status is InterviewStatus.COMPLETE else event
    )


def _take(
    questionnaire: Questionnaire,
    state: InterviewState,
    question: Question,
    text: str,
    resolve: Resolver,
) -> InterviewStep:
    found = read(question, text, resolve)
    if found is None:
        return _unclear(questionnaire, state, question)
    value, title = found
    changed = question.id in state.given and state.given[question.id] != value
    state = replace(
        state,
        given={**state.given, question.id: value},
        shown={**state.shown, question.id: title},
    )
    if question.screen is not None and not question.screen.passes(value):
        at = replace(state, at=question.id, misses=0, status=InterviewStatus.SCREENED)
        return InterviewStep(at, InterviewEvent.SCREENED)
    return _moved(questionnaire, state, InterviewEvent.CHANGED if changed else InterviewEvent.ASKED)


def _tapped(
    questionnaire: Questionnaire, state: InterviewState, name: str, value: str, resolve: Resolver
) -> InterviewStep:
    """A button knows its question: tapped late it corrects that one, never the one asked now."""
    question = questionnaire.question(name)
    if name != state.at and name not in state.given:
        return _unclear(questionnaire, state, questionnaire.question(state.at or ""))
    if state.given.get(name) == value and name != state.at:
        return InterviewStep(state, InterviewEvent.ASKED)
    return _take(questionnaire, state, question, value, resolve)


def _skip(questionnaire: Questionnaire, state: InterviewState, question: Question) -> InterviewStep:
    if question.required:
        return InterviewStep(replace(state, misses=0), InterviewEvent.REQUIRED)
    shown = {name: title for name, title in state.shown.items() if name != question.id}
    state = replace(state, given={**state.given, question.id: None}, shown=shown)
    return _moved(questionnaire, state, InterviewEvent.ASKED)


def _declines(question: Question, plain: str) -> bool:
    return _is_open(question) and not question.required and plain in phrases().nothing


def _is_open(question: Question) -> bool:
    return KINDS[question.kind].reading is AnswerForm.TEXT


def _mended(
    questionnaire: Questionnaire, state: InterviewState, plain: str, resolve: Resolver
) -> InterviewStep | None:
    """The step when a message corrects the answer before: 不对，是3; None when it does not."""
    said, before = _MENDS.fullmatch(plain), _before(questionnaire, state)
    if said is None or before is None:
        return None
    question = questionnaire.question(before)
    if _is_open(question) or read(question, said[1], resolve) is None:
        return None
    known = tuple(name for name in state.known if name != before)
    return _take(questionnaire, replace(state, known=known), question, said[1], resolve)


def _back(questionnaire: Questionnaire, state: InterviewState) -> InterviewStep:
    before = _before(questionnaire, state)
    if before is None:
        return InterviewStep(state, InterviewEvent.FIRST_ALREADY)
    # What was known before and is now to be changed counts as a question from here on.
    known = tuple(name for name in state.known if name != before)
    return InterviewStep(replace(state, at=before, known=known, misses=0), InterviewEvent.BACK)


def _before(questionnaire: Questionnaire, state: InterviewState) -> str | None:
    """The question answered right before the one being asked."""
    path = [q.id for q in questionnaire.path(state.given)]
    place = path.index(state.at) if state.at in path else len(path)
    return next((name for name in reversed(path[:place]) if name in state.given), None)


def _unclear(
    questionnaire: Questionnaire, state: InterviewState, question: Question
) -> InterviewStep:
    state = replace(state, misses=state.misses + 1, unclear=state.unclear + 1)
    if state.misses < MOST_MISSES:
        return InterviewStep(state, InterviewEvent.UNCLEAR)
    if not question.required:
        return _skip(questionnaire, state, question)
    return InterviewStep(
        replace(state, status=InterviewStatus.LEFT, misses=0), InterviewEvent.GAVE_UP
    )


def _undecided(questionnaire: Questionnaire, given: Given) -> int:
    """How many questions may still come from branches whose answer is not in yet."""
    longest: dict[str, dict[str, int]] = {}
    for question in questionnaire.questions:
        names = [name for name, _ in question.when]
        if len(names) == 1 and names[0] not in given:
            sides = longest.setdefault(names[0], {})
            for value in question.when[0][1]:
                sides[value] = sides.get(value, 0) + 1
    return sum(max(sides.values()) for sides in longest.values())
