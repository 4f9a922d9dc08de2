"""Receipts: which passive answers left, written down while nobody writes."""

from __future__ import annotations

from threading import Event, Thread

import structlog

from bureau.adapters.store.inbox import Inbox

_log = structlog.get_logger()


class Receipts:
    """Writes what left since the last message: under load the next message does it."""

    def __init__(self, inbox: Inbox, *, every: float = 0.1) -> None:
        self._inbox = inbox
        self._every = every
        self._closing = Event()
        self._thread = Thread(target=self._write, name="receipts", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Write what is still open."""
        self._closing.set()
        self._thread.join()

    def _write(self) -> None:
        closing = False
        while not closing:
            closing = self._closing.wait(self._every)
            try:
                self._inbox.confirm()
            except Exception:
                _log.exception("receipts_not_written")
