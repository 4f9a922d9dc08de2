"""Roads and canals in a text: they cross borders, so that one alone tells no county."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from basis.packaged import read_yaml
from bureau.places.word_bounds import WordBounds

_TABLE = Path(__file__).parent / "data" / "longer_names.yml"


@dataclass(frozen=True)
class _Shapes:
    road: re.Pattern[str]
    before: re.Pattern[str]
    anywhere: re.Pattern[str]


@cache
def _shapes() -> _Shapes:
    said = read_yaml(_TABLE)["roads"]
    name = rf"[^\W_{said['not_in_names']}]"
    return _Shapes(
        road=re.compile(
            rf"{name}{{1,8}}?(?:{'|'.join(said['kinds'].split())})(?!{said['not_followed_by']})"
        ),
        before=re.compile(rf"^.*(?:{'|'.join(said['before'].split())})(?=..)"),
        anywhere=re.compile(said["anywhere"]),
    )


def first_road(text: str) -> str | None:
    """Return the first road or canal that a text names, or None: 马路 and 高速 are everywhere."""
    bounds = WordBounds(text)
    for found in _shapes().road.finditer(text):
        start = found.end() - len(_shapes().before.sub("", found.group()))
        # Not 民路 out of 人民路.
        while bounds.cut_at(start):
            start -= 1
        name = text[start : found.end()]
        if not _shapes().anywhere.fullmatch(name):
            return name
    return None
