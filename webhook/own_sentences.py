"""The door's own sentences, in the language that a citizen writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from basis.packaged import yaml_beside
from bureau.messaging import Option

_HAN = re.compile(r"[㐀-鿿]")
_WORDS = re.compile(r"[A-Za-z]+")


@cache
def texts() -> dict[str, Any]:
    """Return the door's own sentences."""
    return dict(yaml_beside(__file__, "texts.yml"))


def texts_for(body: Mapping[str, Any], options: Iterable[Option] = ()) -> dict[str, Any]:
    """Return the sentences for whoever sent a body; what has no English is Chinese."""
    return texts() | _english() if in_english(body, options) else texts()


def in_english(body: Mapping[str, Any], options: Iterable[Option] = ()) -> bool:
    """Return whether whoever sent a body is to be answered in English.

    A message without words is answered in the language of the options offered last.
    """
    words = str(body.get("text") or "").strip()
    return is_english(words or " ".join(option.title for option in options))


def is_english(text: str) -> bool:
    """Return whether words are English: no Chinese character, and a word that pinyin has not."""
    if _HAN.search(text):
        return False
    return any(word.lower() in _telling() for word in _WORDS.findall(text))


@cache
def _english() -> dict[str, Any]:
    return {name: said for name, said in _file().items() if name != "telling"}


@cache
def _telling() -> frozenset[str]:
    return frozenset(str(_file()["telling"]).split())


@cache
def _file() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "texts_english.yml"))
