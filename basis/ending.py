"""How a process learns that it shall end."""

from __future__ import annotations

import signal
from queue import Empty, SimpleQueue
from typing import Any


class Ending:
    """Told by SIGTERM or SIGINT, however many of them, that the process shall end.

    No lock is taken where a signal arrives: one in the midst of another, or of a look at an
    Event, would wait for itself for ever.
    """

    def __init__(self) -> None:
        self._told: SimpleQueue[None] = SimpleQueue()
        self._over = False

    def listen(self) -> None:
        """Take the signals (in the main thread)."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.tell)

    def tell(self, *_: Any) -> None:
        """Say that it is time."""
        self._over = True
        self._told.put(None)

    def is_set(self) -> bool:
        """Return whether it is time."""
        return self._over

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is time, at most so many seconds; return whether it is."""
        if not self._over:
            try:
                self._told.get(timeout=seconds)
            except Empty:
                return self._over
        return True
