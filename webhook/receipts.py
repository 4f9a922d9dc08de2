"""Receipts: which passive answers left, written down many at a time."""

from __future__ import annotations

import time
from threading import Event, Lock, Thread

import structlog

from bureau.adapters.store.inbox import Inbox

_log = structlog.get_logger()


class Receipts:
    """Confirms answers in the inbox a moment after they left, off the citizen's path.

    What is lost with a killed process is one moment's receipts; `Inbox.recover` says why
    neither a lost nor a doubled answer follows.
    """

    def __init__(self, inbox: Inbox, *, every: float = 0.05) -> None:
        self._inbox = inbox
        self._every = every
        self._lock = Lock()
        self._keys: list[str] = []
        self._some = Event()
        self._closing = False
        self._thread = Thread(target=self._write, name="receipts", daemon=True)
        self._thread.start()

    def note(self, key: str) -> None:
        """Note that the answer to this message has left."""
        with self._lock:
            self._keys.append(key)
        self._some.set()

    def close(self) -> None:
        """Write what is still open."""
        self._closing = True
        self._some.set()
        self._thread.join()

    def _write(self) -> None:
        while not self._closing:
            self._some.wait()
            time.sleep(self._every)  # gathering for a moment makes one write of many
            self._some.clear()
            self._flush()

    def _flush(self) -> None:
        with self._lock:
            keys, self._keys = self._keys, []
        try:
            self._inbox.confirm(keys)
        except Exception:
            _log.exception("receipts_not_written", count=len(keys))
            with self._lock:
                self._keys = keys + self._keys
