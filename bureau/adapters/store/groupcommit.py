"""Group commit: threads that write at the same time share one transaction and one sync."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from bureau.adapters.store.engine import Database, away_told, is_away

P = TypeVar("P")
T = TypeVar("T")
Batch = Callable[[Connection, Sequence[P]], Sequence[T]]
"""Writes many pieces at once; returns what each has come to, in their order."""
Settle = Callable[[], object]
PATIENCE = 2.0  # seconds: below what a citizen's message may take
_LOCKED = 0.5  # seconds that one try waits for another writer
_PAUSE = 0.05


class _Work(Generic[P, T]):
    __slots__ = ("batch", "done", "error", "piece", "value", "wake")

    def __init__(self, batch: Batch[P, T], piece: P) -> None:
        self.batch = batch
        self.piece = piece
        self.done = False
        self.value: T | None = None
        self.error: BaseException | None = None
        self.wake = threading.Lock()  # the cheapest thing to sleep on
        self.wake.acquire()


class GroupCommit:
    """Runs small pieces of writing durably; whoever comes first writes for those behind.

    Pieces of the same batch are written by one call for the whole group: what takes one statement
    then is one, not as many as there are pieces.

    A piece must do nothing but write: when one of a group fails, the group is undone and
    each piece runs again in a transaction of its own, so the others do not suffer; one
    that failed on a connection kept from earlier is tried on a new one. While the database is
    away, as in a restart, all wait for it for `PATIENCE` in all; then each fails at once.

    A connection may break during a commit that took place: then a piece runs again on what it
    wrote itself, and has to recognise that.
    """

    def __init__(self, database: Database, most: int = 64) -> None:
        self._database = database
        self._most = most
        self._lock = threading.Lock()
        self._line: list[_Work[Any, Any]] = []
        self._writing = False
        # Kept open: taking one from the pool costs as much as writing a message.
        self._connection: Connection | None = None
        self._riders: list[Callable[[Connection], Settle]] = []
        self._away_since: float | None = None

    def run(self, act: Callable[[Connection], T]) -> T:
        """Return what `act` returns, once that is durable; raises what it raises."""
        return self.share(_each, act)

    def share(self, batch: Batch[P, T], piece: P) -> T:
        """Return what `batch` makes of this piece, once that is durable; raises what it raises."""
        work = _Work(batch, piece)
        with self._lock:
            self._line.append(work)
            leads = not self._writing
            self._writing = True
        if not leads:
            work.wake.acquire()
        if not work.done:  # woken to lead
            self._lead()
        if work.error is not None:
            with away_told():
                raise work.error
        return work.value  # type: ignore[return-value]

    def ride(self, act: Callable[[Connection], Settle]) -> None:
        """Let `act` write at the beginning of every group: what is not worth one of its own.

        What it returns is called once that is durable.
        """
        self._riders.append(act)

    def close(self) -> None:
        """Release the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _lead(self) -> None:
        with self._lock:
            group, self._line = self._line[: self._most], self._line[self._most :]
        self._write(group)
        for work in group:
            work.done = True
        with self._lock:
            following = self._line[0] if self._line else None
            self._writing = following is not None
        if following is not None:
            following.wake.release()
        for work in group[1:]:  # the first is the one who leads
            work.wake.release()

    def _write(self, group: list[_Work[Any, Any]]) -> None:
        while True:
            fresh, begun = self._connection is None, time.monotonic()
            try:
                settled = self._commit(group)
            except Exception as error:
                self.close()  # whatever state it is in, the next try starts with a new one
                if not fresh or self._worth_waiting(error, begun):
                    continue
                if len(group) == 1 or is_away(error):
                    for work in group:
                        work.error = error
                    return
                break
            self._away_since = None
            for settle in settled:
                settle()
            return
        for work in group:
            self._write([work])

    def _commit(self, group: list[_Work[Any, Any]]) -> list[Settle]:
        if self._connection is None:
            self._connection = self._database.writer().execution_options(patience=_LOCKED)
        connection = self._connection
        with connection.begin():
            settled = [rider(connection) for rider in self._riders]
            batches: dict[Batch[Any, Any], list[_Work[Any, Any]]] = {}
            for work in group:
                batches.setdefault(work.batch, []).append(work)
            # What every message takes comes first; any other work may have to read whole tables.
            for batch, works in sorted(batches.items(), key=lambda item: item[0] is _each):
                if batch is _each:
                    self._database.plan_freely(connection)
                values = batch(connection, [work.piece for work in works])
                for work, value in zip(works, values, strict=True):
                    work.value = value
        return settled

    def _worth_waiting(self, error: Exception, begun: float) -> bool:
        """Sleep a moment while a database that was restarted may be expected back."""
        if not is_away(error):
            return False
        if self._away_since is None:
            self._away_since = begun
        if time.monotonic() - self._away_since > PATIENCE:
            return False
        time.sleep(_PAUSE)
        return True


def _each(connection: Connection, acts: Sequence[Callable[[Connection], T]]) -> list[T]:
    return [act(connection) for act in acts]
