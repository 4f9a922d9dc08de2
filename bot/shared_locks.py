"""One message of a conversation at a time, however many assistants share the conversations.

The gateway hands a citizen's messages on one by one already. This holds where it could not: a
process died while its question was computed, and another asks it anew of another assistant.
Rasa's own Redis lock asks once a second whether it is its turn; here a wait ends within 0.1 s.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import redis.asyncio
from rasa.core.lock_store import LockError
from redis.exceptions import RedisError

logger = logging.getLogger("bot")
# Milliseconds after which the lock of a dead assistant is gone; a living one renews its own.
LEASE = 10_000
_RENEW = LEASE / 1000 / 3
_PAUSE, _LONGEST_PAUSE = 0.01, 0.1
_SECONDS = 1.0  # that Redis may take
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"
_EXTEND = (
    "if redis.call('get', KEYS[1]) == ARGV[1] "
    "then return redis.call('pexpire', KEYS[1], ARGV[2]) end"
)


class SharedLocks:
    """Locks in Redis by conversation.

    While Redis is away turns go on without them: the gateway's order holds, and the citizen is
    answered.
    """

    def __init__(self, url: str) -> None:
        self._redis = redis.asyncio.from_url(
            url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS
        )
        self._told = 0.0

    @asynccontextmanager
    async def lock(self, conversation: str, seconds: float) -> AsyncIterator[None]:
        """Hold a conversation; raises `LockError` when it is not to be had in so many seconds."""
        name, token = f"turn:{conversation}", secrets.token_hex(8)
        held = await self._take(name, token, seconds)
        renewing = asyncio.ensure_future(self._renew(name, token)) if held else None
        try:
            yield
        finally:
            if renewing is not None:
                renewing.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await renewing
                await self._release(name, token)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()

    async def _take(self, name: str, token: str, seconds: float) -> bool:
        """Return whether it is held; False while Redis is away."""
        pause, end = _PAUSE, time.monotonic() + seconds
        try:
            while not await self._redis.set(name, token, nx=True, px=LEASE):
                if time.monotonic() + pause > end:
                    raise LockError(f"no turn within {seconds} s")
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, _LONGEST_PAUSE)
        except RedisError as error:
            self._tell(error)
            return False
        return True

    async def _renew(self, name: str, token: str) -> None:
        while True:
            await asyncio.sleep(_RENEW)
            try:
                await self._redis.eval(_EXTEND, 1, name, token, str(LEASE))
            except RedisError as error:
                self._tell(error)

    async def _release(self, name: str, token: str) -> None:
        try:
            await self._redis.eval(_RELEASE, 1, name, token)
        except RedisError as error:
            self._tell(error)

    def _tell(self, error: RedisError) -> None:
        if time.monotonic() - self._told > 1:
            self._told = time.monotonic()
            logger.error("locks away", extra={"error": type(error).__name__})
