"""The plain yes that erasing asks for: what cannot be undone is not done on a likeness."""

from __future__ import annotations

import re
from functools import cache

from basis.answers import clean
from basis.packaged import yaml_beside


def plainly_yes(text: str) -> bool:
    """Return whether a whole message is a plain yes, or says once more to delete."""
    said = clean(text)
    return bool(said) and _pattern().fullmatch(said) is not None


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(str(yaml_beside(__file__, "plain_yes.yml")["plain"]), re.I)
