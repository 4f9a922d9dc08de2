"""Ways of answering: their codes in stores and files, and how people call them."""

from __future__ import annotations

from collections.abc import Mapping

from basis.packaged import words_beside

# Answers given by oneself and answers given to an interviewer differ.
SELF = "wechat"
MODE_NAMES: Mapping[str, str] = words_beside(__file__)


def mode_name(mode: str) -> str:
    """How a way of answering reads; a code without a name is another way, a name is itself."""
    return MODE_NAMES.get(mode.lower(), MODE_NAMES["other"] if mode.isascii() else mode)


def modes_in_words(modes: str) -> str:
    """How several ways of answering read, written as `MODE、MODE`."""
    return "、".join(dict.fromkeys(map(mode_name, modes.split("、"))))
