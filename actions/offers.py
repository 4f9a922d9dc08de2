"""What a bare yes or no answers: the offer made by the message right before."""

from __future__ import annotations

from dataclasses import dataclass

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.base import slots
from actions.turn import Turn

# An offer without a message key stands until it is taken.
ANY_TIME = "{}||"


@dataclass(frozen=True)
class Offer:
    """What was offered, and about what (a case number)."""

    what: str
    subject: str = ""


def offer(what: str, turn: Turn, subject: str = "") -> list[EventType]:
    """Return the events that remember an offer until the next message."""
    return slots(offer=f"{what}|{subject}|{turn.message_key}")


def offered(tracker: Tracker) -> Offer | None:
    """Return the offer that the latest message can answer: a later yes is not for an old one.

    Only the offer to go on with a report stands longer (`ANY_TIME`).
    """
    kept = tracker.get_slot("offer")
    if not kept:
        return None
    what, subject, key = str(kept).split("|")
    said = [event for event in tracker.events if event["event"] == "user"]
    before = (said[-2].get("metadata") or {}).get("message_key") if len(said) > 1 else None
    return Offer(what, subject) if key in ("", before) else None
