"""A message that a citizen left for the bureau, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bureau.callbacks.words import words


class TicketStatus(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"  # without an answer


@dataclass(frozen=True, slots=True)
class Ticket:
    """A message as it was left; `citizen` is the citizen key and never shown.

    `promised`: by when an answer was promised. `ended`, `ended_by`: when and by which officer
    (login name) it was answered or closed.
    """

    number: int
    citizen: str
    text: str
    left: datetime
    status: TicketStatus = TicketStatus.WAITING
    answer: str = ""
    ended: datetime | None = None
    ended_by: str = ""
    promised: datetime | None = None

    @property
    def waits(self) -> bool:
        """Return whether an officer owes an answer."""
        return self.status is TicketStatus.WAITING

    def overdue(self, at: datetime) -> bool:
        """Return whether the promise of an answer was not kept."""
        return self.waits and self.promised is not None and self.promised < at


class CallbackError(Exception):
    """A wish that cannot be met; `code` is `empty`, `unknown`, `ended` or `long`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.explanation = words().refusal(code)
