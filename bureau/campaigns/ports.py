"""What campaigns need from outside: a store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bureau.campaigns.model import Campaign, CampaignState, CampaignText, Subscription


class CampaignStore(Protocol):
    """Events, subscriptions and tallies. Every method is one transaction."""

    def add(self, told: CampaignText, *, demo: bool) -> int:
        """Add a draft and return its number."""

    def change(self, campaign: int, told: CampaignText) -> None:
        """Write an event anew."""

    def put(
        self, campaign: int, state: CampaignState, *, of: CampaignState, at: datetime, reason: str
    ) -> bool:
        """Put an event of one state into another; return whether it was in it."""

    def get(self, campaign: int) -> Campaign | None:
        """Return an event by its number."""

    def ending_after(self, at: datetime) -> list[Campaign]:
        """Return the events that are not over, the earliest first."""

    def ended(self, *, before: datetime, limit: int, offset: int) -> tuple[list[Campaign], int]:
        """Return a page of events that are over, the newest first, and how many there are."""

    def subscribe(self, citizen: str, *, area: str, at: datetime) -> None:
        """Note that a citizen wants to hear of an area's events; again changes nothing."""

    def unsubscribe(self, citizen: str) -> int:
        """Forget all that a citizen subscribed to; return how many areas."""

    def subscriptions(self) -> list[Subscription]:
        """Return every subscription."""

    def of_citizen(self, citizen: str) -> list[Subscription]:
        """Return a citizen's subscriptions."""

    def join(self, campaign: int, citizen: str, *, at: datetime) -> None:
        """Note that a citizen means to come; again changes nothing."""

    def tally(self, question: str, *, right: bool) -> None:
        """Count an answer to a question of the quiz, nobody's."""

    def tallies(self) -> Mapping[str, tuple[int, int]]:
        """Return for each question how many answered it, and how many rightly."""
