"""The audit log in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from basis.packaged import yaml_beside


@cache
def words() -> Mapping[str, Any]:
    """Return `words.yml`, read once."""
    return MappingProxyType(dict(yaml_beside(__file__, "words.yml")))


def verb_names() -> Mapping[str, str]:
    """Return the verbs with their names, in the file's order."""
    return MappingProxyType(words()["verbs"])
