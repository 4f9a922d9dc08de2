"""Whole messages that mean one thing, from `phrases.yml`."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from basis.packaged import yaml_beside

_NOT_SAID = re.compile(r"[\W_]+")
_SOFT_ENDINGS = re.compile(r"(了|吧|啊|呀|哦|啦|哈|嘛|呗|谢谢|吗)+$")


def bare(text: str) -> str:
    """Return a message without punctuation, emoji, spaces and soft endings."""
    folded = _NOT_SAID.sub("", unicodedata.normalize("NFKC", text)).lower()
    return _SOFT_ENDINGS.sub("", folded) or folded


@cache
def phrases() -> dict[str, frozenset[str]]:
    """Return the phrases by their meaning, read once."""
    raw = yaml_beside(__file__, "phrases.yml")
    return {meaning: frozenset(map(str, said)) for meaning, said in raw.items()}


def means(text: str, *meanings: str) -> bool:
    """Return whether the whole message is one of the phrases of any of these meanings."""
    said = bare(text)
    return any(said in {bare(p) for p in phrases()[meaning]} for meaning in meanings)


def contains(text: str, meaning: str) -> bool:
    """Return whether a message contains any of the phrases of a meaning."""
    return any(phrase in text for phrase in phrases()[meaning])


def ends(text: str, meaning: str) -> bool:
    """Return whether a message ends with any of the phrases of a meaning."""
    return text.rstrip(" 。！!~～啊呀哦").endswith(tuple(phrases()[meaning]))


@cache
def titles() -> dict[str, str]:
    """Return the ways on that can be offered, by intent, with the title of their button."""
    return dict(yaml_beside(__file__, "ways.yml"))


@cache
def _named() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "named.yml"))


def kind_named(text: str) -> str | None:
    """Return the kind of volunteer or patrol that a message names."""
    for kind, names in _named()["kinds"].items():
        if any(name in text for name in names):
            return str(kind)
    return None


def matter_named(text: str) -> tuple[str, str] | None:
    """Return what another authority's matter is called and whose it is, if the words tell."""
    for known in _named()["matters"]:
        if any(word in text for word in known["words"]):
            return known["matter"], known["office"]
    return None


def intensity_named(text: str) -> int | None:
    """Return the odor intensity (0 to 5) that a message gives as a number."""
    found = re.search(_named()["intensity"], unicodedata.normalize("NFKC", text.strip()))
    if found is None:
        return None
    digit = found[1] or found[2]
    return int(_named()["numerals"].get(digit, digit))
