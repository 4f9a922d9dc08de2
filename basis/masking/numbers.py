"""Numbers, plates, accounts and doors that lead to a person, and numbers that lead to none.

A text is read as it looks: full-width as half-width, and for what is said in digits 一三八 as 138.
Every reading has the length of the text, so that a place in one is the same place in the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from basis.masking.words import words
from basis.packaged import yaml_beside

_SPOKEN = str.maketrans(
    "零〇○幺妖一壹二贰两三叁四肆五伍六陆七柒八捌九玖", "00011112223344556677889" + "9"
)
_DIGITS = str.maketrans("①②③④⑤⑥⑦⑧⑨⓪", "1234567890")


def marks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and kind of every number that leads to a person, the surest kinds first."""
    written = _folded(text)
    spoken = written.translate(_SPOKEN)
    for pattern, kind, is_spoken in _patterns():
        for found in pattern.finditer(spoken if is_spoken else written):
            start, end = found.span("it" if "it" in pattern.groupindex else 0)
            yield start, end, kind


def kept(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of numbers that lead to nobody: case numbers, statutes, values, days."""
    written = _folded(text)
    for pattern in _kept():
        for found in pattern.finditer(written):
            yield found.span()


def _folded(text: str) -> str:
    """Return a text half-width, character by character."""
    narrow = (_narrow(char) for char in text.translate(_DIGITS))
    return "".join(new if len(new) == 1 else old for new, old in zip(narrow, text, strict=True))


def _narrow(char: str) -> str:
    return str(unicodedata.decimal(char, "")) or unicodedata.normalize("NFKC", char)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str, bool]]:
    return [
        (_compiled(entry["is"]), entry["kind"], entry.get("spoken", False))
        for entry in yaml_beside(__file__, "numbers.yml")["hidden"]
    ]


@cache
def _kept() -> list[re.Pattern[str]]:
    return [_compiled(pattern) for pattern in yaml_beside(__file__, "numbers.yml")["kept"]]


def _compiled(pattern: str) -> re.Pattern[str]:
    filled = re.sub(r"<<(\w+)>>", lambda found: str(words()["parts"][found[1]]), pattern)
    return re.compile(filled, re.VERBOSE | re.IGNORECASE)
