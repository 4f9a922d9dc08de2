"""Recovery: what a restarted process had held, and answers that perhaps did not leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, literal_column, select, update

from bureau.adapters.store import ledger
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.processes import bury
from bureau.adapters.store.schema.messages import inbox
from bureau.messaging import MessageState, Outgoing, Recovered

# The platform tries a second and a last time this long after the first.
SECOND_TRY, LAST_TRY = timedelta(seconds=5), timedelta(seconds=10)
TRY_TAKES = timedelta(seconds=1)


class StoredRecovery:
    """Puts the inbox in order after a restart."""

    def __init__(self, writer: GroupCommit) -> None:
        self._writer = writer

    def recover(self, *, owner: str, at: datetime) -> Recovered:
        """After a restart at `at`, let go of what this owner held.

        A passive answer that was stored but perhaps not sent needs no guess while the
        platform still tries again: if it was not sent, the next try carries it. After the
        last try it joins the delivery ledger. Who stays up until the next try has passed
        may then `trust` that what nobody asked for again had arrived.
        """

        def act(connection: Connection) -> Recovered:
            held = (inbox.c.owner == owner, inbox.c.due > at)
            freed = connection.execute(
                update(inbox)
                .where(inbox.c.state == MessageState.WORKING, inbox.c.owner == owner)
                .values(state=MessageState.WAITING, due=at)
            ).rowcount
            connection.execute(
                update(inbox)
                .where(inbox.c.state == MessageState.WAITING, inbox.c.attempts == 0, *held)
                .values(due=at)
            )
            unsure = connection.execute(
                select(inbox.c.seq, inbox.c.key, inbox.c.citizen, inbox.c.answer, inbox.c.at)
                .where(inbox.c.confirmed.is_(False), inbox.c.owner == owner)
                .order_by(inbox.c.seq)
            ).all()
            missed = [row for row in unsure if at > row.at + LAST_TRY]
            _resend(connection, missed, at)
            _settle(connection, [row.seq for row in missed])
            recent = tuple(
                (row.seq, _next_try(row.at, at) + TRY_TAKES)
                for row in unsure
                if at <= row.at + LAST_TRY
            )
            return Recovered(freed, recent)

        return self._writer.run(act)

    def relieve(self, *, at: datetime) -> int:
        """Take over from processes that died; return how many of their messages were freed.

        A passive answer of theirs that perhaps did not leave: where a web process has been up
        since before the platform's second try, that try would have fetched it, so that it had
        arrived. Else it joins the delivery ledger.
        """

        def act(connection: Connection) -> int:
            dead, since = bury(connection)
            if not dead:
                return 0
            theirs = inbox.c.owner.in_(dead)
            freed = connection.execute(
                update(inbox)
                .where(inbox.c.state != literal_column("'done'"), theirs)
                .values(state=MessageState.WAITING, due=at)
            ).rowcount
            unsure = connection.execute(
                select(inbox.c.seq, inbox.c.key, inbox.c.citizen, inbox.c.answer, inbox.c.at)
                .where(inbox.c.confirmed.is_(False), theirs)
                .order_by(inbox.c.seq)
            ).all()
            arrived = [row for row in unsure if since and since <= row.at + SECOND_TRY]
            _resend(connection, [row for row in unsure if row not in arrived], at)
            _settle(connection, [row.seq for row in unsure])
            return int(freed)

        return self._writer.run(act)

    def trust(self, seqs: Sequence[int]) -> None:
        """Take as sent what `recover` was unsure of: the platform's next try has passed."""
        self._writer.run(lambda connection: _settle(connection, seqs))


def _resend(connection: Connection, rows: Sequence[Any], at: datetime) -> None:
    for row in rows:
        ledger.queue(
            connection,
            [Outgoing(*row.answer)] if row.answer else [],
            to=row.citizen,
            why="unsent answer",
            at=at,
            message_key=row.key,
        )


def _next_try(arrived: datetime, at: datetime) -> datetime:
    return arrived + (SECOND_TRY if at <= arrived + SECOND_TRY else LAST_TRY)


def _settle(connection: Connection, seqs: Sequence[int]) -> None:
    connection.execute(update(inbox).where(inbox.c.seq.in_(seqs)).values(confirmed=True))
