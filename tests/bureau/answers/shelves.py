"""A small library for tests: fifteen entries of their own, and three offices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bureau.adapters.store.library import StoredLibrary
from bureau.answers import Library, LibraryText, Rephraser, Shelves, Unanswered
from bureau.wiring import Bureau

SHELF = Path(__file__).with_name("shelf")
AT = datetime.fromisoformat("2026-11-24T14:20:00+08:00")


class KeptInMemory:
    """`LibraryStore` without a database."""

    def __init__(self) -> None:
        self.kept: dict[str, LibraryText] = {}
        self.gone: set[str] = set()
        self.waiting: dict[str, Unanswered] = {}
        self.changes = 0

    def version(self) -> int:
        return self.changes

    def texts(self) -> list[LibraryText]:
        return list(self.kept.values())

    def withdrawn(self) -> frozenset[str]:
        return frozenset(self.gone)

    def add(self, texts: Sequence[LibraryText], *, by: str, at: datetime) -> None:
        self.kept |= {text.key: text for text in texts}
        self.changes += 1

    def withdraw(self, *, key: str, by: str, at: datetime) -> None:
        self.kept.pop(key, None)
        self.gone.add(key)
        self.changes += 1

    def ask(self, *, question: str, at: datetime) -> None:
        raise NotImplementedError

    def unanswered(self, *, most: int) -> list[Unanswered]:
        raise NotImplementedError

    def settle(
        self, ids: Sequence[int], *, entry: LibraryText | None, by: str, at: datetime
    ) -> list[str]:
        raise NotImplementedError


def library(*, rephraser: Rephraser | None = None, folder: Path | None = None) -> Library:
    """Return a library over the entries of the tests."""
    store = KeptInMemory()
    return Library(store, Shelves(store, shipped=SHELF, folder=folder), rephraser=rephraser)


def put_into(bureau: Bureau) -> Library:
    """Let a bureau answer from the entries of the tests."""
    store = StoredLibrary(bureau.database)
    ours = Library(store, Shelves(store, shipped=SHELF))
    bureau.__dict__["library"] = ours
    return ours
