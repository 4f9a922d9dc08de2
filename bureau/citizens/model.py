"""A citizen as the bureau knows one: a key, a town, whether they follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Citizen:
    """A citizen; `key` is the keyed hash of the openid, `town` an official code or None."""

    key: str
    town: str | None
    followed: bool
    first_seen: datetime
    last_seen: datetime


class Citizens(Protocol):
    """Where citizens and, apart, their identities are kept."""

    def meet(self, *, openid: str, at: datetime) -> Citizen:
        """Remember that this person wrote or followed at `at`; create them if new."""

    def get(self, key: str) -> Citizen | None:
        """Return the citizen of this key."""

    def settle(self, *, by: str, town: str, at: datetime) -> None:
        """Set the citizen's town (9-digit code)."""

    def openid(self, key: str) -> str | None:
        """Return the platform's address of a citizen, or None after erasure.

        Raises `UnsealError` where it opens under none of the service's keys.
        """

    def erase(self, *, by: str, at: datetime) -> None:
        """Forget who the citizen is: identity, town, alerts, messages for the bureau go.

        The records keep the bare key.
        """
