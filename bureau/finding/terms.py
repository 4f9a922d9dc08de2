"""Text as terms of an index: pairs of characters for Chinese, whole runs for letters and digits.

Every two neighbouring Chinese characters are a term, so that two characters find what a
dictionary would have cut otherwise. A phrase is found as it stands: its terms in a row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[a-z0-9]+")
_SAID = re.compile(rf"(?:[{_HAN}]|[a-z0-9])+")
_LONGEST = 40  # characters of one run of letters that are kept: a longer one is no word
# Letters that no citizen's text is left with, so that no word is taken for a mark.
FACET = "\u01c3"
FIRM = "\u01c2"
MOST_PHRASES = 8


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that must stand in a row; with `open_end` the last one may go on."""

    terms: tuple[str, ...]
    open_end: bool


def plain(text: str) -> str:
    """Return a text as it is compared: full-width forms and capitals made equal."""
    return unicodedata.normalize("NFKC", text).lower()


def terms(text: str) -> list[str]:
    """Return the terms of a text as they stand; a run of Chinese ends with its last character.

    Nothing is kept of a space between Chinese and letters: people set it or not.
    """
    found: list[str] = []
    for run in _RUN.findall(plain(text)):
        found += _pairs(run, last=True) if _is_han(run) else [run[:_LONGEST]]
    return found


def phrases(text: str, mark: str = "") -> list[Phrase]:
    """Return what a person asks for: every piece between spaces and marks is a phrase.

    One character alone finds every word that begins with it or holds it before another.
    """
    found = []
    for piece in _SAID.findall(plain(text))[:MOST_PHRASES]:
        runs = _RUN.findall(piece)
        asked: list[str] = []
        for run in runs[:-1]:
            asked += _pairs(run, last=True) if _is_han(run) else [run[:_LONGEST]]
        final = runs[-1]
        open_end = not _is_han(final) or len(final) == 1
        asked += [final[:_LONGEST]] if open_end else _pairs(final, last=False)
        found.append(Phrase(tuple(mark + term for term in asked), open_end))
    return found


def marked(mark: str, found: Iterable[str]) -> list[str]:
    """Return terms under a mark, apart from what people wrote."""
    return [mark + term for term in found]


def facet(kind: str, value: str) -> str:
    """Return the term of a property; what is no letter or digit is written as its number."""
    safe = "".join(char if _is_plain(char) else f"{ord(char):x}\u01c3" for char in value)
    return f"{FACET}{kind}{FACET}{safe}"


def _is_plain(char: str) -> bool:
    return char.isascii() and (char.isdigit() or char.islower())


def _is_han(run: str) -> bool:
    return not run[0].isascii()


def _pairs(run: str, *, last: bool) -> list[str]:
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    return [*pairs, run[-1]] if last or not pairs else pairs
