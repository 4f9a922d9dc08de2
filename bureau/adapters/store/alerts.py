"""Alerts in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.alerts import alerts
from bureau.adapters.store.upsert import insert_ignore
from bureau.alerts import Alert, AlertKind, AlertWish
from bureau.alerts.ports import Mark


class StoredAlerts:
    """`bureau.alerts.ports.AlertStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self, wish: AlertWish, *, citizen: str, above: bool, at: datetime, message_key: str
    ) -> Alert:
        """Keep a wish; one of the same kind, place and quantity takes the new threshold.

        The same message key again changes nothing.
        """
        key = {"citizen": citizen, "kind": wish.kind, "place": wish.place, "what": wish.what}
        asked = {
            "threshold": wish.threshold,
            "created": at,
            "message_key": message_key,
            "above": above,
        }
        here = [alerts.c[name] == value for name, value in key.items()]
        with self._database.transaction() as connection:
            if not insert_ignore(connection, alerts, **key, **asked):
                connection.execute(
                    update(alerts)
                    .where(*here, alerts.c.message_key != message_key)
                    .values(**asked, ended=None, ended_key=None)
                )
            return _alert(connection.execute(select(alerts).where(*here)).one())

    def of_citizen(self, citizen: str) -> list[Alert]:
        """Return a citizen's alerts, the oldest first."""
        return self._read(alerts.c.citizen == citizen, alerts.c.ended.is_(None))

    def end(
        self, ids: Sequence[int], *, citizen: str, at: datetime, message_key: str
    ) -> list[Alert]:
        """End alerts; return those that this message ended, also when it is played again."""
        with self._database.transaction() as connection:
            connection.execute(
                update(alerts)
                .where(alerts.c.id.in_(ids), alerts.c.citizen == citizen, alerts.c.ended.is_(None))
                .values(ended=at, ended_key=message_key)
            )
        return self._read(alerts.c.citizen == citizen, alerts.c.ended_key == message_key)

    def standing(self) -> list[Alert]:
        """Return every alert, a citizen's together."""
        return self._read(alerts.c.ended.is_(None))

    def told(self, marks: Sequence[Mark]) -> None:
        """Note for each id whether it is `above` now and, unless None, when it was told."""
        if not marks:
            return
        with self._database.transaction() as connection:
            for alert, above, at in marks:
                values: dict[str, Any] = {"above": above}
                if at is not None:
                    values["told"] = at
                connection.execute(update(alerts).where(alerts.c.id == alert).values(**values))

    def prune(self, *, before: datetime) -> None:
        """Delete what ended before an instant."""
        with self._database.transaction() as connection:
            connection.execute(delete(alerts).where(alerts.c.ended < before))

    def _read(self, *conditions: Any) -> list[Alert]:
        query = select(alerts).where(*conditions).order_by(alerts.c.citizen, alerts.c.id)
        with self._database.reading() as connection:
            return [_alert(row) for row in connection.execute(query)]


def _alert(row: Any) -> Alert:
    return Alert(
        id=row.id,
        citizen=row.citizen,
        wish=AlertWish(AlertKind(row.kind), row.place, row.what, row.threshold),
        created=row.created,
        above=row.above,
        told=row.told,
    )
