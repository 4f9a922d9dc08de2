"""Copies of a database that may be in use, and what a copy holds: rows and digests by table."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from ops import erased

_INDEXES = "case_fts"


class BackupError(Exception):
    """What stands in the way of a backup or of restoring one, in one sentence."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy of a database holds: its migration, rows and digests by table, who was erased."""

    revision: str | None
    rows: dict[str, int]
    tables: dict[str, str]
    erased: erased.Marks


def copy_database(url: URL, to: Path) -> Copied:
    """Copy a database that may be in use, as one consistent whole; return what the copy holds."""
    if url.get_backend_name() == "postgresql":
        with connected(url) as connection:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={to}",
                 f"--dbname={_libpq(url)}", secret=url)  # fmt: skip
            copied = _copied(connection)
    else:
        source = Path(url.database or "")
        if not source.is_file():
            raise BackupError(f"there is no database at {source}")
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(to)) as there:
            here.backup(there)
        with connected(url.set(database=str(to))) as connection:
            copied = _copied(connection)
    to.chmod(0o600)
    return copied


def _copied(connection: Connection) -> Copied:
    revision, rows = revision_of(connection), rows_of(connection)
    return Copied(revision, rows, digests_of(connection), erased.of_store(connection))


def rows_of(connection: Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    quote = connection.dialect.identifier_preparer.quote
    return {
        table: int(connection.scalar(text(f"SELECT count(*) FROM {quote(table)}")) or 0)  # noqa: S608
        for table in sorted(inspect(connection).get_table_names())
    }


def digests_of(connection: Connection) -> dict[str, str]:
    """Return a digest of what each table holds, its rows in the order of their keys."""
    quote = connection.dialect.identifier_preparer.quote
    tables, digests = inspect(connection), {}
    for table in sorted(tables.get_table_names()):
        if table.startswith(_INDEXES):
            continue  # made anew of what it indexes
        columns = sorted(column["name"] for column in tables.get_columns(table))
        key = tables.get_pk_constraint(table)["constrained_columns"] or columns
        what, order = (", ".join(map(quote, names)) for names in (columns, key))
        found, digest = connection.execution_options(yield_per=1000), hashlib.sha256()
        for row in found.execute(text(f"SELECT {what} FROM {quote(table)} ORDER BY {order}")):  # noqa: S608
            digest.update(repr(tuple(row)).encode())
        digests[table] = digest.hexdigest()
    return digests


@contextmanager
def scratch(kind: str, url: URL, copy: Path) -> Iterator[Connection]:
    """Yield a connection to a restored copy that is nobody's store, and is gone afterwards."""
    if kind != url.get_backend_name():
        raise BackupError(f"the backup is of {kind}: name such a database in DATABASE_URL")
    if kind == "sqlite":
        with connected(url.set(database=str(copy))) as connection:
            yield connection
        return
    name = f"drill_{secrets.token_hex(6)}"
    with connected(url) as outside:
        plain = outside.execution_options(isolation_level="AUTOCOMMIT")
        plain.execute(text(f"CREATE DATABASE {name}"))
        try:
            pg_restore(url.set(database=name), copy)
            with connected(url.set(database=name)) as connection:
                yield connection
        finally:
            plain.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def pg_restore(url: URL, copy: Path) -> None:
    """Put a copy in the place of what a PostgreSQL holds: all of it or nothing."""
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
         f"--dbname={_libpq(url)}", str(copy), secret=url)  # fmt: skip


def marks_of(url: URL) -> erased.Marks:
    """Return whom the present store remembers to have erased, if it can still be asked."""
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return {}
    try:
        with connected(url) as connection:
            return erased.of_store(connection)
    except SQLAlchemyError:
        return {}  # it is lost: the list beside the backups says it


def revision_of(connection: Connection) -> str | None:
    """Return the migration that a database stands at; None where it was never migrated."""
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


@contextmanager
def connected(url: URL) -> Iterator[Connection]:
    """Yield a connection of its own to a database."""
    postgres = url.get_backend_name() == "postgresql"
    engine = create_engine(url.set(drivername="postgresql+psycopg") if postgres else url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def base_of(url: URL, to: Path) -> None:
    """Copy a PostgreSQL server's files into a folder, for changes of later to be played upon.

    Raises `BackupError`.
    """
    _run("pg_basebackup", "--checkpoint=fast", f"--dbname={_libpq(url)}", f"--pgdata={to}",
         secret=url)  # fmt: skip


def _libpq(url: URL) -> str:
    """Return the address as PostgreSQL's own programs take it, without the password."""
    plain = url.set(drivername="postgresql", password=None)
    return plain.render_as_string(hide_password=False)


def _run(program: str, *arguments: str, secret: URL) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} was not found on PATH: install PostgreSQL's client programs")
    env = {**os.environ, **({"PGPASSWORD": str(secret.password)} if secret.password else {})}
    done = subprocess.run([found, *arguments], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip().splitlines()[-1:]}")
