"""Short words that mean something only after what was said before, and other people's matters."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import alert, office
from actions.air import answer_air
from actions.base import BureauAction, Button, say
from actions.phrases import titles
from actions.quality_words import asks
from actions.turn import Turn
from actions.water import answer_water

LONGEST_FOLLOW_UP = 10
_ANSWERS = {"air": answer_air, "water": answer_water}


class ActionSmallTalk(BureauAction):
    """Answers small talk, unless it goes on with the question before: 比上周呢, 这周末呢."""

    called = "action_small_talk"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Go on with the topic, or say kindly what this is for."""
        if not goes_on(turn, dispatcher, tracker):
            say(dispatcher, "utter_small_talk")
        return []


class ActionOutOfScope(BureauAction):
    """Says what this is not for, unless the message goes on with the question before: 新塍."""

    called = "action_out_of_scope"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Go on with the topic, or say kindly that it is not ours."""
        if not goes_on(turn, dispatcher, tracker):
            say(dispatcher, "utter_out_of_scope")
        return []


class ActionOtherGovernment(BureauAction):
    """Names the place for another authority's matter; danger is ours whatever it resembles."""

    called = "action_other_government"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Send the citizen to 12345, or take the report."""
        if turn.text and turn.clues().urgent:
            return [FollowupAction("report_form")]
        say(dispatcher, "utter_other_government")
        return []


class ActionTwoWays(BureauAction):
    """Offers the two likeliest ways on when a message was not understood."""

    called = "action_two_ways"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Go on with the topic, or offer the two likeliest readings that lead somewhere."""
        if goes_on(turn, dispatcher, tracker):
            return []
        if turn.text and turn.clues().urgent:
            return [FollowupAction("report_form")]
        known = titles()
        likely = [intent for intent in turn.ranking if intent in known][:2]
        ways = [*likely, *(way for way in ("report", "help") if way not in likely)][:2]
        buttons: list[Button] = [{"title": known[way], "payload": f"/{way}"} for way in ways]
        say(dispatcher, "utter_two_ways", buttons=buttons)
        return []


def goes_on(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Answer a short message that goes on with the air, the water or the alert before it."""
    short = bool(turn.text) and len(turn.text) <= LONGEST_FOLLOW_UP
    if tracker.get_slot("topic") == "alert":
        return short and alert.change(turn, dispatcher)
    answer = _ANSWERS.get(str(tracker.get_slot("topic")))
    if answer is None or not short:
        return False
    later = any(asks(turn.text, what) for what in ("week", "forecast", "yesterday", "can"))
    elsewhere = office.bureau().places.best(turn.text) is not None
    if not (later or elsewhere):
        return False
    answer(turn, dispatcher, tracker)
    return True
