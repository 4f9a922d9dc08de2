"""How often somebody may try to sign in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol


class Budgets(Protocol):
    """Tries within a window, counted under several keys."""

    def take(self, budgets: Mapping[str, int], *, at: datetime) -> int | None:
        """Take one try from each budget (key to most tries) and return its ticket.

        None, and nothing is taken, when one of them is spent.
        """

    def give_back(self, ticket: int) -> None:
        """Undo a try that was none: the password was right, or nobody looked at it."""
