"""What sources say of themselves, in an officer's words."""

from __future__ import annotations

import re
from functools import cache

from basis.packaged import yaml_beside


def in_chinese(said: str) -> str:
    """Return a source's error or finding in Chinese; what has no words yet stays as it is."""
    for pattern, chinese in _words():
        said = pattern.sub(chinese, said)
    return said


@cache
def _words() -> list[tuple[re.Pattern[str], str]]:
    pairs = yaml_beside(__file__, "findings.yml")
    return [(re.compile(pattern), chinese) for pattern, chinese in pairs]
