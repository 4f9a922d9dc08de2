"""What a message that is about something else gets: an answer, and nothing of the form is lost."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.base import say
from actions.case import about_case
from actions.follow_ups import said_again
from actions.offers import offer
from actions.quality import answer_quality
from actions.question import explain
from actions.turn import Turn
from bureau.dialogue.acts import Act
from bureau.dialogue.quality_question import Medium
from bureau.dialogue.quality_words import asks

# Anger is met with what the citizen may do now.
_VENTED = {None: "utter_insult", "report": "utter_vent", "supplement": "utter_vent"}


def answered(
    act: Act | None, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Answer a message by its act, whatever intent it resembles; None where its act is no aside."""
    match act:
        case Act.QUESTION:
            explain(turn, dispatcher)
        case Act.LOOKUP:
            medium: Medium = (
                "water" if turn.intent == "ask_water" or asks(turn.text, "water") else "air"
            )
            return answer_quality(medium, turn, dispatcher, tracker)
        case Act.PROGRESS:
            return about_case(turn, dispatcher)
        case Act.PERSON:
            say(dispatcher, "utter_handover")
        case Act.ERASE:
            say(dispatcher, "utter_erase_sure")
            return offer("erase", turn)
        case Act.RESIGN:
            say(dispatcher, "utter_volunteer_leaving")
        case Act.VENT:
            say(dispatcher, _VENTED.get(turn.situation.form, "utter_vent_form"))
        case Act.THANK:
            say(dispatcher, "utter_goodbye" if turn.intent == "goodbye" else "utter_thank")
        case Act.CHAT:
            greets = turn.intent == "greet" and turn.situation.form is None
            say(dispatcher, "utter_greet" if greets else "utter_chat")
        case Act.ANONYMOUS:
            say(dispatcher, "utter_anonymous")
        case Act.REPEAT:
            if not said_again(dispatcher, tracker):
                return None
        case _:
            return None
    return []
