"""Despair is met with care, message by message, until the citizen turns to a matter again."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import say, slots
from actions.turn import Turn
from bureau.dialogue.care import next_reply
from bureau.dialogue.report import ReportInProgress
from bureau.dialogue.report_hearing import waiting

# So many replies are kept in mind, so that none is repeated soon.
_REMEMBERED = 8


def cared_for(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Say what fits what was said; what was told of a matter beside it waits for later."""
    said = turn.situation.care or ()
    kind, chance = turn.care
    reply = next_reply(kind, chance, said)
    say(dispatcher, f"utter_care_{reply}" if reply else "utter_care")
    kept = [turn.message_key, [*said, reply or "first"][-_REMEMBERED:]]
    return slots(care=kept)


def kept_for_later(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Meet despair, and keep the matter that was told in the same breath, if none waits."""
    events = cared_for(turn, dispatcher)
    if turn.situation.half_told or not turn.sure:
        return events
    report: ReportInProgress = waiting(turn, context.bureau().places)
    return [*events, *slots(report_draft=report.kept())]
