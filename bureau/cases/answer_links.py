"""Addresses of pages with the bureau's words on a case: signed, expiring, naming nobody."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

LIVES = timedelta(days=90)  # as long as a case can be reopened
_MAC = 16  # bytes


class LinkError(ValueError):
    """An address that was not ours (`unknown`) or whose time is over (`expired`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AnswerLinks:
    """Signs and reads the addresses.

    `keys`: the newest first, so that a link outlives a change of key; `site`: where pages are.
    """

    def __init__(self, keys: Sequence[bytes], site: str) -> None:
        self._keys = tuple(keys)
        self._site = site

    def address(self, notice: int, *, at: datetime) -> str:
        """Return the address of a notice's page, good from `at` for `LIVES`."""
        until = int((at + LIVES).timestamp())
        told = f"{notice}.{until}"
        return f"{self._site}/answer/{told}.{_mac(self._keys[0], told)}"

    def read(self, token: str, *, at: datetime) -> int:
        """Return the notice that a token stands for; raises `LinkError`."""
        told, _, mac = token.rpartition(".")
        given = mac.encode(errors="replace")  # whatever somebody typed
        if not any(hmac.compare_digest(_mac(key, told).encode(), given) for key in self._keys):
            raise LinkError("unknown")
        notice, _, until = told.partition(".")
        if at >= datetime.fromtimestamp(int(until), UTC):
            raise LinkError("expired")
        return int(notice)


def _mac(key: bytes, told: str) -> str:
    digest = hmac.digest(key, f"answer:{told}".encode(errors="replace"), "sha256")[:_MAC]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
