"""Receipts: which passive answers left, written down while nobody writes."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread

import structlog

from bureau.messaging import Recovered
from bureau.messaging.ports import Inbox, Recovery

_log = structlog.get_logger()


class Receipts:
    """Writes what left since the last message: under load the next message does it.

    The moment between is short: what a killed process had not written, its next start has
    to find out from the platform's retries.
    """

    def __init__(
        self,
        inbox: Inbox,
        recovery: Recovery,
        recovered: Recovered,
        clock: Callable[[], datetime],
        *,
        after: float = 0.01,
    ) -> None:
        self._inbox = inbox
        self._recovery = recovery
        self._unsure = recovered.unsure
        self._clock = clock
        self._after = after
        self._some = Event()
        self._closing = False
        self._thread = Thread(target=self._write, name="receipts", daemon=True)
        self._thread.start()

    def note(self, key: str) -> None:
        """Note that the answer to this message has left."""
        self._inbox.left(key)
        if not self._some.is_set():
            self._some.set()

    def close(self) -> None:
        """Write what is still open."""
        self._closing = True
        self._some.set()
        self._thread.join()

    def _write(self) -> None:
        while not self._closing:
            # Without receipts there still may be old ones to settle.
            if self._some.wait(0.5 if self._unsure else None):
                time.sleep(self._after)  # the next message, if there is one, writes them
            self._some.clear()
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
            self._recovery.trust(known)
            self._unsure = tuple(item for item in self._unsure if item[0] not in known)
