"""Phrases that mean one thing, from `phrases.yml`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from basis.answers import bare
from basis.packaged import yaml_beside


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """Return the phrases by their meaning, read once."""
    raw = yaml_beside(__file__, "phrases.yml")
    return {meaning: tuple(map(str, said)) for meaning, said in raw.items()}


@cache
def _bare(meaning: str) -> frozenset[str]:
    return frozenset(map(bare, phrases()[meaning]))


def means(text: str, *meanings: str) -> bool:
    """Return whether the whole message is one of the phrases of any of these meanings."""
    said = bare(text)
    return any(said in _bare(meaning) for meaning in meanings)


def contains(text: str, meaning: str) -> bool:
    """Return whether a message contains any of the phrases of a meaning."""
    return any_of(text, phrases()[meaning])


def any_of(text: str, words: Iterable[str]) -> bool:
    """Return whether any of some words stands in a text."""
    return any(word in text for word in words)
