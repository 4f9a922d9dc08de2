"""What a message that is about something else gets: an answer, and nothing of the form is lost."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.after_filing import thanked
from actions.base import say, slots
from actions.callback import show_persons
from actions.case import about_case
from actions.follow_ups import said_again
from actions.privacy import ask_to_erase
from actions.quality import answer_quality
from actions.question import explain, with_report
from actions.turn import Turn
from actions.volunteering import leaving
from bureau.dialogue.acts import Act
from bureau.dialogue.quality_question import Medium
from bureau.dialogue.quality_words import asks
from bureau.dialogue.report_hearing import UNNAMED
from bureau.dialogue.unheard import told_before

# What is always said the same.
_SAID = {
    Act.CHAT: "utter_chat",
    Act.ANONYMOUS: "utter_anonymous",
}
# Anger is met with what the citizen may do now.
_VENTED = {None: "utter_insult", "report": "utter_vent", "supplement": "utter_vent"}


def answered(
    act: Act | None, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Answer a message by its act, whatever intent it resembles; None where its act is no aside."""
    match act:
        case Act.QUESTION:
            explain(turn, dispatcher)
            return with_report(turn, dispatcher) if turn.situation.form is None else []
        case Act.PERSON:
            show_persons(turn, dispatcher)
        case Act.LOOKUP:
            return answer_quality(_medium(turn), turn, dispatcher, tracker)
        case Act.PROGRESS:
            return about_case(turn, dispatcher)
        case Act.RESIGN:
            leaving(turn, dispatcher)
        case Act.ERASE:
            return ask_to_erase(turn, dispatcher)
        case Act.THANK if turn.intent != "goodbye":
            thanked(turn, dispatcher)
        case Act.REPEAT:
            return [] if said_again(dispatcher, tracker) else None
        case _:
            response = _response(act, turn)
            if response is None:
                return None
            say(dispatcher, response)
            return _remembered(response, turn)
    return []


def _remembered(response: str, turn: Turn) -> list[EventType]:
    """Keep the wish not to be named for the report that comes next."""
    if response != "utter_anonymous" or turn.situation.form is not None:
        return []
    before = told_before(turn.situation.topic) or {"topic": UNNAMED}
    return slots(asked={**before, UNNAMED: True, "at": turn.at.isoformat()})


def _medium(turn: Turn) -> Medium:
    return (
        "water"
        if turn.intent == "ask_water" or asks(turn.text, "water") or "水" in turn.text
        else "air"
    )


def _response(act: Act | None, turn: Turn) -> str | None:
    if act is Act.VENT:
        return _VENTED.get(turn.situation.form, "utter_vent_form")
    if act is Act.ANONYMOUS and turn.clues.signed:
        return "utter_report_signed"
    if act is Act.THANK and turn.intent == "goodbye":
        return "utter_goodbye"
    if act is Act.CHAT and turn.intent == "greet" and turn.situation.form is None:
        return "utter_greet"
    return _SAID.get(act) if act else None
