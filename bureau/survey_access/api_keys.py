"""Keys with which other programs read the survey's results."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

_PREFIX = "jxs_"
_SHOWN = 12
LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept: whom it is for and how it begins, never the key itself."""

    id: int
    label: str
    begins: str
    made_by: str
    made_at: datetime
    last_used: datetime | None
    revoked_at: datetime | None


class ApiKeys(Protocol):
    """Where keys are kept, as hashes."""

    def make(self, *, label: str, by: str, at: datetime) -> tuple[ApiKey, str]:
        """Make a key; return it with the secret, which nobody can be shown again.

        Raises ValueError for a label of nothing.
        """

    def every(self) -> list[ApiKey]:
        """Return all keys, the newest first."""

    def find(self, *, secret: str, at: datetime) -> ApiKey | None:
        """Return the key of this secret unless it was revoked, and note its use."""

    def revoke(self, *, number: int, by: str, at: datetime) -> None:
        """End a key for good. The first call counts; unknown ones are none."""


def new_secret() -> str:
    """A secret of 256 random bits, with the prefix by which leaked ones are found."""
    return _PREFIX + secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """SHA-256 of a secret: with 256 random bits no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begins(secret: str) -> str:
    """The part of a secret by which officers tell keys apart."""
    return secret[:_SHOWN]


def checked_label(label: str) -> str:
    """What a key is for, in one printable line. Raises ValueError when nothing is left."""
    plain = "".join(filter(str.isprintable, label)).strip()[:LONGEST_LABEL]
    if not plain:
        raise ValueError("a key needs a label")
    return plain
