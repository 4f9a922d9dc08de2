"""One row a conversation, in SQLite or PostgreSQL, chosen by URL."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
TABLE = "bot_conversations"
T = TypeVar("T")


class Rows(Protocol):
    """Where the blobs are."""

    blocking: bool
    """Whether a call may wait for a network, and so belongs in a thread."""

    def get(self, key: str) -> bytes | None:
        """Return the blob of a key; None where there is none."""

    def put(self, key: str, blob: bytes) -> None:
        """Keep a blob in place of the one before."""

    def delete(self, key: str) -> None:
        """Forget a key, if it is there."""

    def delete_before(self, before: float) -> int:
        """Forget what was written before an instant (seconds since 1970); return how many."""

    def keys(self) -> list[str]:
        """Return every key that has a blob."""

    def close(self) -> None:
        """Let go of the connection."""


def database_url() -> str:
    """Where conversations are kept.

    `TRACKER_DATABASE_URL` if it is set; else `DATABASE_URL` if that is a PostgreSQL (a table of
    our own there); else `conversations.db` in `VAR_DIR` (default `var/`), because two processes
    that write one SQLite file wait for each other.
    """
    own = os.environ.get("TRACKER_DATABASE_URL")
    shared = os.environ.get("DATABASE_URL", "")
    if own:
        return own
    if shared.startswith("postgres"):
        return shared
    return f"sqlite:///{Path(os.environ.get('VAR_DIR', ROOT / 'var')) / 'conversations.db'}"


def connect(url: str) -> Rows:
    """Open the rows at `url`: `sqlite:///path`, or `postgresql://…` with or without a driver.

    Raises `ValueError` for any other scheme.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return SqliteRows(Path(rest[1:]))
    if scheme.partition("+")[0] in ("postgresql", "postgres"):
        return PostgresRows(re.sub(r"^[^:]+", "postgresql", url))
    raise ValueError(f"conversations can be kept in sqlite or postgresql, not {scheme}")


class SqliteRows:
    """A file with a write-ahead log: a killed process loses nothing that was written."""

    blocking = False

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._connection = sqlite3.connect(
            path, isolation_level=None, timeout=5, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute(
            f"CREATE TABLE IF NOT EXISTS {TABLE} "
            "(id TEXT PRIMARY KEY, tracker BLOB NOT NULL, changed REAL NOT NULL) WITHOUT ROWID"
        )

    def get(self, key: str) -> bytes | None:
        """Return the blob of `key`, or None."""
        query = f"SELECT tracker FROM {TABLE} WHERE id = ?"  # noqa: S608
        row = self._connection.execute(query, (key,)).fetchone()
        return row[0] if row else None

    def put(self, key: str, blob: bytes) -> None:
        """Write the blob of `key`; it is durable when this returns."""
        self._connection.execute(
            f"INSERT INTO {TABLE} VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE "  # noqa: S608
            "SET tracker = excluded.tracker, changed = excluded.changed",
            (key, blob, time.time()),
        )

    def delete(self, key: str) -> None:
        """Forget `key`."""
        self._connection.execute(f"DELETE FROM {TABLE} WHERE id = ?", (key,))  # noqa: S608

    def delete_before(self, before: float) -> int:
        """Forget what was written before `before`."""
        statement = f"DELETE FROM {TABLE} WHERE changed < ?"  # noqa: S608
        return self._connection.execute(statement, (before,)).rowcount

    def keys(self) -> list[str]:
        """Return every conversation's id."""
        rows = self._connection.execute(f"SELECT id FROM {TABLE} ORDER BY id")  # noqa: S608
        return [row[0] for row in rows]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class PostgresRows:
    """A table of a PostgreSQL; a connection that broke is opened once more."""

    blocking = True

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Any = None
        self._run(
            lambda cursor: cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {TABLE} (id TEXT PRIMARY KEY, "
                "tracker BYTEA NOT NULL, changed DOUBLE PRECISION NOT NULL)"
            )
        )

    def get(self, key: str) -> bytes | None:
        """Return the blob of `key`, or None."""

        def select(cursor: Any) -> bytes | None:
            query = f"SELECT tracker FROM {TABLE} WHERE id = %s"  # noqa: S608
            cursor.execute(query, (key,))
            row = cursor.fetchone()
            return bytes(row[0]) if row else None

        return self._run(select)

    def put(self, key: str, blob: bytes) -> None:
        """Write the blob of `key`; it is durable when this returns."""
        statement = (
            f"INSERT INTO {TABLE} VALUES (%s, %s, %s) ON CONFLICT (id) DO UPDATE "  # noqa: S608
            "SET tracker = excluded.tracker, changed = excluded.changed"
        )
        values = (key, psycopg2.Binary(blob), time.time())
        self._run(lambda cursor: cursor.execute(statement, values))

    def delete(self, key: str) -> None:
        """Forget `key`."""
        statement = f"DELETE FROM {TABLE} WHERE id = %s"  # noqa: S608
        self._run(lambda cursor: cursor.execute(statement, (key,)))

    def delete_before(self, before: float) -> int:
        """Forget what was written before `before`."""

        def delete(cursor: Any) -> int:
            statement = f"DELETE FROM {TABLE} WHERE changed < %s"  # noqa: S608
            cursor.execute(statement, (before,))
            return int(cursor.rowcount)

        return self._run(delete)

    def keys(self) -> list[str]:
        """Return every conversation's id."""

        def select(cursor: Any) -> list[str]:
            cursor.execute(f"SELECT id FROM {TABLE} ORDER BY id")  # noqa: S608
            return [row[0] for row in cursor.fetchall()]

        return self._run(select)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def _run(self, work: Callable[[Any], T]) -> T:
        """Do `work`; every statement here may be repeated, so one lost connection is forgiven."""
        try:
            return self._once(work)
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            self._connection = None
            return self._once(work)

    def _once(self, work: Callable[[Any], T]) -> T:
        if self._connection is None:
            self._connection = psycopg2.connect(
                self._url, connect_timeout=3, options="-c statement_timeout=3000"
            )
            self._connection.autocommit = True
        with self._connection.cursor() as cursor:
            return work(cursor)
