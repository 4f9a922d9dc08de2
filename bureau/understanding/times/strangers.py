"""What stands in a message with the look of a time and is none: 路12号, 3点意见, 55分贝.

A number is a time only in a time's company. These stretches are taken out before anything is read.
"""

from __future__ import annotations

import re
from functools import cache

from basis.numerals import NUMERALS
from basis.packaged import yaml_beside
from bureau.understanding.numerals import NUMBER

BLANK = "\ufffc"
"""Stands for each character taken out, so that all others keep their places."""

_START = rf"(?<![\d.{NUMERALS}])"
_FRACTION = rf"(?:\.\d+|(?<=[{NUMERALS}])点[{NUMERALS}]+)?"
_SHAPES = {
    "NUMBER": rf"{_START}{NUMBER}",
    "DECIMAL": rf"{_START}{NUMBER}{_FRACTION}(?:[-~到至]{NUMBER}{_FRACTION})?",
    "RANGE": rf"{_START}{NUMBER}(?:[-~到至、]{NUMBER})?",
    "FEW": r"(?:[1-9](?!\d)|[一二两三四五六七八九])",
}


def without_strangers(text: str) -> str:
    """Return the text with every such stretch blanked."""
    for pattern in _patterns():
        text = pattern.sub(_blanked, text)
    return text


def _blanked(found: re.Match[str]) -> str:
    return BLANK * len(found.group())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Build one pattern of each list, once a process."""
    said = yaml_beside(__file__, "strangers.yml")
    return tuple(re.compile(_shaped("|".join(lines))) for lines in said.values())


def _shaped(pattern: str) -> str:
    for name, shape in _SHAPES.items():
        pattern = pattern.replace(name, shape)
    return pattern
