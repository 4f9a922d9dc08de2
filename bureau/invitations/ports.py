"""What invitations need from outside: a store, and messages to citizens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bureau.invitations.model import Counts, InvitationKind, InvitationWish


class InvitationStore(Protocol):
    """Wishes and invitations by citizen (key); nothing here knows an answer."""

    def wish(self, citizen: str) -> InvitationWish | None:
        """Return what a citizen wishes."""

    def set_wish(self, citizen: str, wish: InvitationWish, *, at: datetime) -> None:
        """Remember a wish in place of the one before."""

    def invite(self, citizen: str, *, wave: str, kind: InvitationKind, at: datetime) -> bool:
        """Remember an invitation; False when this kind was used in this wave already."""

    def willing(self, *, wave: str) -> Sequence[tuple[str, str | None]]:
        """Return (citizen, town) of followers who agreed to a notice and had none in this wave.

        They said so in the chat or to the platform, and have not refused since.
        """

    def silent(self, *, wave: str, since: datetime, until: datetime) -> Sequence[str]:
        """Return who wrote last between the two instants and had no reminder in this wave.

        Those who never wish to be invited are left out.
        """

    def counts(self, *, wave: str) -> Counts:
        """Count wishes and a wave's invitations."""
