"""Rows of the delivery ledger, written inside the transaction of whoever answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from bureau.adapters.store.schema.messages import outbox
from bureau.adapters.store.upsert import insert_ignore
from bureau.messaging import Outcome, Outgoing
from bureau.messaging.text import LIMIT, join_kept

_WAITING = (Outcome.QUEUED, Outcome.KEPT)


def queue(
    connection: Connection,
    messages: Sequence[Outgoing],
    *,
    to: str,
    why: str,
    at: datetime,
    message_key: str | None = None,
    due: datetime | None = None,
    once: str | None = None,
) -> None:
    """Queue messages to a citizen, in this order; a second one under `once` is not queued."""
    for message in messages:
        insert_ignore(
            connection,
            outbox,
            to=to,
            kind=message.kind,
            body=message.body,
            why=why,
            once=once,
            message_key=message_key,
            created=at,
            due=due or at,
            outcome=Outcome.QUEUED,
            attempts=0,
            note="",
        )


def carry_kept(
    connection: Connection,
    citizen: str,
    answer: Outgoing,
    *,
    lead: str,
    message_key: str,
    at: datetime,
) -> Outgoing:
    """Return `answer` led by the texts that waited for this citizen, as far as they fit."""
    if answer.kind != "text":
        return answer
    waiting = connection.execute(
        select(outbox.c.id, outbox.c.body, outbox.c.kind)
        .where(outbox.c.to == citizen, outbox.c.outcome == Outcome.KEPT)
        .order_by(outbox.c.id)
    ).all()
    if not waiting:
        return answer
    texts = [row.body["text"] if row.kind == "text" else None for row in waiting]
    joined, carried = join_kept(texts, answer.body["text"], lead=lead, limit=LIMIT)
    for number, row in enumerate(waiting):
        gone = number in carried
        connection.execute(
            update(outbox)
            .where(outbox.c.id == row.id)
            .values(
                {"outcome": Outcome.CARRIED, "finished": at, "note": message_key}
                if gone
                else {"outcome": Outcome.QUEUED, "due": at}
            )
        )
    return Outgoing.of_text(joined)


def release_kept(connection: Connection, citizen: str, at: datetime) -> None:
    """Queue again what waited for the citizen's next message: it has come."""
    connection.execute(
        update(outbox)
        .where(outbox.c.to == citizen, outbox.c.outcome == Outcome.KEPT)
        .values(outcome=Outcome.QUEUED, due=at)
    )


def drop(connection: Connection, citizen: str) -> None:
    """Drop what was still to be sent to a citizen who left, and the text of what was sent."""
    connection.execute(
        update(outbox)
        .where(outbox.c.to == citizen, outbox.c.outcome.in_(_WAITING))
        .values(outcome=Outcome.DROPPED)
    )
    connection.execute(update(outbox).where(outbox.c.to == citizen).values(body={}))
