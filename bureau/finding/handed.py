"""Lists that were handed out: by its fingerprint a printed one is found again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class HandedList:
    """One list as it was taken along; `asked` says in words which rows it held."""

    fingerprint: str
    kind: str
    asked: str
    rows: int
    form: str
    by: str
    at: datetime


class HandedLists(Protocol):
    """The record of what was handed out; nobody changes it."""

    def note(self, taken: HandedList) -> None:
        """Keep that a list was taken along."""

    def find(self, fingerprint: str) -> Sequence[HandedList]:
        """Return the lists whose fingerprint begins so, the newest first."""
