"""What can be done with messages that citizens leave: leave one, answer it, close it."""

from __future__ import annotations

from datetime import datetime

from bureau.callbacks.model import CallbackError, Ticket, TicketStatus
from bureau.callbacks.ports import TicketStore
from bureau.callbacks.words import words
from bureau.messaging.ports import Outbox
from bureau.messaging.text import clean, split

LONGEST_ANSWER = 2000  # characters: three messages, and the platform allows five at a time


class Callbacks:
    """Tickets of citizens who want a person and will not phone."""

    def __init__(self, store: TicketStore, outbox: Outbox) -> None:
        self._store = store
        self._outbox = outbox

    def leave(
        self,
        *,
        text: str,
        by: str,
        at: datetime,
        message_key: str,
        promised: datetime | None = None,
    ) -> Ticket:
        """Keep what a citizen says, to the letter; the same message key gives the same ticket.

        `promised`: by when the citizen was told to have an answer. Raises
        `CallbackError` (`empty`) when there is nothing to read.
        """
        kept = clean(text)
        if not kept.strip():
            raise CallbackError("empty")
        return self._store.leave(
            text=kept, citizen=by, at=at, message_key=message_key, promised=promised
        )

    def of_citizen(self, *, by: str) -> list[Ticket]:
        """Return a citizen's own tickets, the newest first."""
        return self._store.of_citizen(by)

    def find(self, number: int) -> Ticket | None:
        """Return a ticket by its number; for officers."""
        return self._store.get(number)

    def waiting(self) -> list[Ticket]:
        """Return the tickets that wait for an answer, the longest first."""
        return self._store.waiting()

    def waiting_count(self) -> int:
        """Return how many tickets wait for an answer."""
        return self._store.waiting_count()

    def ended(self, *, limit: int = 20, offset: int = 0) -> tuple[list[Ticket], int]:
        """Return a page of ended tickets, the newest end first, and how many there are in all."""
        return self._store.ended(limit=limit, offset=offset)

    def answer(self, *, number: int, text: str, by: str, at: datetime) -> Ticket:
        """Answer a ticket in the citizen's chat, which ends it; `by`: the officer's login name.

        Raises `CallbackError`: `empty`, `long`, `unknown`, `ended`. The same answer sent again
        by the same officer is none of these: it reaches the citizen once.
        """
        text = clean(text).strip()
        if not text:
            raise CallbackError("empty")
        if len(text) > LONGEST_ANSWER:
            raise CallbackError("long")
        ticket = self._end(number, TicketStatus.ANSWERED, text, by, at)
        notice = words().answer(number=number, left=ticket.left, answer=text)
        for place, part in enumerate(split(notice), start=1):
            why = f"callback:{ticket.number}:{place}"
            self._outbox.notify(to=ticket.citizen, text=part, why=why, at=at)
        return ticket

    def close(self, *, number: int, by: str, at: datetime) -> Ticket:
        """End a ticket without a word to the citizen; `by`: the officer's login name.

        Raises `CallbackError`: `unknown`, `ended`.
        """
        return self._end(number, TicketStatus.CLOSED, "", by, at)

    def _end(self, number: int, status: TicketStatus, answer: str, by: str, at: datetime) -> Ticket:
        ended = self._store.end(number=number, status=status, answer=answer, by=by, at=at)
        if ended is not None:
            return ended
        earlier = self._store.get(number)
        if earlier is None:
            raise CallbackError("unknown")
        if (earlier.status, earlier.answer, earlier.ended_by) != (status, answer, by):
            raise CallbackError("ended")
        return earlier
