"""Addresses of the patrol page: signed, expiring, bound to one volunteer, naming nobody."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

LIVES = timedelta(days=7)
_MAC = 16  # bytes


class PatrolLinkError(ValueError):
    """An address that was not ours (`unknown`) or whose time is over (`expired`).

    `volunteer`: the application that an expired one stood for.
    """

    def __init__(self, code: str, volunteer: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.volunteer = volunteer


class PatrolLinks:
    """Signs and reads the addresses.

    `keys`: the newest first, so that a link outlives a change of key; `lasting`: a key that never
    changes; `site`: where pages are.
    """

    def __init__(self, keys: Sequence[bytes], lasting: bytes, site: str) -> None:
        self._keys = tuple(keys)
        self._lasting = lasting
        self._site = site

    def address(self, volunteer: int, *, at: datetime) -> str:
        """Return the address of a volunteer's page, good from `at` for `LIVES`."""
        told = f"{volunteer}.{int((at + LIVES).timestamp())}"
        return f"{self._site}/patrol/{told}.{_mac(self._keys[0], f'patrol:{told}')}"

    def read(self, token: str, *, at: datetime) -> tuple[int, datetime]:
        """Return the application that a token stands for and when it ends.

        Raises `PatrolLinkError`.
        """
        told, _, mac = token.rpartition(".")
        given = mac.encode(errors="replace")  # whatever somebody typed
        ours = (_mac(key, f"patrol:{told}").encode() for key in self._keys)
        if not any(hmac.compare_digest(each, given) for each in ours):
            raise PatrolLinkError("unknown")
        volunteer, _, until = told.partition(".")
        end = datetime.fromtimestamp(int(until), UTC)
        if at >= end:
            raise PatrolLinkError("expired", int(volunteer))
        return int(volunteer), end

    def owner(self, citizen: str) -> str:
        """Return the mark by which a phone knows whose its unsent points are; it names nobody."""
        return _mac(self._lasting, f"owner:{citizen}")


def _mac(key: bytes, told: str) -> str:
    digest = hmac.digest(key, told.encode(errors="replace"), "sha256")[:_MAC]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
