"""Steps on many cases at once, and how they are taken back, in the database."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from bureau.adapters.store.case_index import step_indexed
from bureau.adapters.store.case_rows import case_of
from bureau.adapters.store.cases import add_event
from bureau.adapters.store.casework import read_hands, write_hands
from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.base import Instant
from bureau.adapters.store.schema.cases import case_events, case_notices, cases
from bureau.adapters.store.schema.casework import case_batch_items, case_batches
from bureau.cases import Event, Verb
from bureau.casework import Hands
from bureau.casework.batches import CaseBatch, Done
from bureau.casework.words import words

_INSTANTS = {column.name for column in cases.c if isinstance(column.type, Instant)}


class StoredBatches:
    """`bureau.casework.batches.BatchStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, batch: CaseBatch) -> CaseBatch:
        """Keep a batch under a new id."""
        row = {name: value for name, value in asdict(batch).items() if name != "id"}
        with self._database.transaction() as connection:
            kept = insert(case_batches).values(row).returning(case_batches.c.id)
            return replace(batch, id=connection.execute(kept).scalar_one())

    def mark(self, number: str) -> tuple[Any, int]:
        """Return how a case and its hands stand (opaque), and its last event's id."""
        with self._database.reading() as connection:
            return _standing(connection, number), _last_event(connection, number)

    def record(self, batch: CaseBatch, number: str, mark: tuple[Any, int]) -> None:
        """Keep how a case stood before the batch, unless somebody else was at it meanwhile."""
        before, last = mark
        with self._database.transaction() as connection:
            after = _standing(connection, number)
            changed = {
                name: value for name, value in before["case"].items()
                if value != after["case"][name]
            }  # fmt: skip
            others = connection.scalar(
                select(func.count()).where(
                    case_events.c.number == number,
                    case_events.c.id > last,
                    (case_events.c.actor != batch.officer) | (case_events.c.at != batch.at),
                )
            )
            connection.execute(
                insert(case_batch_items).values(
                    batch=batch.id,
                    number=number,
                    event=_last_event(connection, number),
                    before={"case": changed, "hands": before["hands"]},
                    kept="moved_on" if others else "",
                )
            )

    def get(self, id: int) -> CaseBatch | None:  # noqa: A002
        """Return a batch."""
        return self._read(select(case_batches).where(case_batches.c.id == id))

    def last(self, *, officer: str, at: datetime) -> CaseBatch | None:
        """Return an officer's newest batch that can still be undone."""
        return self._read(
            select(case_batches)
            .where(
                case_batches.c.officer == officer,
                case_batches.c.undone.is_(None),
                case_batches.c.until > at,
                exists().where(case_batch_items.c.batch == case_batches.c.id),
            )
            .order_by(case_batches.c.id.desc())
            .limit(1)
        )

    def undo(self, batch: CaseBatch, *, at: datetime, event: Event) -> list[Done]:
        """Put every case back that nobody touched since and whose citizen was told nothing."""
        done = []
        with self._database.transaction() as connection:
            claimed = connection.execute(
                update(case_batches)
                .where(case_batches.c.id == batch.id, case_batches.c.undone.is_(None))
                .values(undone=at)
                .returning(case_batches.c.id)
            ).first()
            if claimed is None:
                return []
            items = select(case_batch_items).where(case_batch_items.c.batch == batch.id)
            for item in connection.execute(items.order_by(case_batch_items.c.number)).all():
                kept = item.kept or self._put_back(connection, batch, item, event)
                done.append(Done(item.number, words().kept(kept) if kept else ""))
        return done

    def _put_back(self, connection: Connection, batch: CaseBatch, item: Any, event: Event) -> str:
        number = item.number
        stands = select(cases).where(cases.c.number == number)
        found = case_of(connection.execute(stands.with_for_update()).one()._mapping)
        if _last_event(connection, number) != item.event:
            return "moved_on"
        ours = (case_notices.c.number == number, case_notices.c.not_before == batch.until)
        told = select(case_notices.c.id).where(*ours, case_notices.c.handed_on)
        if connection.execute(told).first():
            return "told"
        connection.execute(delete(case_notices).where(*ours))
        before: dict[str, Any] = {
            name: datetime.fromisoformat(value) if value and name in _INSTANTS else value
            for name, value in item.before["case"].items()
        }
        if before:
            connection.execute(update(cases).where(cases.c.number == number).values(before))
        write_hands(connection, _hands(number, item.before["hands"]))
        back = case_of(connection.execute(stands).one()._mapping)
        line = replace(event, before=found.status, after=back.status)
        add_event(connection, number, line)
        step_indexed(connection, found, back, line)
        return ""

    def _read(self, query: Any) -> CaseBatch | None:
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        facts = dict(row._mapping)
        return CaseBatch(**{**facts, "verb": Verb(facts["verb"])})


def _last_event(connection: Connection, number: str) -> int:
    query = select(func.max(case_events.c.id)).where(case_events.c.number == number)
    return connection.scalar(query) or 0


def _standing(connection: Connection, number: str) -> dict[str, Any]:
    """Return a case's columns and its hands, as they can be kept in a column of their own."""
    row = connection.execute(select(cases).where(cases.c.number == number)).one()._mapping
    hands = asdict(read_hands(connection, [number])[number])
    return {
        "case": {name: _plain(value) for name, value in row.items()},
        "hands": {name: _plain(value) for name, value in hands.items() if name != "number"},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _hands(number: str, kept: dict[str, Any]) -> Hands:
    instants = {
        name: datetime.fromisoformat(kept[name]) if kept[name] else None
        for name in ("taken", "since")
    }
    return Hands(**{**kept, **instants, "number": number, "helpers": tuple(kept["helpers"])})
