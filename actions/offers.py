"""Offers that a bare yes or no answers; `Turn.situation` tells which one stands."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import slots
from actions.turn import Turn

# An offer without a message key stands until it is taken.
ANY_TIME = "{}||"


def offer(what: str, turn: Turn, subject: str = "") -> list[EventType]:
    """Return the events that remember an offer until the next message."""
    return slots(offer=f"{what}|{subject}|{turn.message_key}")
