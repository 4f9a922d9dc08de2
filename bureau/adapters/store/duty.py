"""Officers who are alarmed by WeChat, in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.duty import duty_bindings, duty_codes, duty_tries
from bureau.adapters.store.schema.officers import officers
from bureau.adapters.store.upsert import insert_ignore, upsert
from bureau.duty.model import Binding, Code

_BINDING = select(
    duty_bindings.c.officer, officers.c.full_name, duty_bindings.c.citizen, duty_bindings.c.since
).join(officers, officers.c.name == duty_bindings.c.officer)


class StoredDuty:
    """`bureau.duty.DutyStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep_code(self, *, officer: str, digest: str, expires: datetime) -> None:
        """Keep an officer's code in place of the one before."""
        row = {"officer": officer, "digest": digest, "expires": expires, "used_by": None}
        with self._database.transaction() as connection:
            upsert(connection, duty_codes, [row], ["officer"])

    def count_try(self, *, citizen: str, at: datetime, since: datetime) -> int:
        """Count a try of a citizen; return how many they made, anew when the first is older."""
        tries = duty_tries.c
        mine = tries.citizen == citizen
        with self._database.transaction() as connection:
            connection.execute(delete(duty_tries).where(mine, tries.since < since))
            insert_ignore(connection, duty_tries, citizen=citizen, count=0, since=at)
            # The row stays locked until commit, so that tries at one time are counted apart.
            counted = update(duty_tries).where(mine).values({"count": tries["count"] + 1})
            return connection.execute(counted.returning(tries["count"])).scalar_one()

    def codes(self, *, citizen: str, at: datetime) -> list[Code]:
        """Return the codes of active officers that live and that nobody else used."""
        query = (
            select(duty_codes.c.officer, duty_codes.c.digest)
            .join(officers, officers.c.name == duty_codes.c.officer)
            .where(officers.c.active, *_usable(citizen, at))
        )
        with self._database.reading() as connection:
            return [Code(*row) for row in connection.execute(query)]

    def bind(self, code: Code, *, citizen: str, at: datetime) -> Binding | None:
        """Use a code and bind its officer; None when somebody else came first.

        The same citizen may use it again while it lives, and finds the same binding.
        """
        with self._database.transaction() as connection:
            used = connection.execute(
                update(duty_codes)
                .where(duty_codes.c.officer == code.officer, duty_codes.c.digest == code.digest)
                .where(*_usable(citizen, at))
                .values(used_by=citizen)
                .returning(duty_codes.c.officer)
            ).first()
            if used is None:
                return None
            row = {"officer": code.officer, "citizen": citizen, "since": at}
            upsert(connection, duty_bindings, [row], ["officer"])
            connection.execute(delete(duty_tries).where(duty_tries.c.citizen == citizen))
            query = _BINDING.where(duty_bindings.c.officer == code.officer)
            return Binding(*connection.execute(query).one())

    def bound(self) -> list[Binding]:
        """Return the bindings of active officers."""
        query = _BINDING.where(officers.c.active).order_by(duty_bindings.c.officer)
        with self._database.reading() as connection:
            return [Binding(*row) for row in connection.execute(query)]

    def of_officer(self, officer: str) -> Binding | None:
        """Return an officer's binding."""
        with self._database.reading() as connection:
            query = _BINDING.where(duty_bindings.c.officer == officer)
            row = connection.execute(query).one_or_none()
        return Binding(*row) if row else None

    def unbind(self, officer: str) -> None:
        """Delete an officer's binding and code."""
        with self._database.transaction() as connection:
            for table in (duty_bindings, duty_codes):
                connection.execute(delete(table).where(table.c.officer == officer))


def _usable(citizen: str, at: datetime) -> tuple[Any, Any]:
    used_by = duty_codes.c.used_by
    return duty_codes.c.expires > at, or_(used_by.is_(None), used_by == citizen)
