"""The inbox's statements; those that every message takes are prepared, for a group at a time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, exists, false, literal_column, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ColumnElement, FromClause, Select, Update

from bureau.adapters.store.prepared import Prepared
from bureau.adapters.store.schema.citizens import citizens
from bureau.adapters.store.schema.messages import inbox, outbox

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_DONE: ColumnElement[str] = literal_column("'done'")
# Written out, not bound: so the index of unfinished rows serves.
UNFINISHED = inbox.c.state != _DONE
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
    inbox.c.calmed,
)
FIND = select(*ROW).where(inbox.c.key == bindparam("key_"))


def _standing(given: FromClause, _dialect: str) -> Select[Any]:
    citizen = given.c.citizen
    kept = exists().where(outbox.c.to == citizen, outbox.c.outcome == literal_column("'kept'"))
    town = select(citizens.c.town).where(citizens.c.key == citizen)
    offered = (
        select(inbox.c.options)
        .where(inbox.c.citizen == citizen, inbox.c.state == _DONE)
        .order_by(inbox.c.seq.desc())
        .limit(1)
    )
    return select(
        citizen,
        exists().where(UNFINISHED, inbox.c.citizen == citizen),
        town.scalar_subquery(),
        offered.scalar_subquery(),
        kept,
    )


def _insert(given: FromClause, dialect: str) -> Any:
    new = {
        **{one.name: one for one in given.c},
        "attempts": literal_column("0"),
        "calmed": false(),
        "passive": false(),
        "confirmed": true(),
    }
    # SQLite needs the condition to tell a join's ON from ON CONFLICT.
    rows = select(*new.values()).where(true())
    return (
        _INSERT[dialect](inbox)
        .from_select(list(new), rows)
        .on_conflict_do_nothing()
        .returning(inbox.c.seq, inbox.c.key)
    )


def _finish(given: FromClause, _dialect: str) -> Any:
    answered = ("answer", "options", "passive", "confirmed", "finished")
    return (
        update(inbox)
        .where(inbox.c.seq == given.c.seq, inbox.c.owner == given.c.owner)
        .where(inbox.c.state == literal_column("'working'"))
        .values({"state": _DONE, **{name: given.c[name] for name in answered}})
        .returning(inbox.c.seq)
    )


def _confirm(given: FromClause, _dialect: str) -> Update:
    return update(inbox).where(inbox.c.key == given.c.key).values(confirmed=true())


def _columns(*names: str) -> list[Any]:
    return [inbox.c[name] for name in names]


# Of each citizen: whether a message is unfinished, town, last offer, whether a letter is kept.
STANDING = Prepared(_columns("citizen"), _standing)
INSERT = Prepared(
    _columns("key", "citizen", "kind", "body", "at", "opens", "state", "owner", "due"), _insert
)
FINISH = Prepared(
    _columns("seq", "owner", "answer", "options", "passive", "confirmed", "finished"), _finish
)
CONFIRM = Prepared(_columns("key"), _confirm)
