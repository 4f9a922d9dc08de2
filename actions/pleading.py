"""Short calls and pleas: whoever cries for help is not told that small talk is no strength."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import say
from actions.callback import told_of_message
from actions.case import about_case
from actions.turn import Turn
from bureau.cases import Status
from bureau.cases.lifecycle import RUNNING
from bureau.dialogue.pleas import Plea, plea


def pleaded(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Answer a plea inside a form, which then asks again; False where the message is none."""
    pleads = plea(turn.text) if not turn.tapped else None
    if pleads is None:
        return False
    say(dispatcher, _SAID.get(pleads, "utter_plea_form"))
    return True


def pleaded_outside(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Answer a plea outside forms: with what is under way, or by asking what is wrong."""
    pleads = plea(turn.text) if not turn.tapped else None
    if pleads is None or turn.situation.questioned is not None:
        return None
    if pleads is Plea.HELP:
        say(dispatcher, "utter_plea_help")
        return []
    if told_of_message(turn, dispatcher):
        return []
    running = [
        case
        for case in context.bureau().cases.of_citizen(by=turn.by, limit=1)
        if case.status in (*RUNNING, Status.REFUSED)
    ]
    if pleads is Plea.CALL and not turn.situation.just_filed:
        say(dispatcher, "utter_test_message")
        return []
    if running:
        say(dispatcher, "utter_plea_running")
        return about_case(turn, dispatcher)
    say(dispatcher, "utter_plea")
    return []


_SAID = {Plea.HELP: "utter_plea_help", Plea.CALL: "utter_plea_call"}
