"""What a citizen leaves for the bureau's people, and the code by which an officer is on duty."""

from __future__ import annotations

import re

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import say, slots
from actions.offers import offer
from actions.turn import Turn
from bureau.callbacks import CallbackError
from bureau.dialogue.acts import Act
from bureau.duty import DutyError

OFFERED = "callback"
# The portal's account page shows it: 值班 K7M2QX.
_DUTY = re.compile(r"值班[\s:：]*([A-Za-z0-9０-９Ａ-Ｚａ-ｚ -]{6,12})")


def ask_for_message(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Ask what to tell the bureau's people; the next message is kept for them."""
    say(dispatcher, "utter_callback_ask")
    return offer(OFFERED, turn)


def left_for_the_bureau(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Keep a message that was asked for, or bind an officer's phone; None where it is neither."""
    if (code := _DUTY.fullmatch(turn.words.strip())) is not None:
        try:
            context.bureau().duty.bind(code=code[1], by=turn.by, at=turn.at)
        except DutyError as refused:
            say(dispatcher, "utter_callback_refused", explanation=refused.explanation)
            return []
        say(dispatcher, "utter_duty_bound")
        return []
    offered = turn.situation.offer
    if offered is None or offered.what != OFFERED:
        return None
    if turn.does() is Act.CANCEL:
        say(dispatcher, "utter_nothing_to_cancel")
        return slots(offer=None)
    try:
        ticket = context.bureau().callbacks.leave(
            text=turn.words, by=turn.by, at=turn.at, message_key=turn.message_key
        )
    except CallbackError as refused:
        say(dispatcher, "utter_callback_refused", explanation=refused.explanation)
        return slots(offer=None)
    say(dispatcher, "utter_callback_left", number=ticket.number)
    return slots(offer=None)
