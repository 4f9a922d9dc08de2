"""Group commit: threads that write at the same time share one transaction and one sync."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from bureau.adapters.store.engine import Database

T = TypeVar("T")


class _Work(Generic[T]):
    __slots__ = ("act", "done", "error", "value", "wake")

    def __init__(self, act: Callable[[Connection], T]) -> None:
        self.act = act
        self.done = False
        self.value: T | None = None
        self.error: BaseException | None = None
        self.wake = threading.Lock()  # the cheapest thing to sleep on
        self.wake.acquire()


class GroupCommit:
    """Runs small pieces of writing durably; whoever comes first writes for those behind.

    A piece must do nothing but write: when one of a group fails, the group is undone and
    each piece runs again in a transaction of its own, so the others do not suffer; one
    that failed on a connection kept from earlier is tried on a new one.
    """

    def __init__(self, database: Database, most: int = 64) -> None:
        self._database = database
        self._most = most
        self._lock = threading.Lock()
        self._line: list[_Work[Any]] = []
        self._writing = False
        # Kept open: taking one from the pool costs as much as writing a message.
        self._connection: Connection | None = None
        self._riders: list[Callable[[Connection], object]] = []

    def run(self, act: Callable[[Connection], T]) -> T:
        """Return what `act` returns, once that is durable; raises what it raises."""
        work = _Work(act)
        with self._lock:
            self._line.append(work)
            leads = not self._writing
            self._writing = True
        if not leads:
            work.wake.acquire()
        if not work.done:  # woken to lead
            self._lead()
        if work.error is not None:
            raise work.error
        return work.value  # type: ignore[return-value]

    def ride(self, act: Callable[[Connection], object]) -> None:
        """Let `act` write at the beginning of every group: what is not worth one of its own."""
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

    def _write(self, group: list[_Work[Any]]) -> None:
        fresh = self._connection is None
        try:
            if self._connection is None:
                self._connection = self._database.engine.connect()
            connection = self._connection
            with connection.begin():
                for rider in self._riders:
                    rider(connection)
                for work in group:
                    work.value = work.act(connection)
        except Exception as error:
            self.close()  # whatever state it is in, the next group starts with a new one
            if len(group) == 1 and fresh:
                group[0].error = error
                return
            for work in group:
                self._write([work])
