"""Message keys: one name for a message however often the platform sends it."""

from __future__ import annotations

import hashlib


def message_key(*, sender: str, msg_id: str | None, created: int, what: str) -> str:
    """Return the key of a message or event, 32 hexadecimal digits.

    A message is known by its `MsgId`; an event, which has none, by its sender, second and
    `what` (event and event key), as the platform documents. The `sender` is the openid's mark, so
    that a stored key names nobody.
    """
    name = f"id:{sender}:{msg_id}" if msg_id else f"event:{sender}:{created}:{what}"
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
