"""Who serves: processes of one database, wherever they run, and the clock that they share.

A process says every two seconds that it lives, by the database's clock, for those of machines
differ and jump. Of one that has not for ten seconds, others take over what it held. Where the
database is a file there is one process of a kind, and its own name and clock serve.
"""

from __future__ import annotations

import platform
import secrets
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, DateTime, delete, func, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.messages import processes
from bureau.adapters.store.upsert import insert_ignore
from bureau.messaging import Living
from bureau.messaging.ports import StoreAwayError

EVERY = 2.0
# Seconds without a sign of life after which a process counts as dead.
SILENT = timedelta(seconds=10)
_NOW: Any = func.clock_timestamp(type_=DateTime(timezone=True))
_log = structlog.get_logger()


class SharedClock:
    """The database's time where one is shared, however the machine's own clock is set.

    Between two looks it runs by a clock that nobody sets.
    """

    def __init__(self) -> None:
        self._heard: tuple[float, datetime] | None = None

    def __call__(self) -> datetime:
        """Return the present instant."""
        heard = self._heard
        if heard is None:
            return datetime.now(UTC)
        return heard[1] + timedelta(seconds=time.monotonic() - heard[0])

    def hear(self, said: datetime, *, asked: float) -> None:
        """Set it by what the database said; `asked` is when it was asked (monotonic)."""
        now = time.monotonic()
        self._heard = now, said.astimezone(UTC) + timedelta(seconds=(now - asked) / 2)


class Membership:
    """One process among those of a database: its name, its sign of life."""

    def __init__(self, database: Database, kind: str, clock: SharedClock) -> None:
        self._database = database
        self._kind = kind
        self._clock = clock
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        # A name of its own for each start: what one held that is gone, no other may finish.
        self.name = f"{kind}-{secrets.token_hex(6)}" if database.shared else kind

    def join(self) -> None:
        """Begin to say that this process lives; of a file nothing needs to be said."""
        if not self._database.shared:
            return
        self.beat()
        self._thread = threading.Thread(target=self._run, name="membership", daemon=True)
        self._thread.start()

    def leave(self) -> None:
        """End in order."""
        if self._thread is None:
            return
        self._stop.set()
        self._thread.join()
        with self._database.transaction() as connection:
            connection.execute(delete(processes).where(processes.c.name == self.name))

    def beat(self) -> None:
        """Say that this process lives, and hear the time."""
        asked = time.monotonic()
        with self._database.transaction() as connection:
            said = connection.scalar(
                update(processes)
                .where(processes.c.name == self.name)
                .values(seen=_NOW)
                .returning(processes.c.seen)
            )
            if said is None:  # its first, or it was taken for dead
                said = connection.scalar(select(_NOW))
                insert_ignore(
                    connection,
                    processes,
                    name=self.name,
                    kind=self._kind,
                    host=platform.node()[:100],
                    started=said,
                    seen=said,
                )
        self._clock.hear(said, asked=asked)

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                self.beat()
            except StoreAwayError as error:
                _log.warning("store_away", error=str(error))
            except SQLAlchemyError:
                _log.exception("no_sign_of_life")


class StoredProcesses:
    """What is known of the processes of this database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def living(self) -> list[Living]:
        """Return those that say they live, with the seconds since each last said so."""
        if not self._database.shared:
            return []
        silence = func.extract("epoch", _NOW - processes.c.seen)
        with self._database.reading() as connection:
            rows = connection.execute(select(processes, silence.label("silent")))
            return [Living(row.name, row.kind, row.host, float(row.silent)) for row in rows]


def bury(connection: Connection) -> tuple[list[str], datetime | None]:
    """Take the names of dead processes out of the list, and return them.

    Also returns since when the longest serving web process of the living has been there.
    """
    dead = connection.scalars(
        delete(processes)
        .where(
            processes.c.name.in_(
                select(processes.c.name)
                .where(processes.c.seen < _NOW - SILENT)
                .with_for_update(skip_locked=True)
            )
        )
        .returning(processes.c.name)
    ).all()
    since = connection.scalar(
        select(func.min(processes.c.started)).where(processes.c.kind == "web")
    )
    return list(dead), since


class Leader:
    """One process at a time for what must not be done twice: it holds a lock of the database.

    With the process, or its connection, the lock goes, and another one takes it.
    """

    def __init__(self, database: Database, work: str) -> None:
        self._database = database
        self._work = work
        self._lock = threading.Lock()
        self._connection: Connection | None = None

    @property
    def leading(self) -> bool:
        """Whether this process was the one when it last looked: for what may be done twice."""
        return self._connection is not None or not self._database.shared

    def leads(self) -> bool:
        """Return whether this process is the one; where a file is the database, it is."""
        if not self._database.shared:
            return True
        with self._lock:
            try:
                if self._connection is not None:
                    self._connection.execute(text("SELECT 1"))
                    return True
                return self._try()
            except SQLAlchemyError:
                self._let_go()
                return False

    def close(self) -> None:
        """Let another one lead."""
        with self._lock:
            self._let_go()

    def _try(self) -> bool:
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        taken = connection.scalar(
            text("SELECT pg_try_advisory_lock(hashtextextended(:work, 18))"), {"work": self._work}
        )
        if taken:
            self._connection = connection
            _log.info("leads", work=self._work)
        else:
            connection.close()
        return bool(taken)

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # Not back into the pool: there it would keep the lock.
            connection.invalidate()
            connection.close()
