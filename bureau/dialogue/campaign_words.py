"""What a message wants of events: to be told of them, not to be, those of today."""

from __future__ import annotations

import re
from typing import Any

from basis.packaged import yaml_beside


def event_wish(text: str) -> str | None:
    """Return `unsubscribe`, `subscribe` or `today`, None for a plain question."""
    return _first("wishes", text)


def event_word(text: str) -> str | None:
    """Return what is said of an event that was joined: `not_coming`, `gifts`; None for nothing."""
    return _first("event", text)


def quiz_word(text: str) -> str | None:
    """Return `ends` where no more questions are wanted, `gives_up` where one asks the answer."""
    return _first("quiz", text)


def _first(kind: str, text: str) -> str | None:
    said: dict[str, Any] = dict(yaml_beside(__file__, "campaign_words.yml"))[kind]
    return next((wish for wish, words in said.items() if re.search(words, text)), None)
