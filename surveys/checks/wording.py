"""What the checks say, read from `words.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from basis.packaged import yaml_beside


@cache
def words() -> Mapping[str, Any]:
    """The sentences of the checks, by section."""
    loaded: Mapping[str, Any] = yaml_beside(__file__, "words.yml")
    return loaded


def reason(kind: str, **facts: object) -> str:
    """Why a check doubts an answer."""
    return str(words()["reasons"][kind].format(**facts))


def check_name(kind: str) -> str:
    """How people call a check."""
    return str(words()["names"][kind])
