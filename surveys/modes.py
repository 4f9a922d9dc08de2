"""Ways of answering: their codes in stores and files, and how people call them."""

from __future__ import annotations

from basis.packaged import words_beside

# Answers given by oneself and answers given to an interviewer differ.
SELF = "wechat"


def mode_name(mode: str) -> str:
    """How a way of answering reads; one without a name reads as it stands."""
    return str(words_beside(__file__).get(mode, mode))
