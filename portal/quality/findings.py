"""What sources say of themselves, in an officer's words."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml


def in_chinese(said: str) -> str:
    """Return a source's error or finding in Chinese; what has no words yet stays as it is."""
    for pattern, chinese in _words():
        said = pattern.sub(chinese, said)
    return said


@cache
def _words() -> list[tuple[re.Pattern[str], str]]:
    path = Path(__file__).with_name("findings.yml")
    pairs = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [(re.compile(pattern), chinese) for pattern, chinese in pairs]
