"""A citizen's turn as an action sees it: who, when, what was said, what was tapped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rasa_sdk import Tracker

from actions import context
from bureau.understanding import Clues, read

SURE = 0.8


@dataclass(frozen=True)
class Turn:
    """One message. `by` is the citizen key, `at` aware, `town` a 9-digit code or None.

    `text` is empty for payloads (a tapped button, a location, a photo): those are `tapped`, and
    what they carry stands in `carried`. `categories` are those of the complaint, the leading one
    first, whatever the intent; `sure` are those that even an answer to a question would add.
    """

    by: str
    at: datetime
    message_key: str
    town: str | None
    text: str
    intent: str
    confidence: float
    tapped: bool
    carried: dict[str, Any] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    ranking: tuple[str, ...] = ()

    @classmethod
    def of(cls, tracker: Tracker) -> Turn:
        """Read the latest message of a tracker."""
        message = tracker.latest_message
        told = message.get("metadata") or {}
        written = message.get("text") or ""
        tapped = written.startswith("/")
        intent = message.get("intent") or {}
        entities = message.get("entities") or []
        categories = [e for e in entities if e["entity"] == "category"]
        at = datetime.fromisoformat(told["at"]) if told.get("at") else datetime.now(UTC)
        return cls(
            by=tracker.sender_id,
            at=at,
            message_key=str(told.get("message_key") or message.get("message_id") or ""),
            town=told.get("town"),
            text="" if tapped else written.strip(),
            intent=str(intent.get("name") or ""),
            confidence=float(intent.get("confidence") or 0.0),
            tapped=tapped,
            carried={e["entity"]: e["value"] for e in entities if e["entity"] != "category"},
            categories=tuple(dict.fromkeys(e["value"] for e in categories)),
            sure=tuple(e["value"] for e in categories if (e.get("confidence") or 1.0) >= SURE),
            ranking=tuple(entry["name"] for entry in message.get("intent_ranking") or []),
        )

    @property
    def option(self) -> str:
        """Which option a tapped button stands for."""
        return str(self.carried.get("option", ""))

    def clues(self) -> Clues:
        """Read place, time, odor and the rest out of the text."""
        return read(self.text, at=self.at, home=self.home)

    @property
    def home(self) -> str | None:
        """The citizen's town as kept, or as the gateway told it."""
        if self.town:
            return self.town
        citizen = context.bureau().citizens.get(self.by)
        return citizen.town if citizen else None
