"""Rate limits: one citizen, and everybody together."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, so many a second in the long run."""

    burst: float
    per_second: float


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float


class Limiter:
    """A token bucket for each name."""

    def __init__(
        self, rate: Rate, *, most: int = 50_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._most = most
        self._clock = clock
        self._lock = Lock()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def allow(self, name: str = "") -> bool:
        """Take one token of `name`; False when there is none."""
        now = self._clock()
        with self._lock:
            bucket = self._buckets.pop(name, None) or _Bucket(self._rate.burst, now)
            self._buckets[name] = bucket
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
            grown = bucket.tokens + (now - bucket.filled) * self._rate.per_second
            bucket.tokens = min(self._rate.burst, grown)
            bucket.filled = now
            if bucket.tokens < 1:
                return False
            bucket.tokens -= 1
            return True
