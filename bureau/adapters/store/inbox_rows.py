"""The inbox's rows: the statements that every message takes, prepared, and what a row says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, exists, false, literal_column, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ColumnElement, FromClause, Select, Update

from bureau.adapters.store.prepared import Prepared, loaded
from bureau.adapters.store.schema.citizens import citizens, identities
from bureau.adapters.store.schema.hotline import hotline_talks
from bureau.adapters.store.schema.messages import inbox, outbox
from bureau.adapters.store.schema.odor_alarms import odor_asks
from bureau.adapters.store.schema.rewards import reward_forms
from bureau.messaging import MessageState, Option, Outgoing, Received, TurnContext

# While its owner lives a row is finished within this time; afterwards anybody may take it.
LEASE = timedelta(seconds=60)
# A new row in line behind another waits for its own process this long before others take it.
GRACE = timedelta(seconds=10)

_DIALECT_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
DONE: ColumnElement[str] = literal_column("'done'")
# Written out, not bound: so the index of unfinished rows serves.
UNFINISHED = inbox.c.state != DONE
ROW = (
    inbox.c.seq,
    inbox.c.key,
    inbox.c.citizen,
    inbox.c.kind,
    inbox.c.body,
    inbox.c.at,
    inbox.c.state,
    inbox.c.attempts,
    inbox.c.answer,
    inbox.c.passive,
    inbox.c.told_to_wait,
)
FIND = select(*ROW).where(inbox.c.key == bindparam("key_"))


def _standing_query(given: FromClause, _dialect: str) -> Select[Any]:
    citizen = given.c.citizen
    deferred = exists().where(
        outbox.c.to == citizen, outbox.c.outcome == literal_column("'deferred'")
    )
    town = select(citizens.c.town).where(citizens.c.key == citizen)
    offered = (
        select(inbox.c.options)
        .where(inbox.c.citizen == citizen, inbox.c.state == DONE)
        .order_by(inbox.c.seq.desc())
        .limit(1)
    )
    return select(
        citizen,
        exists().where(UNFINISHED, inbox.c.citizen == citizen),
        exists().where(identities.c.citizen_key == citizen),
        town.scalar_subquery(),
        offered.scalar_subquery(),
        deferred,
        exists().where(reward_forms.c.citizen == citizen),
        exists().where(
            hotline_talks.c.citizen == citizen, hotline_talks.c.status != literal_column("'ended'")
        ),
        exists().where(odor_asks.c.citizen == citizen),
    )


def _insert_query(given: FromClause, dialect: str) -> Any:
    new = {
        **{one.name: one for one in given.c},
        "attempts": literal_column("0"),
        "told_to_wait": false(),
        "passive": false(),
        "confirmed": true(),
    }
    # SQLite needs the condition to tell a join's ON from ON CONFLICT.
    rows = select(*new.values()).where(true())
    return (
        _DIALECT_INSERT[dialect](inbox)
        .from_select(list(new), rows)
        .on_conflict_do_nothing()
        .returning(inbox.c.seq, inbox.c.key)
    )


def _finish_query(given: FromClause, _dialect: str) -> Any:
    answered = ("answer", "options", "passive", "confirmed", "finished")
    return (
        update(inbox)
        .where(inbox.c.seq == given.c.seq, inbox.c.owner == given.c.owner)
        .where(inbox.c.state == literal_column("'working'"))
        .values({"state": DONE, **{name: given.c[name] for name in answered}})
        .returning(inbox.c.seq)
    )


def _confirm_query(given: FromClause, _dialect: str) -> Update:
    return update(inbox).where(inbox.c.key == given.c.key).values(confirmed=true())


def _columns(*names: str) -> list[Any]:
    return [inbox.c[name] for name in names]


# Of each citizen: whether a message is unfinished, whether they are known, their town, what was
# last offered, whether a letter is deferred, and who may take a message before the assistant:
# asked here, not one by one.
STANDING = Prepared(_columns("citizen"), _standing_query)
INSERT = Prepared(
    _columns("key", "citizen", "kind", "body", "at", "opens", "state", "owner", "due"),
    _insert_query,
)
FINISH = Prepared(
    _columns("seq", "owner", "answer", "options", "passive", "confirmed", "finished"), _finish_query
)
CONFIRM = Prepared(_columns("key"), _confirm_query)


def received(row: Any) -> Received:
    """Return a row (`ROW`) as what was received."""
    answer = Outgoing(*row.answer) if row.answer else None
    return Received(
        seq=row.seq,
        key=row.key,
        citizen=row.citizen,
        kind=row.kind,
        body=row.body,
        at=row.at,
        state=MessageState(row.state),
        attempts=row.attempts,
        answer=answer,
        passive=row.passive,
        told_to_wait=row.told_to_wait,
    )


def dumped(answer: Outgoing | None) -> list[Any] | None:
    """Return an answer as its column holds it."""
    return None if answer is None else [answer.kind, answer.body]


def context_of(row: Any) -> TurnContext:
    """Return a row of `STANDING` as a citizen's standing."""
    _, _, _, town, options, *others = row
    return TurnContext(town, tuple(options_of(loaded(options))), *map(bool, others))


def options_of(stored: list[list[str]] | None) -> list[Option]:
    """Return the options that a column holds."""
    return [Option(title, payload) for title, payload in stored or []]
