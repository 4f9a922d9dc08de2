"""The words people read of the library, from `words.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from basis.packaged import words_beside
from bureau.answers.model import LibraryError


def word(*keys: str, **facts: object) -> str:
    """Return a word by its keys with its facts filled in; a missing one raises `KeyError`."""
    said: Any = _words()
    for key in keys:
        said = said[key]
    return str(said).format(**facts)


def day(at: date) -> str:
    """Return a day as people write it."""
    return word("day", at=at)


def origin_name(origin: str) -> str:
    """Return where a text comes from, as officers read it."""
    return word("origins", origin)


def force_name(force: str) -> str:
    """Return whether a text holds, as officers read it."""
    return word("forces", force)


def refused(code: str, **facts: object) -> LibraryError:
    """Return the refusal of that code, in words."""
    return LibraryError(code, word("problems", code, **facts))


def _words() -> Mapping[str, Any]:
    return words_beside(__file__)
