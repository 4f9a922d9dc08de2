"""Short words that mean something only after what was said before, and other people's matters."""

from __future__ import annotations

from functools import cache
from itertools import takewhile

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import alert, context
from actions.base import BureauAction, Button, say, slots
from actions.place import named_alone
from actions.quality import answer_quality
from actions.turn import Turn
from basis.packaged import yaml_beside
from bureau.dialogue.acts.thresholds import SURELY_ELSEWHERE
from bureau.dialogue.named import goes_on_in_words, matter_named, of_the_environment
from bureau.dialogue.quality_question import LONGEST_FOLLOW_UP, gone_on_with
from bureau.dialogue.unheard import unheard


class ActionSmallTalk(BureauAction):
    """Answers small talk, unless it goes on with the question before: 比上周呢, 这周末呢."""

    called = "action_small_talk"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Go on with the topic, repeat what was said, or say kindly what this is for."""
        events = _taken_up(turn, dispatcher, tracker)
        if events is None:
            say(dispatcher, "utter_small_talk")
        return events or []


class ActionOutOfScope(BureauAction):
    """Says what this is not for, unless the message goes on with the question before: 新塍."""

    called = "action_out_of_scope"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Go on with the topic, or say kindly that it is not ours."""
        events = _taken_up(turn, dispatcher, tracker)
        if events is None:
            say(dispatcher, "utter_out_of_scope")
        return events or []


class ActionOtherGovernment(BureauAction):
    """Names the place for another authority's matter; danger is ours whatever it resembles."""

    called = "action_other_government"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Send the citizen to 12345, or take the report."""
        if events := goes_on(turn, dispatcher, tracker):
            return events
        if named_alone(turn, dispatcher):
            return []
        if of_the_environment(turn.text):
            return [FollowupAction("report_form")]
        if _whose_in_doubt(turn):
            say(dispatcher, "utter_whose_matter")
            return slots(asked=unheard(turn, doubted=True))
        if matter := matter_named(turn.text):
            say(dispatcher, "utter_named_matter", matter=matter[0], office=matter[1])
        else:
            say(dispatcher, "utter_other_government")
        return slots(asked=unheard(turn, doubted=False))


def _whose_in_doubt(turn: Turn) -> bool:
    """Return whether words leave open whose matter they are: a short word after another one."""
    if turn.tapped or not turn.text:
        return False
    if goes_on_in_words(turn.text):
        return True
    return matter_named(turn.text) is None and turn.confidence < SURELY_ELSEWHERE


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
        events = _taken_up(turn, dispatcher, tracker)
        if events is not None:
            return events
        known = _titles()
        likely = [intent for intent in turn.ranking if intent in known][:2]
        ways = [*likely, *(way for way in ("report", "help") if way not in likely)][:2]
        buttons: list[Button] = [{"title": known[way], "payload": f"/{way}"} for way in ways]
        say(dispatcher, "utter_two_ways", buttons=buttons)
        return slots(asked=unheard(turn, doubted=True))


def goes_on(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Answer a short message that goes on with the air, the water or the alert before it.

    Returns the events of the answer, none when the message goes on with nothing.
    """
    before = turn.situation.topic
    if before is not None and before["topic"] == "alert":
        short = bool(turn.text) and len(turn.text) <= LONGEST_FOLLOW_UP
        return alert.change(turn, dispatcher) if short else []
    medium = gone_on_with(turn, turn.situation, context.bureau().places)
    return answer_quality(medium, turn, dispatcher, tracker) if medium else []


def _taken_up(
    turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Answer what means something only beside what was said before, or is a place alone.

    Returns the events of the answer, None when there is no such meaning.
    """
    if events := goes_on(turn, dispatcher, tracker):
        return events
    return [] if named_alone(turn, dispatcher) else None


def said_again(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Repeat the answer to the message before; False when there was none."""
    turns = list(reversed([e for e in tracker.events if e["event"] in ("user", "bot")]))
    last = list(takewhile(lambda event: event["event"] == "bot", turns[1:]))
    for event in reversed(last):
        dispatcher.utter_message(
            text=event.get("text"), buttons=(event.get("data") or {}).get("buttons")
        )
    return bool(last)


@cache
def _titles() -> dict[str, str]:
    """Return the ways on that can be offered, by intent, with the title of their button."""
    return dict(yaml_beside(__file__, "ways.yml"))
