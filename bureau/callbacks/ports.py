"""What the call-backs room needs from outside: a store of tickets, and messages to citizens."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bureau.callbacks.model import Ticket, TicketStatus


class TicketStore(Protocol):
    """Where tickets are kept. Every method is one transaction."""

    def leave(
        self,
        *,
        text: str,
        citizen: str,
        at: datetime,
        message_key: str,
        promised: datetime | None = None,
    ) -> Ticket:
        """Keep a message under the next number, or return the ticket of this message key."""

    def end(
        self, *, number: int, status: TicketStatus, answer: str, by: str, at: datetime
    ) -> Ticket | None:
        """End a ticket that waits; None if it does not wait (any more)."""

    def get(self, number: int) -> Ticket | None:
        """Return a ticket by its number."""

    def of_citizen(self, citizen: str) -> list[Ticket]:
        """Return a citizen's tickets, the newest first."""

    def waiting(self) -> list[Ticket]:
        """Return the tickets that wait, the longest first."""

    def waiting_count(self) -> int:
        """Return how many tickets wait."""

    def ended(self, *, limit: int, offset: int) -> tuple[list[Ticket], int]:
        """Return a page of ended tickets, the newest end first, and how many there are in all."""
