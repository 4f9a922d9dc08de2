"""Officers' absences and what they are told, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.casework import officer_leaves, officer_notices
from bureau.casework.model import Leave, OfficerNotice


class StoredDesk:
    """`bureau.casework.DeskStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def leaves(self, *, since: datetime) -> list[Leave]:
        """Return the absences that end after an instant, the next first."""
        query = (
            select(officer_leaves)
            .where(officer_leaves.c.ends > since)
            .order_by(officer_leaves.c.begins, officer_leaves.c.id)
        )
        with self._database.reading() as connection:
            return [Leave(**row._mapping) for row in connection.execute(query)]

    def add_leave(self, leave: Leave) -> Leave:
        """Keep an absence under a new id."""
        row = {
            "officer": leave.officer,
            "deputy": leave.deputy,
            "begins": leave.begins,
            "ends": leave.ends,
            "by": leave.by,
        }
        with self._database.transaction() as connection:
            kept = insert(officer_leaves).values(row).returning(officer_leaves)
            return Leave(**connection.execute(kept).one()._mapping)

    def end_leave(self, id: int, *, officer: str) -> bool:  # noqa: A002
        """Delete an officer's absence; return whether there was one."""
        theirs = (officer_leaves.c.id == id, officer_leaves.c.officer == officer)
        gone = delete(officer_leaves).where(*theirs).returning(officer_leaves.c.id)
        with self._database.transaction() as connection:
            return connection.execute(gone).first() is not None

    def tell(self, notices: Sequence[OfficerNotice]) -> list[OfficerNotice]:
        """Keep notices under new ids."""
        with self._database.transaction() as connection:
            return keep_notices(connection, notices)

    def told_at(self, *, number: str, at: datetime) -> list[str]:
        """Return which officers were told of a case at an instant."""
        query = select(officer_notices.c.officer).where(
            officer_notices.c.number == number, officer_notices.c.at == at
        )
        with self._database.reading() as connection:
            return list(connection.scalars(query.distinct().order_by(officer_notices.c.officer)))

    def notices(self, *, officer: str, limit: int) -> list[OfficerNotice]:
        """Return what an officer was told, what is unseen first, then the newest."""
        query = (
            select(officer_notices)
            .where(officer_notices.c.officer == officer)
            .order_by(
                officer_notices.c.seen.is_(None).desc(),
                officer_notices.c.at.desc(),
                officer_notices.c.id.desc(),
            )
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [OfficerNotice(**row._mapping) for row in connection.execute(query)]

    def unseen(self, *, officer: str) -> int:
        """Return how many notices an officer has not seen."""
        query = (
            select(func.count())
            .select_from(officer_notices)
            .where(officer_notices.c.officer == officer, officer_notices.c.seen.is_(None))
        )
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def see(self, *, officer: str, at: datetime, number: str | None = None) -> None:
        """Mark an officer's notices as seen: those of one case, or all."""
        unseen = [officer_notices.c.officer == officer, officer_notices.c.seen.is_(None)]
        if number is not None:
            unseen.append(officer_notices.c.number == number)
        with self._database.reading() as connection:
            found = connection.scalars(select(officer_notices.c.id).where(*unseen)).all()
        if found:  # opening a case writes only where there is something to note
            with self._database.transaction() as connection:
                connection.execute(
                    update(officer_notices).where(officer_notices.c.id.in_(found)).values(seen=at)
                )


def keep_notices(connection: Connection, notices: Sequence[OfficerNotice]) -> list[OfficerNotice]:
    """Keep notices within a transaction under new ids."""
    kept = []
    for each in notices:
        row = {"officer": each.officer, "number": each.number, "text": each.text, "at": each.at}
        statement = insert(officer_notices).values(row).returning(officer_notices)
        kept.append(OfficerNotice(**connection.execute(statement).one()._mapping))
    return kept
