"""The words of time, read once from `vocabulary.yml`."""

from __future__ import annotations

from functools import cache
from typing import Any

from basis.packaged import yaml_beside

Hours = tuple[float, float]


@cache
def vocabulary() -> dict[str, Any]:
    """Return the lists and tables of words by their names."""
    return dict(yaml_beside(__file__, "vocabulary.yml"))


@cache
def parts() -> dict[str, Hours]:
    """Return the hours of every part of the day, said at length or in one character."""
    said = vocabulary()["parts"] | vocabulary()["short_parts"]
    return {word: (begin, until) for word, (begin, until) in said.items()}


def any_of(*names: str) -> str:
    """Return a pattern for any word of some lists or tables, the longest first."""
    words = [word for name in names for word in _words(name)]
    return "|".join(sorted(words, key=len, reverse=True))


def _words(name: str) -> list[str]:
    return [word for line in vocabulary()[name] for word in line.split()]
