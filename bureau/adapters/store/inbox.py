"""The inbox: every arrived message is a row before anything acts on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, exists, func, select, update
from sqlalchemy.sql import ColumnElement

from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.inbox_groups import Arriving, Finishing, accept_all, finish_all
from bureau.adapters.store.inbox_rows import (
    CONFIRM,
    DONE,
    FIND,
    LEASE,
    ROW,
    STANDING,
    UNFINISHED,
    context_of,
    dumped,
    options_of,
    received,
)
from bureau.adapters.store.schema.messages import inbox, outbox
from bureau.messaging import (
    Accepted,
    Arrival,
    MessageState,
    Option,
    Outcome,
    Outgoing,
    Received,
    TurnContext,
)
from bureau.messaging.ports import CitizenGoneError


class StoredInbox:
    """Arrived messages in the database, one citizen's in their order."""

    def __init__(self, database: Database, writer: GroupCommit) -> None:
        self._database = database
        self._writer = writer
        self._left: deque[str] = deque()
        writer.ride(self._confirm)

    def accept(self, arrival: Arrival, *, owner: str) -> Accepted:
        """Store an arrival, or find the row of one that came before under its key.

        A new row is `ours` to run at once unless the citizen has an earlier one unfinished.
        Raises `CitizenGoneError`, and stores nothing, when one who was `met` is known no more.
        """
        accepted = self._writer.share(accept_all, Arriving(arrival, owner))
        if accepted is None:
            raise CitizenGoneError
        return accepted

    def find(self, key: str) -> Received | None:
        """Return the row of this message key."""
        with self._database.reading() as connection:
            row = connection.execute(FIND, {"key_": key}).one_or_none()
        return received(row) if row else None

    def claim(self, key: str, *, owner: str, at: datetime) -> Received | None:
        """Take a waiting row whose turn it is; None while an earlier one is unfinished."""

        def act(connection: Connection) -> Received | None:
            return _claim(connection, inbox.c.key == key, owner, at)

        return self._writer.run(act)

    def take_due(self, *, owner: str, at: datetime, most: int) -> list[Received]:
        """Take rows that are due and first in line: postponed, or left by a dead process."""

        def act(connection: Connection) -> list[Received]:
            earlier = inbox.alias()
            ahead = exists().where(
                earlier.c.state != DONE,
                earlier.c.citizen == inbox.c.citizen,
                earlier.c.seq < inbox.c.seq,
            )
            due = connection.scalars(
                select(inbox.c.seq)
                .where(UNFINISHED, inbox.c.due <= at, ~ahead)
                .order_by(inbox.c.seq)
                .limit(most)
                .with_for_update(of=inbox, skip_locked=True)
            ).all()
            taken = (_claim(connection, inbox.c.seq == seq, owner, at, overdue=True) for seq in due)
            return [row for row in taken if row]

        with self._database.reading() as connection:
            waiting = connection.scalar(select(exists().where(UNFINISHED, inbox.c.due <= at)))
        return self._writer.run(act) if waiting else []

    def finish(
        self,
        row: Received,
        *,
        outgoing: Sequence[Outgoing],
        options: Sequence[Option],
        passive: bool,
        at: datetime,
        owner: str,
        deferred: bool = True,
        deferred_lead: str = "",
    ) -> Outgoing | None:
        """Close a row with its answer; return what goes back passively, if anything.

        With `passive` the first message goes back at once, led by what was deferred for the
        citizen (when `deferred` says that something may be) under the sentence `deferred_lead`;
        every other one joins the delivery ledger in the same transaction. Returns None without
        writing when the row is no longer this owner's.
        """
        finishing = Finishing(
            row, outgoing, options, passive, at, owner, deferred_lead if deferred else None
        )
        return self._writer.share(finish_all, finishing)

    def postpone(self, row: Received, *, due: datetime, counted: bool, owner: str) -> None:
        """Put a row back in line until `due`: its answer was not to be had now."""

        def act(connection: Connection) -> None:
            connection.execute(
                update(inbox)
                .where(
                    inbox.c.seq == row.seq,
                    inbox.c.state == MessageState.WORKING,
                    inbox.c.owner == owner,
                )
                .values(
                    state=MessageState.WAITING,
                    due=due,
                    attempts=inbox.c.attempts + (1 if counted else 0),
                    told_to_wait=True,
                )
            )

        self._writer.run(act)

    def left(self, key: str) -> None:
        """Note that the passive answer to this message left; written with the next message.

        What is lost with a killed process is its last moment; `Recovery.recover` says why
        neither a lost nor a doubled answer follows.
        """
        self._left.append(key)

    def confirm(self) -> None:
        """Write down at once what left since the last message."""
        if self._left:
            self._writer.run(lambda connection: None)

    def _confirm(self, connection: Connection) -> Callable[[], None]:
        gone = list(self._left)
        if gone:
            CONFIRM.run(connection, [{"key": key} for key in gone])

        def settle() -> None:
            for _ in gone:
                self._left.popleft()

        return settle

    def carry_late(self, row: Received, *, owner: str, at: datetime) -> Outgoing | None:
        """For a retry: take this row's answer back from the delivery ledger if it is there."""

        def act(connection: Connection) -> Outgoing | None:
            first = connection.execute(
                select(outbox.c.id, outbox.c.kind, outbox.c.body)
                .where(outbox.c.message_key == row.key)
                .where(outbox.c.outcome.in_((Outcome.QUEUED, Outcome.DEFERRED)))
                .order_by(outbox.c.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).one_or_none()
            if first is None:
                return None
            answer = Outgoing(first.kind, first.body)
            connection.execute(
                update(outbox)
                .where(outbox.c.id == first.id)
                .values(outcome=Outcome.SENT_WITH_REPLY, finished=at)
            )
            connection.execute(
                update(inbox)
                .where(inbox.c.seq == row.seq)
                .values(answer=dumped(answer), passive=True, confirmed=False, owner=owner)
            )
            return answer

        return self._writer.run(act)

    def in_hand(self, row: Received) -> bool:
        """Return whether a row waits only for what is being answered; False once it is done."""
        with self._database.reading() as connection:
            first = connection.execute(
                select(inbox.c.state, inbox.c.told_to_wait)
                .where(UNFINISHED, inbox.c.citizen == row.citizen, inbox.c.seq <= row.seq)
                .order_by(inbox.c.seq)
                .limit(1)
            ).one_or_none()
        return first is not None and not first.told_to_wait

    def standing(self, citizen: str) -> TurnContext:
        """Return what a citizen's turn needs to know: their town and what was last offered."""
        with self._database.reading() as connection:
            return context_of(STANDING.run(connection, [{"citizen": citizen}]).fetchone())

    def options_of(self, citizen: str, seq: int) -> list[Option]:
        """Return what the answer to the citizen's message `seq` offered; none of others'."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(inbox.c.options).where(inbox.c.citizen == citizen, inbox.c.seq == seq)
            ).one_or_none()
        return options_of(row.options if row else None)

    def unfinished(self) -> int:
        """Return how many messages wait for their answer."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).where(UNFINISHED)) or 0


def _claim(
    connection: Connection,
    which: ColumnElement[bool],
    owner: str,
    at: datetime,
    overdue: bool = False,
) -> Received | None:
    row = connection.execute(
        select(*ROW, inbox.c.due).where(which).with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None or row.state == MessageState.DONE:
        return None
    if row.due > at and (
        overdue or row.state == MessageState.WORKING or row.attempts or row.told_to_wait
    ):
        return None
    ahead = exists().where(UNFINISHED, inbox.c.citizen == row.citizen, inbox.c.seq < row.seq)
    if connection.scalar(select(ahead)):
        return None
    connection.execute(
        update(inbox)
        .where(inbox.c.seq == row.seq)
        .values(state=MessageState.WORKING, owner=owner, due=at + LEASE)
    )
    return replace(received(row), state=MessageState.WORKING)
