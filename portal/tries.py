"""Budgets of tries to sign in, taken before a password is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from threading import Lock

WINDOW = timedelta(minutes=10)


class Tries:
    """Counts tries within `WINDOW` under several keys; threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tickets = count()
        self._taken: dict[int, tuple[datetime, tuple[str, ...]]] = {}  # the oldest first
        self._counts: Counter[str] = Counter()

    def take(self, budgets: Mapping[str, int], *, at: datetime) -> int | None:
        """Take one try from each budget (key to most tries) and return its ticket.

        None, and nothing is taken, when one of them is spent.
        """
        with self._lock:
            self._forget(at - WINDOW)
            if any(self._counts[key] >= most for key, most in budgets.items()):
                return None
            ticket = next(self._tickets)
            self._taken[ticket] = at, tuple(budgets)
            self._counts.update(budgets.keys())
            return ticket

    def give_back(self, ticket: int) -> None:
        """Undo a try that was none: the password was right, or nobody looked at it."""
        with self._lock:
            self._drop(ticket)

    def _forget(self, before: datetime) -> None:
        while self._taken:
            oldest = next(iter(self._taken))
            if self._taken[oldest][0] > before:
                return
            self._drop(oldest)

    def _drop(self, ticket: int) -> None:
        _, keys = self._taken.pop(ticket, (None, ()))
        for key in keys:
            self._counts[key] -= 1
            if not self._counts[key]:
                del self._counts[key]
