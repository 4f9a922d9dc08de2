"""Where a citizen is: the point they sent, the town they live in."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, say, slots
from actions.filing import replied
from actions.turn import Turn
from bureau.dialogue.readback import plain
from bureau.dialogue.where import only_a_place

LONGEST_PLACE = 30


def named_alone(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Ask what is wanted at a place that was named out of the blue; False when none was."""
    if len(turn.text) > LONGEST_PLACE or not only_a_place(turn.text, turn.clues):
        return False
    say(dispatcher, "utter_place_named", where=plain(turn.text, LONGEST_PLACE))
    return True


class ActionPlace(BureauAction):
    """Takes a point sent out of the blue, or makes a town the citizen's own."""

    called = "action_place"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Say where that is and offer what can be done there."""
        places = context.bureau().places
        if turn.option == "home":
            town = places.get(str(turn.carried.get("label")))
            if town is None:
                say(dispatcher, "utter_place_unknown")
                return []
            context.bureau().citizens.settle(by=turn.by, town=town.code, at=turn.at)
            say(dispatcher, "utter_place_settled", town=town.name)
            return []
        assert turn.point is not None, "send_location carries a point or a town"
        if turn.situation.questioned is not None:
            replied(turn.situation.questioned, turn, dispatcher)
            return []
        longitude, latitude, label = turn.point
        town = places.at(longitude, latitude)
        if town is None:
            say(dispatcher, "utter_place_outside")
            return []
        say(dispatcher, "utter_place_here", town=places.label(town.code), code=town.code)
        return slots(point=[longitude, latitude, label, turn.at.isoformat()])
