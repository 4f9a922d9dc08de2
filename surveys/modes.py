"""Ways of answering: their codes in stores and files, and how people call them."""

from __future__ import annotations

from collections.abc import Mapping

from basis.packaged import words_beside

# Answers given by oneself and answers given to an interviewer differ.
SELF = "wechat"
_WORDS = words_beside(__file__)
MODE_NAMES: Mapping[str, str] = _WORDS["names"]


def mode_name(mode: str) -> str:
    """How a way of answering reads; a code without a name is another way, a name is itself."""
    return MODE_NAMES.get(mode.lower(), MODE_NAMES["other"] if mode.isascii() else mode)


def modes_in_words(modes: str) -> str:
    """How several ways of answering read, written as `MODE、MODE`."""
    return "、".join(dict.fromkeys(map(mode_name, modes.split("、"))))


def self_selected_mode(mode: str) -> bool:
    """Whether people chose themselves to answer in this way, under whatever name it goes."""
    return not probability_mode(mode) and _named(mode, "self_selected")


def probability_mode(mode: str) -> bool:
    """Whether an interviewer sought out people who had been drawn, under whatever name it goes."""
    return _named(mode, "drawn")


def _named(mode: str, kind: str) -> bool:
    text = "".join(mode.lower().split())
    words = _WORDS[kind]
    parts = set("".join(c if c.isascii() and c.isalnum() else " " for c in text).split())
    return bool(parts & set(words["codes"])) or any(word in text for word in words["words"])
