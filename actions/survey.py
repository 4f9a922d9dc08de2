"""The quarterly survey in the chat, one question at a time."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, Button, say, slots
from actions.forms import (
    ASIDES,
    CERTAIN,
    SURE,
    asked_for,
    digression,
    resumable,
    returns,
)
from actions.offers import offer, offered
from actions.turn import Turn
from bureau.survey_access.towns import survey_towns
from surveys.interview.parse_answer import read
from surveys.questionnaire.model import Question
from surveys.service import SurveyTurn

FORM = "survey_form"
CHANNEL = "wechat"
_WAYS = frozenset({"qr", "notice"})
# Only whole phrases are read as a cancel without doubt.
EXACT = 1.0
GREETINGS = frozenset({"greet", "thank", "goodbye"})


class ValidateSurveyForm(BureauAction):
    """Hands each message to the survey desk and says what the desk says."""

    called = "validate_survey_form"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Ask the next question, or end when there is none or the citizen leaves."""
        wanted = asked_for(tracker, FORM)
        if wanted is None or returns(tracker, FORM):
            return _said(_ask(turn, None, via=_via(turn, tracker)), dispatcher, tracker)
        if turn.tapped and turn.intent in ASIDES | {"report"}:
            return digression(FORM)
        asked = _question(tracker.get_slot("survey_question"), turn)
        if asked is not None and not turn.tapped and _means_something_else(asked, turn):
            return digression(FORM)
        answered = _ask(turn, _words(turn))
        if asked is not None and answered.question == asked.id and turn.intent == "start_survey":
            # Asked for anew in the middle of it: the question stands.
            return _said(_ask(turn, None), dispatcher, tracker)
        if answered.refused:
            context.bureau().invitations.refuses(by=turn.by, at=turn.at)
        events = _said(answered, dispatcher, tracker)
        finished = answered.done and answered.question is None
        return [*events, *_later(turn, dispatcher, tracker)] if finished else events


def _words(turn: Turn) -> str:
    """Return the answer in words; the desk has its own for leaving."""
    return "退出" if turn.intent == "cancel" and turn.confidence >= EXACT else turn.text


def _question(asked: str | None, turn: Turn) -> Question | None:
    questionnaire = context.bureau().survey_service.questionnaire(at=turn.at)
    return questionnaire.question(asked) if asked and questionnaire.has(asked) else None


def _means_something_else(asked: Question, turn: Turn) -> bool:
    """Return whether a message is a question or a complaint rather than an answer.

    The desk is not asked: it counts what it cannot read, and takes a town out of a complaint.
    """
    complains = turn.intent == "report" and bool(turn.sure)
    if asked.kind == "place" and complains and turn.confidence >= CERTAIN:
        return True
    towns = survey_towns(context.bureau().places)
    if asked.kind == "text" or read(asked, turn.text, towns.resolve) is not None:
        return False
    if turn.text.startswith(f"{asked.id}:"):
        # A tapped option, as the desk marks it.
        return False
    return turn.confidence >= SURE and (
        complains or turn.intent in (ASIDES | GREETINGS) - {"start_survey"}
    )


def _via(turn: Turn, tracker: Tracker) -> str | None:
    """Return what brought the citizen to the survey; None when they asked for it in words."""
    found = offered(tracker)
    if found is not None and found.what == FORM:
        return "case"
    if turn.tapped and turn.intent == "start_survey":
        return turn.option if turn.option in _WAYS else "menu"
    return None


def _later(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Ask those who never said so whether to call them when the next survey begins."""
    if tracker.get_slot("report_draft") or not context.bureau().invitations.undecided(by=turn.by):
        return []
    say(dispatcher, "utter_survey_later")
    return offer("notices", turn)


def _ask(turn: Turn, text: str | None, *, via: str | None = None) -> SurveyTurn:
    return context.bureau().survey_service.turn(
        by=turn.by,
        town=turn.home if text is None else turn.town,
        text=text,
        at=turn.at,
        channel=CHANNEL,
        via=via,
        message_key=turn.message_key if text is not None else None,
    )


def _said(
    answered: SurveyTurn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType]:
    over = answered.done or answered.left
    buttons: list[Button] = [
        {"title": title, "payload": value} for title, value in answered.options
    ]
    say(dispatcher, "utter_survey", words=answered.text, buttons=buttons)
    asked = slots(
        survey_question=None if over else answered.question,
        requested_slot=None if over else "survey_answer",
    )
    return [*asked, *resumable(dispatcher, tracker)] if over else asked
