"""A citizen as the bureau knows one: a key, a town, whether they follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Citizen:
    """A citizen; `key` is drawn by lot, `town` an official code or None."""

    key: str
    town: str | None
    followed: bool
    first_seen: datetime
    last_seen: datetime


class Citizens(Protocol):
    """Where citizens and, apart, their identities are kept."""

    def meet(self, *, openid: str, at: datetime) -> Citizen:
        """Remember that this person wrote or followed at `at`; create them if new."""

    def visit(self, *, openid: str, at: datetime) -> str:
        """Return the key of whoever opens a page, followers or not; a stranger gets one."""

    def known(self, openid: str) -> str | None:
        """Return the key of an openid; None of a stranger, and of whoever was erased."""

    def get(self, key: str) -> Citizen | None:
        """Return the citizen of this key."""

    def settle(self, *, by: str, town: str, at: datetime) -> None:
        """Set the citizen's town (9-digit code)."""

    def openid(self, key: str) -> str | None:
        """Return the platform's address of a citizen, or None after erasure.

        Raises `UnsealError` where it opens under none of the service's keys.
        """

    def erase(self, *, by: str, at: datetime) -> None:
        """Forget a citizen: what is only theirs goes, cases stay without a way back to them.

        At once and whole, or not at all. The same openid is a new citizen afterwards. What lies
        outside the database, and what was on its way meanwhile, goes with `finish_erasing`.
        """

    def erasing(self) -> list[str]:
        """Return who is being erased and has no message on its way any more."""

    def erase_again(self, marks: Mapping[str, datetime]) -> int:
        """Forget whoever was erased before and is here again, as in a restored backup.

        `marks` says when by digest of the key. Return how many citizens there were.
        """

    def finish_erasing(self, citizen: str, *, at: datetime) -> bool:
        """Erase what came under the key meanwhile; return whether this was the last of it.

        To be repeated until it is: for a minute the bare message keys stay, by which the
        platform's retries are known. Their conversation is to be deleted before each call.
        """
