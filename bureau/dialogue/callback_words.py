"""Whether somebody asks after a message that they left for the bureau."""

from __future__ import annotations

import re
from functools import cache

from basis.answers import clean
from basis.packaged import yaml_beside

_LONGEST = 30


def names_message(text: str) -> bool:
    """Return whether a message left, or that it be answered, is named: 我留的言回了没."""
    return _pattern("named").search(clean(text)) is not None


def asks_after_message(text: str) -> bool:
    """Return whether words may ask after a message left: 好了没, 怎么还没回, 留的言看了吗."""
    said = clean(text)
    if len(said) > _LONGEST:
        return False
    if _pattern("alone").fullmatch(said):
        return True
    return names_message(said) and _pattern("asks").search(said) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(str(yaml_beside(__file__, "callback_words.yml")[name]))
