"""What of odor was published, in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.odor import event_of
from bureau.adapters.store.schema.cases import cases
from bureau.adapters.store.schema.odor import odor_events as events
from bureau.adapters.store.schema.odor_public import odor_public, odor_released
from bureau.adapters.store.upsert import insert_ignore
from bureau.cases import Status
from bureau.cases.lifecycle import OPEN
from bureau.odor.events import OdorEvent
from bureau.odor.publishing import Notable, PublicSmell

_EVENT = "e"


class StoredBulletin:
    """`bureau.odor.ports.BulletinStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unpublished(self, *, since: datetime, over: datetime) -> list[OdorEvent]:
        query = select(events).where(
            events.c.last >= since,
            events.c.last <= over,
            events.c.merged_into.is_(None),
            events.c.id.not_in(select(odor_public.c.event)),
        )
        with self._database.reading() as connection:
            return [event_of(row) for row in connection.execute(query.order_by(events.c.id))]

    def publish(self, event: int, smell: PublicSmell | None, *, at: datetime) -> None:
        body = smell.kept() if smell else None
        with self._database.transaction() as connection:
            insert_ignore(connection, odor_public, event=event, published=at, body=body, held_by="")

    def release(
        self, number: str, mark: str, smell: PublicSmell, *, by: str, published: datetime
    ) -> bool:
        with self._database.transaction() as connection:
            return insert_ignore(
                connection, odor_released, number=number, mark=mark, published=published,
                released_by=by, body=smell.kept(), held_by="",
            )  # fmt: skip

    def notables(self, *, since: datetime) -> list[Notable]:
        public = (
            select(odor_public)
            .join(events, events.c.id == odor_public.c.event)
            .where(odor_public.c.published >= since, events.c.merged_into.is_(None))
        )
        freed = (
            select(odor_released, cases.c.status)
            .join(cases, cases.c.number == odor_released.c.number)
            .where(odor_released.c.published >= since)
        )
        with self._database.reading() as connection:
            # A body that is null is JSON's null on either database: it is left out here.
            found = [_of_event(row) for row in connection.execute(public) if row.body]
            found += [_of_case(row) for row in connection.execute(freed)]
        return sorted(found, key=lambda each: (each.smell.last, each.mark), reverse=True)

    def hold(self, mark: str, *, by: str, at: datetime | None) -> bool:
        held = {"held": at, "held_by": by}
        number = mark.removeprefix(_EVENT)
        with self._database.transaction() as connection:
            if mark.startswith(_EVENT) and number.isdecimal():
                table, which = odor_public, odor_public.c.event == int(number)
            else:
                table, which = odor_released, odor_released.c.mark == mark
            changed = connection.execute(
                update(table).where(which).values(**held).returning(*table.primary_key)
            )
            return changed.first() is not None


def _of_event(row: Any) -> Notable:
    return Notable(
        f"{_EVENT}{row.event}", row.published, PublicSmell.of(row.body), event=row.event,
        held=row.held, held_by=row.held_by,
    )  # fmt: skip


def _of_case(row: Any) -> Notable:
    return Notable(
        row.mark, row.published, PublicSmell.of(row.body), number=row.number, held=row.held,
        held_by=row.held_by, closed=Status(row.status) not in OPEN,
    )  # fmt: skip
