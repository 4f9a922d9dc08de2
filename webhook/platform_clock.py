"""The platform's clock, as its signed requests let it be heard."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

_AGREE = 3.0  # seconds by which two requests of a clock that runs may differ from ours
_BOOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def _steady() -> float:
    return time.clock_gettime(_BOOT)


class PlatformClock:
    """Says whether a request is of now, also when it is our own clock that is wrong.

    What was heard runs on by a clock that nobody sets. It only ever moves forward, so that old
    requests, sent again, do not turn it back. `window`: seconds that a request may be off.
    """

    def __init__(self, window: float, steady: Callable[[], float] = _steady) -> None:
        self._window = window
        self._steady = steady
        self._lock = Lock()
        self._heard: tuple[float, float] | None = None  # the platform's seconds, at ours
        self._doubtful: tuple[float, float] | None = None

    def accepts(self, stamp: float, now: float) -> bool:
        """Return whether a genuine request of the platform's `stamp` is of now.

        `now` is our own clock's. Where neither that nor what was heard before agrees, as after a
        start with a wrong clock, a second request believes the first when both run alike: the
        platform's next try, 5 s later.
        """
        with self._lock:
            at = self._steady()
            heard = self._now(at)
            good = abs(now - stamp) <= self._window or (
                heard is not None and abs(heard - stamp) <= self._window
            )
            if not good and heard is None:
                good = self._runs_alike(stamp, at)
            if good and (heard is None or stamp > heard or abs(heard - stamp) > self._window):
                self._heard = (stamp, at)
            return good

    def ahead(self, now: float) -> float | None:
        """Return by how many seconds our clock is ahead of the platform's; None if never heard."""
        with self._lock:
            heard = self._now(self._steady())
        return None if heard is None else now - heard

    def _runs_alike(self, stamp: float, at: float) -> bool:
        """Return whether a request believes an earlier one that nothing else agreed with.

        The newest of those is remembered: a try of an older message says nothing new.
        """
        if self._doubtful is None:
            self._doubtful = (stamp, at)
            return False
        before, then = self._doubtful
        lag = (stamp - before) - (at - then)
        if lag > 0:
            self._doubtful = (stamp, at)
        return stamp > before and abs(lag) <= _AGREE

    def _now(self, at: float) -> float | None:
        return None if self._heard is None else self._heard[0] + at - self._heard[1]
