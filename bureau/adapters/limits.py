"""Limits that several processes share, in Redis: how fast citizens write, how often one signs in.

While Redis is away each process limits by itself, as where none is set.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import redis
import structlog
from redis.exceptions import RedisError

from bureau.messaging.ports import Limits
from bureau.officers.budgets import Budgets

_SECONDS = 0.3  # that Redis may take: a citizen waits
_REST = 2.0  # and for how long it is not asked after it did not answer
_log = structlog.get_logger()

# A bucket of tokens that fills by Redis' own clock: capacity, tokens a second.
_DRAW = """
local now = redis.call('time')
local at = tonumber(now[1]) + tonumber(now[2]) / 1000000
local held = redis.call('hmget', KEYS[1], 'tokens', 'at')
local burst, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local passed = at - (tonumber(held[2]) or at)
local tokens = math.min(burst, (tonumber(held[1]) or burst) + passed * rate)
local allowed = tokens >= 1
if allowed then tokens = tokens - 1 end
redis.call('hset', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(at))
redis.call('pexpire', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
return allowed and 1 or 0
"""
# Tries of the last minutes under several keys: none is taken when one of them is spent.
_TAKE_TRY = """
local now = tonumber(ARGV[1])
local window = tonumber(ARGV[2])
for n, key in ipairs(KEYS) do
  redis.call('zremrangebyscore', key, '-inf', now - window)
  if redis.call('zcard', key) >= tonumber(ARGV[3 + n]) then return 0 end
end
for _, key in ipairs(KEYS) do
  redis.call('zadd', key, now, ARGV[3])
  redis.call('expire', key, window)
end
return 1
"""


class SharedRedis:
    """A Redis that is asked for a moment only, and rested from when it does not answer."""

    def __init__(self, url: str) -> None:
        self.client = redis.from_url(url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS)
        self._rests_until = 0.0

    def run(self, script: Any, keys: list[str], values: list[Any]) -> int | None:
        """Return what a script returns; None while Redis is away."""
        if time.monotonic() < self._rests_until:
            return None
        try:
            return int(script(keys=keys, args=values))
        except RedisError as error:
            self._rests_until = time.monotonic() + _REST
            _log.error("limits_away", error=type(error).__name__)
            return None

    def close(self) -> None:
        """Let go of the connections."""
        self.client.close()


class SharedLimiter:
    """A token bucket for each name, over all processes; `alone` limits while Redis is away."""

    def __init__(
        self, store: SharedRedis, kind: str, *, burst: float, per_second: float, alone: Limits
    ) -> None:
        self._store = store
        self._prefix = f"limit:{kind}:"
        self._rate = [burst, per_second]
        self._alone = alone
        self._script = store.client.register_script(_DRAW)

    def allow(self, name: str = "") -> bool:
        """Take one token of `name`; False when there is none."""
        found = self._store.run(self._script, [self._prefix + name], self._rate)
        return self._alone.allow(name) if found is None else bool(found)


class SharedTries:
    """Tries within a window under several keys, over all processes."""

    def __init__(self, store: SharedRedis, window: timedelta, alone: Budgets) -> None:
        self._store = store
        self._window = window.total_seconds()
        self._alone = alone
        self._script = store.client.register_script(_TAKE_TRY)
        self._taken: dict[int, list[str]] = {}

    def take(self, budgets: Mapping[str, int], *, at: datetime) -> int | None:
        """Take one try from each budget (key to most tries) and return its ticket.

        None, and nothing is taken, when one of them is spent.
        """
        ticket = time.time_ns()
        keys = [f"tries:{key}" for key in budgets]
        values = [at.timestamp(), self._window, ticket, *budgets.values()]
        found = self._store.run(self._script, keys, values)
        if found is None:
            return self._alone.take(budgets, at=at)
        if not found:
            return None
        if len(self._taken) > 10_000:
            self._taken.clear()  # tries that stay taken
        self._taken[ticket] = keys
        return ticket

    def give_back(self, ticket: int) -> None:
        """Undo a try that was none."""
        keys = self._taken.pop(ticket, None)
        if keys is None:
            self._alone.give_back(ticket)
            return
        try:
            for key in keys:
                self._store.client.zrem(key, ticket)
        except RedisError as error:
            _log.error("limits_away", error=type(error).__name__)
