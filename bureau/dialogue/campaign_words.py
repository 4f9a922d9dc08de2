"""What a message wants of events: to be told of them, not to be, those of today."""

from __future__ import annotations

import re
from typing import Any

from basis.packaged import words_beside


def event_wish(text: str) -> str | None:
    """Return `unsubscribe`, `subscribe` or `today`, None for a plain question."""
    said: dict[str, Any] = dict(words_beside(__file__))
    return next((wish for wish, words in said.items() if re.search(words, text)), None)
