"""What comes before anything else, whatever was asked: people in danger, people in despair."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.base import say
from actions.turn import Turn


def first(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Meet despair with care; let danger be reported, which says first what protects people."""
    if turn.despairs:
        say(dispatcher, "utter_care")
        return []
    return [FollowupAction("report_form")]
