"""How long those have waited who are owed an answer or a letter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.finding import case_index
from bureau.adapters.store.schema.messages import inbox, outbox
from bureau.messaging import MessageState, Outcome


class StoredPulse:
    """`bureau.messaging.ports.Pulse` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def oldest_unanswered(self) -> datetime | None:
        """Return when the oldest message arrived that has no answer yet."""
        with self._database.reading() as connection:
            # As the partial index says it, which then is all that is read.
            return connection.scalar(
                select(func.min(inbox.c.at)).where(inbox.c.state != MessageState.DONE)
            )

    def letters(self) -> dict[tuple[str, ...], int]:
        """Return how many letters there are by outcome and the platform's code ("" for none)."""
        query = select(outbox.c.outcome, outbox.c.errcode, func.count()).group_by(
            outbox.c.outcome, outbox.c.errcode
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return {(outcome, "" if code is None else str(code)): n for outcome, code, n in rows}

    def overdue(self, *, at: datetime) -> dict[tuple[str, ...], int]:
        """Return how many cases are past their limit for a response and for an answer."""
        clocks = {
            "response": case_index.c.responded.is_(None),
            "answer": case_index.c.responded.is_not(None),
        }
        with self._database.reading() as connection:
            return {
                (name,): connection.scalar(
                    select(func.count()).where(
                        case_index.c.waiting.is_(True), case_index.c.due <= at, still
                    )
                )
                or 0
                for name, still in clocks.items()
            }

    def oldest_unsent(self, *, at: datetime) -> datetime | None:
        """Return since when the oldest letter could have left; large sends may take their time."""
        since = func.coalesce(outbox.c.first_tried, outbox.c.due)
        with self._database.reading() as connection:
            return connection.scalar(
                select(func.min(since)).where(
                    outbox.c.outcome.in_((Outcome.QUEUED, Outcome.SENDING)),
                    outbox.c.bulk.is_(False),
                    since <= at,
                )
            )
