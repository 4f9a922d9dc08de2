"""Rows of the delivery ledger, written inside the transaction of whoever answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, or_, select, update

from bureau.adapters.store.schema.base import Instant
from bureau.adapters.store.schema.messages import outbox
from bureau.adapters.store.upsert import insert_ignore
from bureau.messaging import Outcome, Outgoing
from bureau.messaging.text import join_deferred

_KEPT = (
    select(outbox.c.id, outbox.c.body, outbox.c.kind)
    .where(outbox.c.to == bindparam("citizen_"), outbox.c.outcome == literal_column("'deferred'"))
    .where(or_(outbox.c.until.is_(None), outbox.c.until > bindparam("at_", type_=Instant)))
    .order_by(outbox.c.id)
)
# A picture belongs to the words it was sent with; later it explains nothing.
_PICTURE_FITS = timedelta(hours=1)
WAITING = (Outcome.QUEUED, Outcome.DEFERRED)


def queue(
    connection: Connection,
    messages: Sequence[Outgoing],
    *,
    to: str,
    why: str,
    at: datetime,
    message_key: str | None = None,
    due: datetime | None = None,
    until: datetime | None = None,
    once: str | None = None,
    topic: str | None = None,
    bulk: bool = False,
) -> int:
    """Queue messages to a citizen, in this order; a second one under `once` is not queued.

    Return how many were. A letter that is queued replaces what still waits under its `topic`.
    """
    queued = 0
    for message in messages:
        queued += insert_ignore(
            connection,
            outbox,
            to=to,
            kind=message.kind,
            body=message.body,
            why=why,
            once=once,
            topic=topic,
            message_key=message_key,
            created=at,
            due=due or at,
            until=until or (at + _PICTURE_FITS if message.kind == "image" else None),
            outcome=Outcome.QUEUED,
            attempts=0,
            note="",
            bulk=bulk,
        )
    if queued and topic:
        recall(connection, to=to, topic=topic, but=once)
    return queued


def recall(connection: Connection, *, to: str, topic: str, but: str | None = None) -> None:
    """Drop what waits for a citizen under a topic, except the letter of one cause."""
    connection.execute(
        update(outbox)
        .where(outbox.c.to == to, outbox.c.topic == topic, outbox.c.outcome.in_(WAITING))
        .where(outbox.c.once.is_distinct_from(but))
        .values(outcome=Outcome.DROPPED, note="replaced" if but else "recalled")
    )


def deferred(connection: Connection, citizen: str, *, at: datetime) -> Sequence[Any]:
    """Return what waits for this citizen's next message and still is of use, oldest first."""
    return connection.execute(_KEPT, {"citizen_": citizen, "at_": at}).all()


def lead_with(waiting: Sequence[Any], answer: Outgoing, *, lead: str) -> tuple[Outgoing, int]:
    """Put the texts that waited before an answer, as far as they fit; return how many did."""
    if answer.kind != "text":
        return answer, 0
    texts = [row.body["text"] if row.kind == "text" else None for row in waiting]
    joined, count = join_deferred(texts, answer.body["text"], lead=lead)
    return Outgoing.of_text(joined), count


def sent_with_reply(
    connection: Connection,
    waiting: Sequence[Any],
    count: int,
    *,
    message_key: str,
    at: datetime,
) -> None:
    """Note that the first `count` went with an answer; the rest is sent now that it may be."""
    gone, rest = [row.id for row in waiting[:count]], [row.id for row in waiting[count:]]
    carrying = {"outcome": Outcome.SENT_WITH_REPLY, "finished": at, "note": message_key}
    connection.execute(update(outbox).where(outbox.c.id.in_(gone)).values(carrying))
    connection.execute(
        update(outbox).where(outbox.c.id.in_(rest)).values(outcome=Outcome.QUEUED, due=at)
    )
