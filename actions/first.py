"""What comes before anything else, whatever was asked: people in danger, people in despair."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.base import say
from actions.turn import Turn
from bureau.dialogue.safety import (
    asks_of_the_tap,
    everyday_fire,
    supposes_danger,
    wonders_at_danger,
)


def first(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Meet despair with care; let danger be reported, which says first what protects people."""
    if turn.despairs:
        say(dispatcher, "utter_care")
        return []
    return [FollowupAction("report_form")]


def warned(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Say what protects people where the fire brigade must come, or danger is only asked about.

    Returns whether that was all there is to say: nothing is filed of it.
    """
    if turn.danger or not turn.text:
        return False
    if everyday_fire(turn.text):
        say(dispatcher, "utter_danger_fire")
        return True
    if not (supposes_danger(turn.text) or wonders_at_danger(turn.text)):
        return False
    tap = asks_of_the_tap(turn.text)
    say(dispatcher, "utter_danger_tap" if tap else "utter_danger_advice")
    return not tap
