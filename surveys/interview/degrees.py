"""How far something changed, in people's own words: 差远了, 要好那么一点点."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from surveys.questionnaire.phrases import phrases

_STEPS = 5
_MIDDLE = 3


def compared(plain: str, titles: Sequence[str]) -> int | None:
    """Return the place, from 0, of the step that a comparison in plain words means, or None.

    Only for five steps whose titles themselves compare, as 差了很多 … 好了很多. What says nothing
    changed is the middle, what goes both ways is not read.
    """
    words = _patterns()
    if len(titles) != _STEPS or not all(
        words["compares"].search(titles[place]) for place in (0, 1, 3, 4)
    ):
        return None
    if words["same"].search(plain):
        return _MIDDLE - 1
    ways = {way for way in ("worse", "better") for hit in words[way].finditer(plain)
            if not words["taken_back"].search(plain[: hit.start()])}  # fmt: skip
    if len(ways) != 1:
        return None
    little = words["little"].search(plain)
    much = words["much"].search(plain) and not little
    if "worse" in ways:
        return 0 if much else 1
    return _STEPS - 1 if much else _STEPS - 2


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(words) for name, words in phrases().compared.items()}
