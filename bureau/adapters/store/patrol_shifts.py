"""Shifts of the duty calendar in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.patrols import patrol_shifts, patrol_signups
from bureau.adapters.store.upsert import insert_ignore
from bureau.patrols import PatrolKind
from bureau.patrols.shifts import PatrolShift, Signup

_SIGNUP = [column for column in patrol_signups.c if column.name != "id"]


class StoredShifts:
    """`bureau.patrols.shifts.ShiftStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_shift(self, shift: PatrolShift) -> PatrolShift:
        """Keep a shift, whose `id` is not read; return it with its id."""
        facts = asdict(shift)
        del facts["id"]
        query = insert(patrol_shifts).values(**facts).returning(*patrol_shifts.c)
        with self._database.transaction() as connection:
            return _shift(connection.execute(query).one())

    def cancel_shift(self, shift: int, *, at: datetime) -> bool:
        """Cancel a shift, once; return whether it stood."""
        stood = (patrol_shifts.c.id == shift, patrol_shifts.c.cancelled.is_(None))
        query = update(patrol_shifts).where(*stood).values(cancelled=at)
        with self._database.transaction() as connection:
            return connection.execute(query.returning(patrol_shifts.c.id)).first() is not None

    def shift(self, shift: int) -> PatrolShift | None:
        """Return a shift by its id."""
        query = select(patrol_shifts).where(patrol_shifts.c.id == shift)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return _shift(row) if row else None

    def shifts(self, *, since: datetime, until: datetime) -> list[PatrolShift]:
        """Return shifts that begin in a time and stand, the first first."""
        wanted = (
            patrol_shifts.c.begins >= since,
            patrol_shifts.c.begins < until,
            patrol_shifts.c.cancelled.is_(None),
        )
        query = select(patrol_shifts).where(*wanted)
        query = query.order_by(patrol_shifts.c.begins, patrol_shifts.c.id)
        with self._database.reading() as connection:
            return [_shift(row) for row in connection.execute(query)]

    def signups(self, shifts: Sequence[int]) -> list[Signup]:
        """Return who comes to some shifts, in the order they signed up."""
        query = select(*_SIGNUP).where(patrol_signups.c.shift.in_(shifts))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(patrol_signups.c.id))
            return [Signup(**row._mapping) for row in rows]

    def sign_up(self, *, shift: int, volunteer: int, at: datetime) -> tuple[bool, int | None]:
        """Take a free seat, or one that is offered, whose volunteer is returned and is free then.

        False where there is neither; who has a seat keeps it, and offers it no more.
        """
        with self._database.transaction() as connection:
            # Locked: two who want the last seat come one after the other.
            locked = select(patrol_shifts).where(patrol_shifts.c.id == shift).with_for_update()
            planned = connection.execute(locked).one()
            mine = _of(shift, volunteer)
            if connection.execute(select(patrol_signups.c.id).where(*mine)).first():
                connection.execute(update(patrol_signups).where(*mine).values(offered=None))
                return True, None
            taken = func.count(patrol_signups.c.id)
            count = connection.scalar(select(taken).where(patrol_signups.c.shift == shift)) or 0
            freed = None
            if count >= planned.seats:
                freed = _freed(connection, shift)
                if freed is None:
                    return False, None
            insert_ignore(connection, patrol_signups, shift=shift, volunteer=volunteer, signed=at)
            return True, freed

    def step_back(self, *, shift: int, volunteer: int) -> bool:
        """Give a seat up; return whether there was one."""
        query = delete(patrol_signups).where(*_of(shift, volunteer))
        return self._changed(query.returning(patrol_signups.c.id))

    def offer(self, *, shift: int, volunteer: int, at: datetime) -> bool:
        """Let somebody else have a seat; return whether there was one."""
        query = update(patrol_signups).where(*_of(shift, volunteer)).values(offered=at)
        return self._changed(query.returning(patrol_signups.c.id))

    def arrive(self, *, shift: int, volunteer: int, at: datetime) -> bool:
        """Check in, once; return whether there was a seat."""
        first = func.coalesce(patrol_signups.c.arrived, at)
        query = update(patrol_signups).where(*_of(shift, volunteer)).values(arrived=first)
        return self._changed(query.returning(patrol_signups.c.id))

    def _changed(self, query: Any) -> bool:
        with self._database.transaction() as connection:
            return connection.execute(query).first() is not None


def _freed(connection: Connection, shift: int) -> int | None:
    """Free the seat that was offered first; return whose it was."""
    offered = (patrol_signups.c.shift == shift, patrol_signups.c.offered.is_not(None))
    first = select(patrol_signups.c.id, patrol_signups.c.volunteer).where(*offered)
    row = connection.execute(first.order_by(patrol_signups.c.offered).limit(1)).first()
    if row is None:
        return None
    connection.execute(delete(patrol_signups).where(patrol_signups.c.id == row.id))
    return int(row.volunteer)


def _of(shift: int, volunteer: int) -> tuple[Any, Any]:
    return patrol_signups.c.shift == shift, patrol_signups.c.volunteer == volunteer


def _shift(row: Any) -> PatrolShift:
    facts = dict(row._mapping)
    return PatrolShift(**{**facts, "kind": PatrolKind(facts["kind"])})
