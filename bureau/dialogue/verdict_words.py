"""What a verdict on an answer says beside whether the matter is settled, from a list of words."""

from __future__ import annotations

from basis.packaged import words_beside


def is_content(text: str) -> bool:
    """Return whether who says that a matter is settled also praises how it was handled."""
    said = words_beside(__file__)
    return any(word in text for word in said["content"]) and not any(
        word in text for word in said["unless"]
    )
