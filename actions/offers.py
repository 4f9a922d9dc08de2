"""Offers that a bare yes or no answers; `Turn.situation` tells which one stands."""

from __future__ import annotations

from datetime import datetime

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.base import slots
from actions.turn import FRESH, Turn
from bureau.dialogue.situation import Offer

# An offer without a message key stands until it is taken.
ANY_TIME = "{}||"


def offer(what: str, turn: Turn, subject: str = "") -> list[EventType]:
    """Return the events that remember an offer until the next message.

    Its buttons carry `{asked}`, the key of the message that it answers.
    """
    return slots(offer=f"{what}|{subject}|{turn.message_key}")


def still_offered(tracker: Tracker, turn: Turn) -> Offer | None:
    """Return the offer under which a pressed button stood, None when it no longer stands."""
    what, subject, key = str(tracker.get_slot("offer") or "||").split("|")
    if not key or (what, key) != (turn.carried.get("what"), turn.carried.get("asked")):
        return None
    asked = next((_at(event) for event in reversed(tracker.events) if _key(event) == key), None)
    return Offer(what, subject) if asked is not None and turn.at - asked <= FRESH else None


def _key(event: EventType) -> str | None:
    return (event.get("metadata") or {}).get("message_key") if event["event"] == "user" else None


def _at(event: EventType) -> datetime:
    return datetime.fromisoformat(event["metadata"]["at"])
