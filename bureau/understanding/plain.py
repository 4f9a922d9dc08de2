"""A text in plain characters that still knows where each of them stood in the original."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plain:
    """A text with full-width and compatibility characters made plain: ：becomes a colon."""

    original: str
    text: str
    places: tuple[int, ...]
    """Where each plain character stood in the original, and at last the original's length."""

    def slice(self, start: int, end: int) -> str:
        """Return the original's own characters behind a stretch of the plain text."""
        if start >= end:
            return ""
        return self.original[self.places[start] : self.places[end - 1] + 1]


def plain(text: str) -> Plain:
    """Make each character plain by itself, so that every one keeps its place."""
    made = [unicodedata.normalize("NFKC", char) for char in text]
    places = [place for place, chars in enumerate(made) for _ in chars]
    return Plain(text, "".join(made), (*places, len(text)))
