"""One message of a conversation at a time, a few conversations at a time, first come first served.

Rasa's own lock asks once a second whether it is its turn: three messages at once took 12, 1016
and 2023 ms. Here waiting costs nothing and ends at once, in the order of arrival. And Rasa begins
every message at once: of a hundred citizens all would wait for the last, and whoever writes again
would delay those who still wait for their first answer.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from rasa.core.lock_store import LockError, LockStore

WAIT_SECONDS = 60.0
# One thread computes all turns; the others meanwhile wait for the action server. With more of
# them at work new connections wait to be let in (docs/adr/0007-few-at-work-many-in-line.md).
AT_WORK = 3


class FairSemaphore:
    """Lets so many in at once, the others in the order of their coming."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._line: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> None:
        if self._free:  # then nobody waits
            self._free -= 1
            return
        called = asyncio.get_running_loop().create_future()
        self._line.append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self._leave()  # called and cancelled at once: the next may come
            raise

    async def __aexit__(self, *_: Any) -> None:
        self._leave()

    def _leave(self) -> None:
        while self._line:
            following = self._line.popleft()
            if not following.done():
                following.set_result(None)
                return
        self._free += 1


def _shared(url: str) -> Callable[[str, float], AbstractAsyncContextManager[None]]:
    """Return the lock that assistants share, if there is a Redis; it is loaded only then."""
    if not url:
        return lambda _conversation, _seconds: nullcontext()
    from bot.shared_locks import SharedLocks

    return SharedLocks(url).lock


class TurnLocks(LockStore):
    """Rasa's lock store, by REDIS_URL over several; forgets a conversation nobody waits for."""

    def __init__(self, **_: Any) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}
        self._room = FairSemaphore(AT_WORK)
        self._shared = _shared(os.environ.get("REDIS_URL", ""))

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = WAIT_SECONDS,
        wait_time_in_seconds: float = 0.0,
    ) -> AsyncIterator[None]:
        """Hold the conversation and a place; raises `LockError` after `lock_lifetime` seconds."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        self._users[conversation_id] = self._users.get(conversation_id, 0) + 1
        try:
            if lock.locked():
                await self._wait(lock, lock_lifetime)
            else:
                await lock.acquire()
            try:
                async with self._shared(conversation_id, lock_lifetime), self._room:
                    yield
            finally:
                lock.release()
        finally:
            self._users[conversation_id] -= 1
            if not self._users[conversation_id]:
                del self._users[conversation_id], self._locks[conversation_id]

    @staticmethod
    async def _wait(lock: asyncio.Lock, seconds: float) -> None:
        try:
            await asyncio.wait_for(lock.acquire(), seconds)
        except TimeoutError as error:
            raise LockError(f"no turn within {seconds} s") from error
