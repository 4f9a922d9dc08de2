"""Ways of answering: their codes in stores and files, and how people call them."""

from __future__ import annotations

from collections.abc import Mapping

from basis.packaged import words_beside

# Answers given by oneself and answers given to an interviewer differ.
SELF = "wechat"
MODE_NAMES: Mapping[str, str] = words_beside(__file__)


def mode_name(mode: str) -> str:
    """How a way of answering reads; one without a name reads as it stands."""
    return MODE_NAMES.get(mode, mode)


def modes_in_words(modes: str) -> str:
    """How several ways of answering read, written as `MODE、MODE`."""
    return "、".join(map(mode_name, modes.split("、")))
