"""Rate limits: one citizen, and everybody together."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float


class Limiter:
    """Token buckets: `burst` at once, `rate` a second in the long run, for each name."""

    def __init__(
        self,
        *,
        burst: float,
        rate: float,
        most: int = 50_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst = burst
        self._rate = rate
        self._most = most
        self._clock = clock
        self._lock = Lock()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def allow(self, name: str = "") -> bool:
        """Take one token of `name`; False when there is none."""
        now = self._clock()
        with self._lock:
            bucket = self._buckets.pop(name, None) or _Bucket(self._burst, now)
            self._buckets[name] = bucket
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
            bucket.tokens = min(
                self._burst, bucket.tokens + (now - bucket.filled) * self._rate
            )
            bucket.filled = now
            if bucket.tokens < 1:
                return False
            bucket.tokens -= 1
            return True
