"""What the reviews room needs from outside: a store in which one decision wins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bureau.officers import Right
from bureau.reviews.model import Review, ReviewState


class KeptReviews(Protocol):
    """Where acts that wait, and what became of them, are kept."""

    def add(
        self,
        *,
        act: str,
        right: Right,
        facts: Mapping[str, str],
        number: str,
        words: str,
        by: str,
        at: datetime,
    ) -> int | None:
        """Keep an act that waits; return its id, None while the same one waits already."""

    def get(self, review: int) -> Review | None:
        """Return an act by its id."""

    def waiting(self) -> list[Review]:
        """Return what waits, the longest first."""

    def decided(self, *, limit: int) -> list[Review]:
        """Return what was decided, the newest first."""

    def move(
        self, review: int, *, before: ReviewState, to: ReviewState, by: str, at: datetime, why: str
    ) -> bool:
        """Move an act on if it still stands at `before`; return whether this call did it.

        Its words go when it is done, refused, withdrawn or expired.
        """
