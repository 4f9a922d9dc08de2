"""The delivery ledger: every message that we send first has a row with its fate."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, func, select, update

from bureau.adapters.store import ledger
from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.schema.messages import inbox, outbox
from bureau.messaging import WINDOWS, Act, Allowance, Letter, Outcome, Outgoing, allowance

LEASE = timedelta(seconds=60)
_PENDING = (Outcome.QUEUED, Outcome.SENDING)
_LONGEST = max(window.length for window in WINDOWS.values())


class Outbox:
    """Outgoing messages in the database."""

    def __init__(self, database: Database, writer: GroupCommit) -> None:
        self._database = database
        self._writer = writer

    def notify(
        self, *, to: str, text: str, why: str, at: datetime, due: datetime | None = None
    ) -> None:
        """Queue a text to a citizen (their key), to be sent at `due` or at once.

        `why` names the cause; the same cause is told to the same citizen once.
        """
        self.send(to=to, message=Outgoing.of_text(text), why=why, at=at, due=due)

    def send(
        self,
        *,
        to: str,
        message: Outgoing,
        why: str,
        at: datetime,
        due: datetime | None = None,
    ) -> None:
        """Queue any message to a citizen, likewise once for each cause."""
        once = _once(to, why)
        self._writer.run(
            lambda connection: ledger.queue(
                connection, [message], to=to, why=why, at=at, due=due, once=once
            )
        )

    def notify_many(
        self, *, to: Sequence[str], text: str, why: str, at: datetime, over: timedelta
    ) -> None:
        """Queue one text to many citizens, spread evenly over a time."""
        step = over / max(len(to), 1)

        def act(connection: Connection) -> None:
            for number, citizen in enumerate(to):
                ledger.queue(
                    connection,
                    [Outgoing.of_text(text)],
                    to=citizen,
                    why=why,
                    at=at,
                    due=at + number * step,
                    once=_once(citizen, why),
                )

        self._writer.run(act)

    def take_due(self, *, at: datetime, most: int) -> list[Letter]:
        """Take letters to send now: the first in line of each citizen, nobody else's."""
        first = (
            select(func.min(outbox.c.id))
            .where(outbox.c.outcome.in_(_PENDING))
            .group_by(outbox.c.to)
        )

        def act(connection: Connection) -> list[Letter]:
            rows = connection.execute(
                select(outbox)
                .where(outbox.c.id.in_(first), outbox.c.outcome == Outcome.QUEUED)
                .where(outbox.c.due <= at)
                .order_by(outbox.c.id)
                .limit(most)
                .with_for_update()
            ).all()
            ids = [row.id for row in rows]
            connection.execute(
                update(outbox)
                .where(outbox.c.id.in_(ids))
                .values(
                    outcome=Outcome.SENDING,
                    attempts=outbox.c.attempts + 1,
                    due=at + LEASE,
                    first_tried=func.coalesce(outbox.c.first_tried, at),
                )
            )
            return [
                replace(_letter(row), attempts=row.attempts + 1, first_tried=row.first_tried or at)
                for row in rows
            ]

        with self._database.reading() as connection:
            waiting = connection.scalar(
                select(exists().where(outbox.c.outcome == Outcome.QUEUED, outbox.c.due <= at))
            )
        return self._writer.run(act) if waiting else []

    def take_unsure(self, *, at: datetime, everything: bool = False) -> list[Letter]:
        """Return letters whose sender died while sending: perhaps sent, perhaps not.

        `everything` is for the sender's own restart, when no lease needs to run out.
        """
        with self._database.reading() as connection:
            query = select(outbox).where(outbox.c.outcome == Outcome.SENDING)
            if not everything:
                query = query.where(outbox.c.due <= at)
            return [_letter(row) for row in connection.execute(query.order_by(outbox.c.id))]

    def close(
        self,
        letter: Letter,
        *,
        outcome: Outcome,
        at: datetime,
        errcode: int | None = None,
        note: str = "",
        due: datetime | None = None,
        allowed: Allowance | None = None,
    ) -> None:
        """Write down what became of an attempt; QUEUED with `due` means another one."""
        values: dict[str, Any] = {"outcome": outcome, "errcode": errcode, "note": note}
        if due is not None:
            values["due"] = due
        if outcome is not Outcome.QUEUED:
            values["finished"] = at
        if allowed is not None:
            values |= {"left": allowed.left, "window_ends": allowed.ends}

        def act(connection: Connection) -> None:
            connection.execute(
                update(outbox)
                .where(outbox.c.id == letter.id, outbox.c.outcome == Outcome.SENDING)
                .values(**values)
            )

        self._writer.run(act)

    def allowance(self, *, to: str, at: datetime) -> Allowance:
        """Return what may still be sent to a citizen, from what they did and what we sent."""
        since = at - _LONGEST
        with self._database.reading() as connection:
            acts = connection.execute(
                select(inbox.c.opens, func.max(inbox.c.at))
                .where(inbox.c.citizen == to, inbox.c.opens.is_not(None), inbox.c.at > since)
                .group_by(inbox.c.opens)
            ).all()
            sent = connection.scalars(
                select(outbox.c.finished)
                .where(outbox.c.to == to, outbox.c.outcome == Outcome.SENT)
                .where(outbox.c.finished > since)
            ).all()
        return allowance(acts=[(Act(kind), when) for kind, when in acts], sent=sent, at=at)

    def sent_since(self, since: datetime) -> int:
        """Return how many messages the platform took since an instant."""
        with self._database.reading() as connection:
            query = select(func.count()).where(
                outbox.c.outcome == Outcome.SENT, outbox.c.finished >= since
            )
            return connection.scalar(query) or 0

    def undelivered(self, *, limit: int = 100) -> list[Letter]:
        """Return what did not arrive, newest first: refused, kept, or still being tried."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(outbox)
                .where(
                    outbox.c.outcome.in_((Outcome.KEPT, Outcome.FAILED))
                    | (outbox.c.outcome.in_(_PENDING) & (outbox.c.attempts > 0))
                )
                .order_by(outbox.c.id.desc())
                .limit(limit)
            )
            return [_letter(row) for row in rows]

    def of_citizen(self, *, to: str, limit: int = 20) -> list[Letter]:
        """Return a citizen's newest letters, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(outbox).where(outbox.c.to == to).order_by(outbox.c.id.desc()).limit(limit)
            )
            return [_letter(row) for row in rows]


def _once(to: str, why: str) -> str:
    return hashlib.blake2b(f"{to}:{why}".encode(), digest_size=16).hexdigest()


def _letter(row: Any) -> Letter:
    return Letter(
        id=row.id,
        to=row.to,
        content=Outgoing(row.kind, row.body),
        why=row.why,
        created=row.created,
        outcome=Outcome(row.outcome),
        attempts=row.attempts,
        due=row.due,
        errcode=row.errcode,
        note=row.note,
        left=row.left,
        window_ends=row.window_ends,
        first_tried=row.first_tried,
        finished=row.finished,
        message_key=row.message_key,
    )
