"""What SQLite and PostgreSQL say in different words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, text
from sqlalchemy.dialects import postgresql, sqlite

_MIGRATION_LOCK = 3304  # any fixed number: the city's code
_MIGRATION_TAKES = 60.0  # seconds that another process may need for it


def insert_ignore(connection: Connection, table: Table, **values: Any) -> bool:
    """Insert a row unless its unique key exists; return whether it was inserted."""
    statement = _insert(connection, table).values(**values).on_conflict_do_nothing()
    # RETURNING, since psycopg gives no row count for an INSERT (it is -1).
    inserted = connection.execute(statement.returning(*table.primary_key))
    return inserted.first() is not None


def upsert(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], key: Sequence[str]
) -> None:
    """Insert rows, replacing the other columns where `key` exists already."""
    if not rows:
        return
    statement = _insert(connection, table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=changed), list(rows)
    )


def add_up(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], key: Sequence[str]
) -> None:
    """Insert rows of sums, adding to those where `key` exists already."""
    if not rows:
        return
    statement = _insert(connection, table)
    summed = {name: table.c[name] + statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=summed), list(rows)
    )


def _insert(connection: Connection, table: Table) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


@contextmanager
def lock_migrations(engine: Engine) -> Iterator[Connection]:
    """Yield a connection inside a transaction that no other process migrates beside."""
    patient = engine.connect().execution_options(patience=_MIGRATION_TAKES)
    with patient as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        yield connection
