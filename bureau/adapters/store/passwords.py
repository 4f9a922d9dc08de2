"""Password hashes within a bounded amount of memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from bureau.officers import BusyError

# RFC 9106's second recommendation. Two at once are the most that a process ever holds: 128 MiB.
MEMORY_KIB = 64 * 1024
AT_ONCE = 2
_WAITING = 16  # more would hold threads that citizens' messages need
_PATIENCE = 1.0  # seconds


class Passwords:
    """Makes and verifies argon2id hashes, `AT_ONCE` at a time; who waits too long is refused."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=MEMORY_KIB, parallelism=4)
        self._queue = BoundedSemaphore(AT_ONCE + _WAITING)
        self._working = BoundedSemaphore(AT_ONCE)

    def hash(self, password: str) -> str:
        """Return a hash of a password. Raises `BusyError`."""
        with self._turn():
            return self._hasher.hash(password)

    def verifies(self, hashed: str, password: str) -> bool:
        """Return whether a hash is of this password. Raises `BusyError`."""
        with self._turn():
            try:
                return self._hasher.verify(hashed, password)
            except (VerifyMismatchError, InvalidHashError):
                return False

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._queue.acquire(blocking=False):
            raise BusyError
        try:
            if not self._working.acquire(timeout=_PATIENCE):
                raise BusyError
            try:
                yield
            finally:
                self._working.release()
        finally:
            self._queue.release()
