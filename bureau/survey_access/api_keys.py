"""Keys with which other programs read the survey's results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from basis.tokens import new_token

_PREFIX = "jxs_"
_SHOWN = 12
LONGEST_LABEL = 60
# Keys made before keys expired got 365 days from the migration to do so.
LIFETIMES = {90: timedelta(days=90), 365: timedelta(days=365), 730: timedelta(days=730)}


class Scope(StrEnum):
    """What a key may read."""

    RESULTS = "results"  # waves and their figures
    SHEETS = "sheets"  # what was handed out under a hash, and to whom
    ALL = "all"

    def allows(self, wanted: Scope) -> bool:
        """Return whether a key of this scope may read what is wanted."""
        return self in (Scope.ALL, wanted)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept: whom it is for and how it begins, never the key itself.

    Its owner is the officer who made it; it ends with their leaving.
    """

    id: int
    label: str
    begins: str
    made_by: str
    made_at: datetime
    last_used: datetime | None
    revoked_at: datetime | None
    scope: Scope
    expires: datetime

    def expired(self, at: datetime) -> bool:
        """Return whether the key's time is over."""
        return at >= self.expires


class ApiKeys(Protocol):
    """Where keys are kept, as hashes."""

    def make(
        self, *, label: str, scope: Scope, lifetime: timedelta, by: str, at: datetime
    ) -> tuple[ApiKey, str]:
        """Make a key; return it with the secret, which nobody can be shown again.

        Raises ValueError for a label of nothing.
        """

    def every(self) -> list[ApiKey]:
        """Return all keys, the newest first."""

    def find(self, *, secret: str, at: datetime) -> ApiKey | None:
        """Return the key of this secret unless it ended or expired, and note its use."""

    def revoke(self, *, number: int, by: str, at: datetime) -> None:
        """End a key for good. The first call counts; unknown ones are none."""


def new_secret() -> str:
    """A secret of 256 random bits, with the prefix by which leaked ones are found."""
    return _PREFIX + new_token()


def begins(secret: str) -> str:
    """The part of a secret by which officers tell keys apart."""
    return secret[:_SHOWN]


def checked_label(label: str) -> str:
    """What a key is for, in one printable line. Raises ValueError when nothing is left."""
    plain = "".join(filter(str.isprintable, label)).strip()[:LONGEST_LABEL]
    if not plain:
        raise ValueError("a key needs a label")
    return plain
