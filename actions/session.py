"""A new sitting: what was half done is offered again."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, EventType, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import BureauAction, say
from actions.offers import ANY_TIME
from actions.turn import Turn
from bureau.dialogue.report import ReportInProgress


class ActionSessionStart(BureauAction):
    """Starts a sitting with the slots of the last one, and offers the half-filled report."""

    called = "action_session_start"
    listens = False

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Carry the slots over; the loop itself ended with the old sitting."""
        kept = {name: value for name, value in tracker.slots.items() if value is not None}
        kept.pop("requested_slot", None)
        kept.pop("session_started_metadata", None)
        if not ReportInProgress.of(kept.get("report_draft")).empty:
            say(dispatcher, "utter_report_waiting")
            kept["offer"] = ANY_TIME.format("report")
        return [
            SessionStarted(),
            *(SlotSet(name, value) for name, value in kept.items()),
            ActionExecuted("action_listen"),
        ]
