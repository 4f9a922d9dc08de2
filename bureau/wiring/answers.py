"""The library that questions are answered from."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from bureau.adapters.store.library import StoredLibrary
from bureau.answers import Library, Shelves
from bureau.wiring.messages import Messages


class AnswerRooms(Messages):
    """The library that questions are answered from."""

    @cached_property
    def library(self) -> Library:
        """Answers from the bureau's own texts, each with its source."""
        store, folder = StoredLibrary(self.database), self.settings.answers_folder
        return Library(store, Shelves(store, folder=Path(folder) if folder else None))
