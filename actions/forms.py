"""What the forms share: letting another matter through, coming back to a half-told report."""

from __future__ import annotations

from rasa_sdk.events import ActionExecutionRejected, EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.base import say, slots
from actions.offers import ANY_TIME
from actions.turn import Turn


def digression(turn: Turn) -> list[EventType]:
    """Return the event that lets another rule answer before the form goes on."""
    return [ActionExecutionRejected(f"{turn.situation.form}_form")]


def resumable(dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
    """Offer the half-told report again when the form that came in between is over."""
    if not turn.situation.half_told:
        return []
    say(dispatcher, "utter_report_waiting")
    return slots(offer=ANY_TIME.format("report"))
