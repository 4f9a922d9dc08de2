"""Officers' second factors in the database: secrets sealed, recovery codes as hashes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from basis.tokens import token_hash
from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.officers import officer_factors as table
from bureau.adapters.store.schema.officers import officer_recovery_codes as codes
from bureau.adapters.store.upsert import insert_ignore
from bureau.citizens import IdentityKeys
from bureau.officers.factors import Factor, as_typed, new_recovery_codes, new_secret, step_of


class StoredFactors:
    """`bureau.officers.factors.Factors` on the database."""

    def __init__(self, database: Database, keys: IdentityKeys) -> None:
        self._database = database
        self._keys = keys

    def of(self, officer: str) -> Factor:
        left = select(func.count()).where(codes.c.officer == officer, codes.c.used.is_(None))
        with self._database.reading() as connection:
            since = connection.scalar(select(table.c.since).where(table.c.officer == officer))
            return Factor(since, connection.scalar(left) or 0 if since else 0)

    def offered(self, officer: str) -> str | None:
        with self._database.reading() as connection:
            sealed = connection.scalar(select(table.c.offered).where(table.c.officer == officer))
        return None if sealed is None else self._keys.unseal(bytes(sealed))

    def offer(self, officer: str) -> str:
        sealed = self._keys.seal(new_secret())
        with self._database.transaction() as connection:
            insert_ignore(connection, table, officer=officer, last_step=0)
            connection.execute(
                update(table)
                .where(table.c.officer == officer, table.c.offered.is_(None))
                .values(offered=sealed)
            )
        offered = self.offered(officer)
        assert offered is not None
        return offered

    def confirm(self, *, officer: str, code: str, at: datetime) -> list[str] | None:
        offered = self.offered(officer)
        step = step_of(offered, as_typed(code), at=at) if offered else None
        if step is None or offered is None:
            return None
        with self._database.transaction() as connection:
            turned_on = connection.execute(
                update(table)
                .where(table.c.officer == officer, table.c.offered.is_not(None))
                .values(secret=table.c.offered, offered=None, since=at, last_step=step)
                .returning(table.c.officer)
            ).first()
            return _renew(connection, officer) if turned_on else None

    def accepts(self, *, officer: str, code: str, at: datetime) -> bool:
        typed = as_typed(code)
        with self._database.reading() as connection:
            sealed = connection.scalar(
                select(table.c.secret).where(table.c.officer == officer, table.c.since.is_not(None))
            )
        if sealed is None:
            return False
        if len(typed) != 6:  # no recovery code is as short
            return self._use(officer, typed, at)
        step = step_of(self._keys.unseal(bytes(sealed)), typed, at=at)
        if step is None:
            return False
        with self._database.transaction() as connection:
            # The first one in wins: whoever watched a code being typed is too late.
            taken = (
                update(table)
                .where(table.c.officer == officer, table.c.last_step < step)
                .values(last_step=step)
            )
            return connection.execute(taken.returning(table.c.officer)).first() is not None

    def renew_codes(self, *, officer: str) -> list[str]:
        with self._database.transaction() as connection:
            return _renew(connection, officer)

    def remove(self, *, officer: str) -> None:
        with self._database.transaction() as connection:
            remove_factor(connection, officer)

    def _use(self, officer: str, typed: str, at: datetime) -> bool:
        used = (
            update(codes)
            .where(
                codes.c.hash == token_hash(typed),
                codes.c.officer == officer,
                codes.c.used.is_(None),
            )
            .values(used=at)
        )
        with self._database.transaction() as connection:
            return connection.execute(used.returning(codes.c.hash)).first() is not None


def remove_factor(connection: Connection, officer: str) -> None:
    """Forget an officer's second factor with its recovery codes, in a transaction of another."""
    connection.execute(delete(codes).where(codes.c.officer == officer))
    connection.execute(delete(table).where(table.c.officer == officer))


def _renew(connection: Connection, officer: str) -> list[str]:
    made = new_recovery_codes()
    connection.execute(delete(codes).where(codes.c.officer == officer))
    connection.execute(
        insert(codes),
        [{"hash": token_hash(as_typed(each)), "officer": officer, "used": None} for each in made],
    )
    return made
