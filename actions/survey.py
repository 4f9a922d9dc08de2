"""The quarterly survey in the chat, one question at a time."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.asides import answered as answered_beside
from actions.base import BureauAction, Button, say, slots
from actions.first import first
from actions.forms import digression, resumable
from actions.offers import offer
from actions.privacy import ask_to_erase
from actions.question import enquired
from actions.turn import Turn
from bureau.dialogue.acts import Act
from bureau.dialogue.decide import service
from bureau.survey_access.towns import survey_towns
from surveys.interview.parse_answer import read
from surveys.interview.wording import SurveyTurn
from surveys.questionnaire.question import Question

OFFERED = "survey_form"
CHANNEL = "wechat"
_WAYS = frozenset({"qr", "notice"})
# The service has a word of its own for leaving.
_LEAVES = "退出"
_CERTAIN = 0.8


class ValidateSurveyForm(BureauAction):
    """Hands each message to the survey desk and says what the desk says."""

    called = "validate_survey_form"
    form = "survey"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Ask the next question, or end when there is none or the citizen leaves."""
        if turn.situation.asked is None or turn.situation.resumed:
            return _opened(turn, dispatcher)
        asked = _question(turn)
        turn = turn.openly() if asked is not None and asked.kind == "text" else turn
        if turn.despairs or turn.danger:
            return [*_left(), *first(turn, dispatcher)]
        if service(turn, turn.situation):
            return digression(turn)
        fits = asked is None or _fits(asked, turn)
        act = turn.does(fits=lambda: fits)
        if act is Act.REPORT and not fits and not turn.tapped:
            return [*_left(), FollowupAction("report_form")]
        if act is Act.ERASE and (turn.tapped or not fits):
            return [*_left(), *ask_to_erase(turn, dispatcher)]
        if not fits or (asked is not None and asked.kind == "text"):
            events = answered_beside(act, turn, dispatcher, tracker)
            if events is not None:
                return [*events, *_said(_ask(turn, None), dispatcher, turn)]
        leaves = act in (Act.CANCEL, Act.PAUSE) and not (fits and asked and asked.kind != "text")
        answered = _ask(turn, _LEAVES if leaves else turn.text)
        if asked is not None and answered.question == asked.id and turn.intent == "start_survey":
            # Asked for anew in the middle of it: the question stands.
            return _said(_ask(turn, None), dispatcher, turn)
        if answered.refused:
            context.bureau().invitations.refuses(by=turn.by, at=turn.at)
        events = _said(answered, dispatcher, turn)
        finished = answered.done and answered.question is None
        return [*events, *_later(turn, dispatcher)] if finished else events


def _opened(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Ask the first question, or answer whoever only asks about the survey."""
    if turn.situation.asked is None and enquired(turn, dispatcher):
        return _left()
    return _said(_ask(turn, None, via=_via(turn)), dispatcher, turn)


def _left() -> list[EventType]:
    """Leave the form; the sitting is kept and goes on where it was."""
    return slots(survey_question=None, requested_slot=None)


def _question(turn: Turn) -> Question | None:
    asked = turn.situation.survey_question
    questionnaire = context.bureau().survey_service.questionnaire(at=turn.at)
    return questionnaire.question(asked) if asked and questionnaire.has(asked) else None


def _fits(asked: Question, turn: Turn) -> bool:
    """Return whether a message answers a question.

    The service is not asked: it counts what it cannot read, and takes a town out of a complaint.
    """
    if asked.kind == "place" and turn.intent == "report" and turn.confidence >= _CERTAIN:
        return False
    if turn.text.startswith(f"{asked.id}:"):
        # A tapped option, as the service marks it.
        return True
    towns = survey_towns(context.bureau().places)
    return asked.kind == "text" or read(asked, turn.text, towns.resolve) is not None


def _via(turn: Turn) -> str | None:
    """Return what brought the citizen to the survey; None when they asked for it in words."""
    found = turn.situation.offer
    if found is not None and found.what == OFFERED:
        return "case"
    if turn.tapped and turn.intent == "start_survey":
        return turn.option if turn.option in _WAYS else "menu"
    return None


def _later(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Ask those who never said so whether to call them when the next survey begins."""
    if turn.situation.half_told or not context.bureau().invitations.undecided(by=turn.by):
        return []
    say(dispatcher, "utter_survey_later", asked=turn.message_key)
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


def _said(answered: SurveyTurn, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
    over = answered.done or answered.left
    buttons: list[Button] = [
        {"title": title, "payload": value} for title, value in answered.options
    ]
    say(dispatcher, "utter_survey", words=answered.text, buttons=buttons)
    asked = slots(
        survey_question=None if over else answered.question,
        requested_slot=None if over else "survey_answer",
    )
    return [*asked, *resumable(dispatcher, turn)] if over else asked
