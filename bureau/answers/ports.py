"""What the library needs from outside: where it is kept, and who may say a passage otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bureau.answers.model import LibraryText, Unanswered


class LibraryStore(Protocol):
    """Where texts and unanswered questions are kept. Every method is one transaction."""

    def version(self) -> int:
        """Return a number that is another one whenever a text came or went."""

    def texts(self) -> list[LibraryText]:
        """Return the texts that were uploaded or written and not withdrawn, the oldest first."""

    def withdrawn(self) -> frozenset[str]:
        """Return the keys that were withdrawn, of shipped texts and of the folder's, too."""

    def add(self, texts: Sequence[LibraryText], *, by: str, at: datetime) -> None:
        """Keep texts; one of the same key is replaced. Officers' login names in `by`."""

    def withdraw(self, *, key: str, by: str, at: datetime) -> None:
        """Let a text no longer be answered from."""

    def ask(self, *, question: str, at: datetime) -> None:
        """Count a question that was not answered, masked before."""

    def unanswered(self, *, most: int) -> list[Unanswered]:
        """Return what waits for an answer, what was asked last first."""

    def settle(
        self, ids: Sequence[int], *, entry: LibraryText | None, by: str, at: datetime
    ) -> list[str]:
        """Note that these questions are answered by an entry, which is added, or let go.

        Those that still waited become what the entry answers; their words are returned. Where
        none waited, nothing is done.
        """


class Rephraser(Protocol):
    """Says a passage in other words; what it says is checked and it is off by default."""

    def rephrase(self, *, words: str, question: str) -> str:
        """Return the words of a passage, put so that they answer a question."""
