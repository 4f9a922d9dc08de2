"""Who opened which case, in the database."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import func, insert, select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.officers import case_looks as table
from bureau.officers.looks import SAME_LOOK, Look

_LOOK = [column for column in table.c if column.name != "id"]


class StoredLooks:
    """`bureau.officers.looks.Looks` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, look: Look) -> None:
        """Keep that a case was opened, unless the same officer did so within `SAME_LOOK`."""
        if look.reason:
            with self._database.transaction() as connection:
                connection.execute(insert(table).values(**asdict(look)))
            return
        same = select(table.c.id).where(
            table.c.number == look.number,
            table.c.officer == look.officer,
            table.c.at > look.at - SAME_LOOK,
        )
        with self._database.reading() as connection:
            if connection.execute(same.limit(1)).first() is not None:
                return
        with self._database.transaction() as connection:
            # Once more: a second page may have been opened at the same moment.
            if connection.execute(same.limit(1)).first() is None:
                connection.execute(insert(table).values(**asdict(look)))

    def page(self, *, limit: int, offset: int) -> tuple[list[Look], int]:
        """Return a page of looks, the newest first, and how many there are in all."""
        newest = select(*_LOOK).order_by(table.c.id.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            rows = connection.execute(newest).all()
            total = connection.scalar(select(func.count()).select_from(table)) or 0
        return [Look(**row._mapping) for row in rows], total
