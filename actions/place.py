"""Where a citizen is: the point they sent, the town they live in."""

from __future__ import annotations

from datetime import datetime, timedelta

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import office
from actions.base import BureauAction, say, slots
from actions.turn import Turn

# A point older than this says nothing about where the citizen is now.
FRESH = timedelta(minutes=30)


def recent_point(tracker: Tracker, at: datetime) -> tuple[float, float, str] | None:
    """Return the point sent last (degrees, GCJ-02, and its label) while it still counts."""
    kept = tracker.get_slot("point")
    if not kept or at - datetime.fromisoformat(kept[3]) > FRESH:
        return None
    return float(kept[0]), float(kept[1]), str(kept[2])


class ActionPlace(BureauAction):
    """Takes a point sent out of the blue, or makes a town the citizen's own."""

    called = "action_place"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Say where that is and offer what can be done there."""
        places = office.bureau().places
        if turn.option == "home":
            town = places.get(str(turn.carried.get("label")))
            if town is None:
                say(dispatcher, "utter_place_unknown")
                return []
            office.bureau().citizens.settle(by=turn.by, town=town.code, at=turn.at)
            say(dispatcher, "utter_place_settled", town=town.name)
            return []
        longitude = float(turn.carried["longitude"])
        latitude = float(turn.carried["latitude"])
        label = str(turn.carried.get("label") or "")
        town = places.at(longitude, latitude)
        if town is None:
            say(dispatcher, "utter_place_outside")
            return []
        say(dispatcher, "utter_place_here", town=places.label(town.code), code=town.code)
        return slots(point=[longitude, latitude, label, turn.at.isoformat()])
