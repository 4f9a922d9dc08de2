"""The words by which persons are told and hidden, from `words.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from basis.packaged import yaml_beside


@cache
def words() -> Mapping[str, Any]:
    """Return the words: lists as sets, families as strings of characters, all else as it stands."""
    loaded: dict[str, Any] = yaml_beside(__file__, "words.yml")
    for name in ("compound", "no_names", "before_name", "after_name"):
        loaded[name] = frozenset(loaded[name].split())
    for name in ("family", "clear_family", "doubtful_family", "transliterated"):
        loaded[name] = "".join(loaded[name].split())
    return loaded
