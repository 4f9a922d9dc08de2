"""Messages that citizens left for an officer, in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.callbacks import callback_tickets as tickets
from bureau.adapters.store.upsert import insert_ignore
from bureau.callbacks import Ticket, TicketStatus

_TICKET = [column for column in tickets.c if column.name != "message_key"]
_WAITS = tickets.c.status == TicketStatus.WAITING


class StoredCallbacks:
    """`bureau.callbacks.TicketStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        with self._database.transaction() as connection:
            insert_ignore(
                connection,
                tickets,
                message_key=message_key,
                citizen=citizen,
                text=text,
                left=at,
                status=TicketStatus.WAITING,
                answer="",
                ended_by="",
                promised=promised,
            )
            mine = select(*_TICKET).where(tickets.c.message_key == message_key)
            return _ticket(connection.execute(mine).one())

    def end(
        self, *, number: int, status: TicketStatus, answer: str, by: str, at: datetime
    ) -> Ticket | None:
        """End a ticket that waits; None if it does not wait (any more)."""
        with self._database.transaction() as connection:
            row = connection.execute(
                update(tickets)
                .where(tickets.c.number == number, _WAITS)
                .values(status=status, answer=answer, ended=at, ended_by=by)
                .returning(*_TICKET)
            ).one_or_none()
        return _ticket(row) if row else None

    def get(self, number: int) -> Ticket | None:
        """Return a ticket by its number."""
        found = self._read(select(*_TICKET).where(tickets.c.number == number))
        return found[0] if found else None

    def of_citizen(self, citizen: str) -> list[Ticket]:
        """Return a citizen's tickets, the newest first."""
        query = select(*_TICKET).where(tickets.c.citizen == citizen)
        return self._read(query.order_by(tickets.c.number.desc()))

    def waiting(self) -> list[Ticket]:
        """Return the tickets that wait, the longest first."""
        return self._read(select(*_TICKET).where(_WAITS).order_by(tickets.c.left, tickets.c.number))

    def waiting_count(self) -> int:
        """Return how many tickets wait."""
        with self._database.reading() as connection:
            query = select(func.count()).select_from(tickets).where(_WAITS)
            return connection.execute(query).scalar_one()

    def ended(self, *, limit: int, offset: int) -> tuple[list[Ticket], int]:
        """Return a page of ended tickets, the newest end first, and how many there are in all."""
        query = select(*_TICKET).where(~_WAITS)
        query = query.order_by(tickets.c.ended.desc(), tickets.c.number.desc())
        with self._database.reading() as connection:
            counted = select(func.count()).select_from(tickets).where(~_WAITS)
            total = connection.execute(counted).scalar_one()
        return self._read(query.limit(limit).offset(offset)), total

    def _read(self, query: Any) -> list[Ticket]:
        with self._database.reading() as connection:
            return [_ticket(row) for row in connection.execute(query)]


def _ticket(row: Any) -> Ticket:
    facts = dict(row._mapping)
    return Ticket(**{**facts, "status": TicketStatus(facts["status"])})
