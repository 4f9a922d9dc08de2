"""A breaker before the action server: one that hangs holds a few turns, not every one of them.

Each turn would wait its ten seconds for a server that answers nobody, and with three at work
nobody else would be served, not even who only says hello.
"""

from __future__ import annotations

import time
from collections.abc import Callable

# Seconds between two tries while it is open, and how long such a try may take.
AGAIN = 2.0
TRY = 1.0
# Calls in a row that hang: one alone may be that action's own fault.
HANG = 2


class HangsError(Exception):
    """The action server hung a moment ago, and is not asked just now."""


class Breaker:
    """Closed until calls hang in a row; then one in `AGAIN` seconds tries, until one answers."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._hung = 0
        self._next_try = 0.0

    @property
    def open(self) -> bool:
        """Whether the last calls that ended hung."""
        return self._hung >= HANG

    def allow(self) -> float:
        """Return how many seconds a call may take now; raises `HangsError`: it may not be made."""
        if not self.open:
            return self._seconds
        now = self._clock()
        if now < self._next_try:
            raise HangsError("it hung a moment ago")
        self._next_try = now + AGAIN
        return min(TRY, self._seconds)

    def hung(self) -> None:
        """A call did not end in its time."""
        self._hung += 1
        self._next_try = self._clock() + AGAIN

    def answered(self) -> None:
        """A call ended, well or not: the server is there."""
        self._hung = 0
