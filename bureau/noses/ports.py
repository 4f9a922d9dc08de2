"""What alarms and questions about odor need from outside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from bureau.noses.model import AskTally, NoseAnswer, NoseAsk, OdorAlarm


class NoseStore(Protocol):
    """Where alarms and questions are kept. Every method is one transaction."""

    def raise_alarm(self, alarm: OdorAlarm) -> bool:
        """Keep an alarm; return whether this event had not reached this step before."""

    def alarms(self, event: int) -> list[OdorAlarm]:
        """Return an event's alarms, the oldest first."""

    def untaken(self, *, since: datetime) -> list[int]:
        """Return the events alarmed since then that nobody is at, the latest alarm first."""

    def take(self, event: int, *, by: str, at: datetime) -> bool:
        """Note who is at an event's open alarms; return whether there was one."""

    def ask(self, *, event: int, citizen: str, place: str, at: datetime) -> NoseAsk | None:
        """Keep a question; None where this citizen was asked of this event before."""

    def asked(self, citizens: Iterable[str], *, since: datetime) -> dict[str, list[datetime]]:
        """Return when each of these citizens was asked since an instant."""

    def open_ask(self, citizen: str, *, since: datetime) -> NoseAsk | None:
        """Return the latest question to a citizen since an instant, answered or not."""

    def one(self, ask: int) -> NoseAsk | None:
        """Return a question by its id."""

    def answer(self, ask: int, answer: NoseAnswer, *, at: datetime, key: str) -> NoseAsk:
        """Keep the answer to a question; the first one stands. Return the question as it is."""

    def talked(self, ask: int) -> None:
        """Note that the citizen has said something else since."""

    def tally(self, event: int) -> AskTally:
        """Return how the asking about an event went."""
