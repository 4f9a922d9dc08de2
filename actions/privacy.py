"""Being forgotten: asked once more, then done."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset, EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, say
from actions.offers import offer
from actions.turn import Turn


class ActionErase(BureauAction):
    """Erases who the citizen is, after a yes."""

    called = "action_erase"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Ask whether it is meant."""
        return ask_to_erase(turn, dispatcher)


def ask_to_erase(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Ask whether the citizen means to be forgotten; the next yes does it."""
    lost = context.bureau().rewards.after_erasure(by=turn.by)
    say(dispatcher, "utter_erase_sure", asked=turn.message_key, reward=lost)
    return offer("erase", turn)


def erase(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Forget the citizen; their cases stay without a way back to them."""
    context.bureau().citizens.erase(by=turn.by, at=turn.at)
    say(dispatcher, "utter_erased")
    return [AllSlotsReset(), ActiveLoop(None)]
