"""Villages in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.villages import villages
from bureau.adapters.store.upsert import upsert
from bureau.places.villages import Village


class StoredVillages:
    """`bureau.places.villages.Villages` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, code: str) -> Village | None:
        """Return a village, one that is gone too."""
        found = self._read(select(villages).where(villages.c.code == code))
        return found[0] if found else None

    def of_town(self, town: str) -> list[Village]:
        """Return a town's villages by their codes, those that are gone too."""
        return self._read(select(villages).where(villages.c.town == town))

    def every(self) -> list[Village]:
        """Return all villages by their codes, those that are gone too."""
        return self._read(select(villages))

    def keep(self, kept: Sequence[Village], *, by: str, at: datetime) -> None:
        """Keep villages in place of those of the same codes, all or none."""
        rows = [
            {
                "code": each.code,
                "town": each.town,
                "name": each.name,
                "aliases": list(each.aliases),
                "longitude": each.longitude,
                "latitude": each.latitude,
                "gone": each.gone,
                "changed": at,
                "changed_by": by,
            }
            for each in kept
        ]
        if rows:
            with self._database.transaction() as connection:
                upsert(connection, villages, rows, ["code"])

    def _read(self, query: Select[Any]) -> list[Village]:
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(villages.c.code)).all()
        return [
            Village(row.code, row.name, tuple(row.aliases), row.longitude, row.latitude, row.gone)
            for row in rows
        ]
