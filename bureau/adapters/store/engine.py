"""The database: one engine, one transaction a use-case, migrations applied at start."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, select
from sqlalchemy.exc import InvalidatePoolError

from bureau.adapters.store.schema.messages import schema_floor
from bureau.adapters.store.upsert import lock_migrations, upsert
from bureau.messaging.ports import StoreAwayError

MIGRATIONS = Path(__file__).parent / "migrations"
# How long a writer waits for another, in seconds: less than a citizen's message may take.
BUSY = 3.0
CHECK = 2.0  # and how long a question after its health
_CONNECT = 3  # seconds until a server that does not answer counts as away
# Seconds of rest after which a connection is asked whether it lives: no server is back sooner.
_REST = 0.5
# Ways to a row that read more of a table, or of what is dead in its index, than that row.
_WHOLE_TABLE = ("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin")
# PEP 249's names: the drivers' own errors and SQLAlchemy's bear them.
_AWAY = frozenset({"OperationalError", "InterfaceError"})


def is_away(error: BaseException) -> bool:
    """Return whether an error says that the database cannot be reached or used just now."""
    return any(cls.__name__ in _AWAY for cls in type(error).__mro__)


@contextmanager
def away_told() -> Iterator[None]:
    """Raise `StoreAwayError` in place of a driver's word that the database is away."""
    try:
        yield
    except Exception as error:
        if is_away(error):
            raise StoreAwayError(type(error).__name__) from error
        raise


class Database:
    """An engine and its transactions; SQLite in WAL mode or PostgreSQL, chosen by URL.

    Both kinds of transaction raise `StoreAwayError` while the database is away.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        # On PostgreSQL each statement that reads sees what was there when it began, within a
        # transaction as without: without, two of three ways to the server are saved.
        plain = {"isolation_level": "AUTOCOMMIT"} if self.shared else {}
        self._reader = self.engine.execution_options(readonly=True, **plain)

    @property
    def shared(self) -> bool:
        """Whether processes of several machines may share it."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield a connection whose work is committed on success and undone on an exception."""
        with away_told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection for reading only: it never waits for a writer on SQLite."""
        with away_told(), self._reader.connect() as connection:
            yield connection

    def writer(self) -> Connection:
        """Return a connection for what every message writes; whoever asked closes it.

        Each statement there finds a few rows by an index. PostgreSQL plans it once, and where a
        table was small then, it would read that table whole until it has gathered statistics.
        """
        with away_told():
            connection = self.engine.connect()
            if self.shared:
                connection.detach()  # nobody else is to meet what is set here
                connection.exec_driver_sql("; ".join(f"SET {way} = off" for way in _WHOLE_TABLE))
                connection.commit()
            return connection

    def plan_freely(self, connection: Connection) -> None:
        """Let what follows in a writer's transaction be planned like anything else."""
        if self.shared:
            connection.exec_driver_sql("; ".join(f"SET LOCAL {way} = on" for way in _WHOLE_TABLE))

    def check(self) -> None:
        """Begin to write; raises `StoreAwayError` when that is not to be had soon."""
        with away_told():
            self._begin_to_write()

    def _begin_to_write(self) -> None:
        asked = self.engine.connect().execution_options(patience=CHECK)
        with asked as connection, connection.begin():
            connection.execute(select(1))
            if connection.dialect.name == "postgresql":  # SQLite's lock is taken as it begins
                connection.exec_driver_sql("LOCK TABLE inbox, outbox IN ROW EXCLUSIVE MODE")

    def migrate(self) -> None:
        """Bring the schema to the newest migration; safe when several processes start at once.

        One of a newer version that says this version may run on it is left as it is.
        """
        config = _migrations()
        with lock_migrations(self.engine) as connection:
            if runs_beside(connection):
                return
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            floor = {"revision": newest(), "floor": floor_of_this()}
            upsert(connection, schema_floor, [floor], ["revision"])

    def close(self) -> None:
        """Release every connection."""
        self.engine.dispose()


def newest() -> str | None:
    """Return the migration that this version brings a store to."""
    return ScriptDirectory.from_config(_migrations()).get_current_head()


def known(revision: str) -> bool:
    """Return whether a store at a migration was written by this version or an older one."""
    return any(
        script.revision == revision
        for script in ScriptDirectory.from_config(_migrations()).walk_revisions()
    )


def floor_of_this() -> str:
    """Return the oldest migration whose program may run on the schema of this version.

    That is the last one that took something away: it names itself by `contracts = True`.
    """
    scripts = list(ScriptDirectory.from_config(_migrations()).walk_revisions())  # newest first
    contracting = [one for one in scripts if getattr(one.module, "contracts", False)]
    return (contracting[0] if contracting else scripts[-1]).revision


def runs_beside(connection: Connection) -> bool:
    """Return whether a newer version migrated this store, and lets this version run on it."""
    tables = inspect(connection)
    if not (tables.has_table("alembic_version") and tables.has_table(schema_floor.name)):
        return False
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if revision is None or known(revision):
        return False
    floor = connection.scalar(
        select(schema_floor.c.floor).where(schema_floor.c.revision == revision)
    )
    return floor is not None and known(floor)


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
        usual = {"connect_timeout": _CONNECT, "options": f"-c lock_timeout={int(BUSY * 500)}"}
        given = {name: value for name, value in usual.items() if name not in address.query}
        engine = create_engine(
            address, pool_use_lifo=True, pool_size=10, max_overflow=20, connect_args=given
        )
        _ask_after_rest(engine)
        return engine
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": BUSY})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _ask_after_rest(engine: Engine) -> None:
    """Let a connection that has rested be asked whether it lives, before it is used again.

    SQLAlchemy's own `pool_pre_ping` asks each time, which cost a process a quarter of its time.
    """

    def rests(_connection: Any, record: Any) -> None:
        record.info["rests"] = time.monotonic()

    def asked(connection: Any, record: Any, _proxy: Any) -> None:
        since = record.info.get("rests")
        if since is None or time.monotonic() - since < _REST:
            return
        try:
            engine.dialect.do_ping(connection)
        except Exception as error:
            raise InvalidatePoolError("the connection did not outlive its rest") from error

    event.listen(engine, "checkin", rests)
    event.listen(engine, "checkout", asked)


def _set_pragmas(connection: Any, _record: Any) -> None:
    # SQLAlchemy opens the transaction itself (see _begin), so the driver must not.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that will write takes the write lock at once: upgrading later could deadlock.
    # On the driver itself: every message begins several.
    options, execute = connection.get_execution_options(), connection.connection.cursor().execute
    if options.get("readonly", False):
        execute("BEGIN")
        return
    execute(f"PRAGMA busy_timeout={int(options.get('patience', BUSY) * 1000)}")
    execute("BEGIN IMMEDIATE")
