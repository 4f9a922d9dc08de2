"""What the register of villages needs from outside: a store of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bureau.places.villages.model import Village


class Villages(Protocol):
    """Where villages are kept. Every method is one transaction."""

    def get(self, code: str) -> Village | None:
        """Return a village, one that is gone too."""

    def of_town(self, town: str) -> list[Village]:
        """Return a town's villages by their codes, those that are gone too."""

    def every(self) -> list[Village]:
        """Return all villages by their codes, those that are gone too."""

    def keep(self, villages: Sequence[Village], *, by: str, at: datetime) -> None:
        """Keep villages in place of those of the same codes, all or none."""


class KeptVillages:
    """`Villages` in a dictionary: the twin for tests and trials."""

    def __init__(self, villages: Sequence[Village] = ()) -> None:
        self._kept = {each.code: each for each in villages}

    def get(self, code: str) -> Village | None:
        """Return a village, one that is gone too."""
        return self._kept.get(code)

    def of_town(self, town: str) -> list[Village]:
        """Return a town's villages by their codes, those that are gone too."""
        return [each for each in self.every() if each.town == town]

    def every(self) -> list[Village]:
        """Return all villages by their codes, those that are gone too."""
        return sorted(self._kept.values(), key=lambda each: each.code)

    def keep(self, villages: Sequence[Village], *, by: str, at: datetime) -> None:
        """Keep villages in place of those of the same codes."""
        self._kept.update({each.code: each for each in villages})
