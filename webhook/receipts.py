"""Receipts: which passive answers left, written down while nobody writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread

import structlog

from bureau.adapters.store.inbox import Inbox, Recovered

_log = structlog.get_logger()


class Receipts:
    """Writes what left since the last message: under load the next message does it."""

    def __init__(
        self,
        inbox: Inbox,
        recovered: Recovered,
        clock: Callable[[], datetime],
        *,
        every: float = 0.05,
    ) -> None:
        self._inbox = inbox
        self._unsure = recovered.unsure
        self._clock = clock
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
                self._settle()
            except Exception:
                _log.exception("receipts_not_written")

    def _settle(self) -> None:
        if not self._unsure:
            return
        now = self._clock()
        known = [seq for seq, instant in self._unsure if instant <= now]
        if known:
            self._inbox.trust(known)
            self._unsure = tuple(item for item in self._unsure if item[0] not in known)
