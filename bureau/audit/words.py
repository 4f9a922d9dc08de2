"""The audit log in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from basis.packaged import yaml_beside

Meanings = Mapping[str, Mapping[str, str]]


@cache
def words() -> Mapping[str, Any]:
    """Return `words.yml`, read once."""
    return MappingProxyType(dict(yaml_beside(__file__, "words.yml")))


def told(detail: str, meanings: Meanings) -> str:
    """Return the codes of a line as officers read them; a name or code without a word stays.

    `meanings`: by the name of a field, what its codes are called that belong to other rooms.
    """
    names, values = words()["fields"], words()["values"]
    read = []
    for part in detail.split():
        name, equals, value = part.partition("=")
        shown = meanings.get(name, {}).get(value) or values.get(name, {}).get(value, value)
        read.append(f"{names[name]}{words()['is']}{shown}" if equals and name in names else part)
    return str(words()["and"]).join(read)


def verb_names() -> Mapping[str, str]:
    """Return the verbs with their names, in the file's order."""
    return MappingProxyType(words()["verbs"])
