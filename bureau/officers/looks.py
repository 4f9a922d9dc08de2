"""Who opened which person's case, and when: lines that nobody changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

# Opening the same case again within this time is the same look.
SAME_LOOK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Look:
    """An officer opened a case; with a `reason` they read the original of an anonymous one."""

    at: datetime
    officer: str
    number: str
    reason: str = ""


class Looks(Protocol):
    """Where looks are kept."""

    def note(self, look: Look) -> None:
        """Keep that a case was opened, unless the same officer did so within `SAME_LOOK`.

        A look at the original is always kept.
        """

    def page(self, *, limit: int, offset: int) -> tuple[list[Look], int]:
        """Return a page of looks, the newest first, and how many there are in all."""
