"""Lists that were handed out, in the database."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import insert, select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.finding import handed_lists as table
from bureau.finding.handed import HandedList

_LIST = [column for column in table.c if column.name != "id"]


class StoredHandedLists:
    """`bureau.finding.handed.HandedLists` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, taken: HandedList) -> None:
        """Keep that a list was taken along."""
        with self._database.transaction() as connection:
            connection.execute(insert(table).values(**asdict(taken)))

    def find(self, fingerprint: str) -> list[HandedList]:
        """Return the lists whose fingerprint begins so, the newest first."""
        query = select(*_LIST).where(table.c.fingerprint.startswith(fingerprint, autoescape=True))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(table.c.id.desc()).limit(50)).all()
        return [HandedList(**row._mapping) for row in rows]
