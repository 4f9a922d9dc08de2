"""Short words that mean something only after what was said before, and other people's matters."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import alert, asked
from actions.asked import LONGEST_FOLLOW_UP, topic_before
from actions.base import BureauAction, Button, say
from actions.phrases import titles
from actions.quality import answer_quality
from actions.turn import Turn


class ActionSmallTalk(BureauAction):
    """Answers small talk, unless it goes on with the question before: 比上周呢, 这周末呢."""

    called = "action_small_talk"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Go on with the topic, or say kindly what this is for."""
        events = goes_on(turn, dispatcher, tracker)
        if not events:
            say(dispatcher, "utter_small_talk")
        return events


class ActionOutOfScope(BureauAction):
    """Says what this is not for, unless the message goes on with the question before: 新塍."""

    called = "action_out_of_scope"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Go on with the topic, or say kindly that it is not ours."""
        events = goes_on(turn, dispatcher, tracker)
        if not events:
            say(dispatcher, "utter_out_of_scope")
        return events


class ActionOtherGovernment(BureauAction):
    """Names the place for another authority's matter; danger is ours whatever it resembles."""

    called = "action_other_government"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Send the citizen to 12345, or take the report."""
        if events := goes_on(turn, dispatcher, tracker):
            return events
        if turn.text and turn.clues().urgent:
            return [FollowupAction("report_form")]
        say(dispatcher, "utter_other_government")
        return []


class ActionTestMessage(BureauAction):
    """Answers 1, 在吗, 测试; a number may also change the alert asked for just now."""

    called = "action_test_message"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Go on with the topic, or say that somebody is here."""
        events = goes_on(turn, dispatcher, tracker)
        if not events:
            say(dispatcher, "utter_test_message")
        return events


class ActionTwoWays(BureauAction):
    """Offers the two likeliest ways on when a message was not understood."""

    called = "action_two_ways"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Go on with the topic, or offer the two likeliest readings that lead somewhere."""
        if events := goes_on(turn, dispatcher, tracker):
            return events
        if turn.text and turn.clues().urgent:
            return [FollowupAction("report_form")]
        known = titles()
        likely = [intent for intent in turn.ranking if intent in known][:2]
        ways = [*likely, *(way for way in ("report", "help") if way not in likely)][:2]
        buttons: list[Button] = [{"title": known[way], "payload": f"/{way}"} for way in ways]
        say(dispatcher, "utter_two_ways", buttons=buttons)
        return []


def goes_on(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Answer a short message that goes on with the air, the water or the alert before it.

    Returns the events of the answer, none when the message goes on with nothing.
    """
    before = topic_before(tracker, turn.at)
    if before is not None and before["topic"] == "alert":
        short = bool(turn.text) and len(turn.text) <= LONGEST_FOLLOW_UP
        return alert.change(turn, dispatcher) if short else []
    medium = asked.goes_on(turn, tracker)
    return answer_quality(medium, turn, dispatcher, tracker) if medium else []
