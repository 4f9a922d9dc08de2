"""Where a citizen is: the point they sent, the town they live in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, say, slots
from actions.phrases import bare
from actions.readback import plain
from actions.turn import Turn
from bureau.understanding import Clues

# A point older than this says nothing about where the citizen is now.
FRESH = timedelta(minutes=30)
LONGEST_PLACE = 30
# What may stand beside the place itself: 就在…那.
_BESIDE = re.compile("[在是就位于那这边里儿个的]{0,4}")


def recent_point(tracker: Tracker, at: datetime) -> tuple[float, float, str] | None:
    """Return the point sent last (degrees, GCJ-02, and its label) while it still counts."""
    kept = tracker.get_slot("point")
    if not kept or at - datetime.fromisoformat(kept[3]) > FRESH:
        return None
    return float(kept[0]), float(kept[1]), str(kept[2])


def only_a_place(text: str, clues: Clues) -> bool:
    """Return whether a message names a place and says nothing else: 我家楼下, 王店镇吉祥路那边."""
    if not clues.place_text or not text:
        return False
    rest = bare(text).replace(bare(clues.place_text), "")
    return _BESIDE.fullmatch(rest) is not None


def named_alone(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Ask what is wanted at a place that was named out of the blue; False when none was."""
    if len(turn.text) > LONGEST_PLACE or not only_a_place(turn.text, turn.clues()):
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
        longitude = float(turn.carried["longitude"])
        latitude = float(turn.carried["latitude"])
        label = str(turn.carried.get("label") or "")
        town = places.at(longitude, latitude)
        if town is None:
            say(dispatcher, "utter_place_outside")
            return []
        say(dispatcher, "utter_place_here", town=places.label(town.code), code=town.code)
        return slots(point=[longitude, latitude, label, turn.at.isoformat()])
