"""Events: written, announced to who wants to hear of them, counted, called off."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from basis import days_ahead
from bureau.campaigns.model import (
    Campaign,
    CampaignError,
    CampaignState,
    CampaignText,
    Reach,
    Subscription,
)
from bureau.campaigns.ports import CampaignStore
from bureau.campaigns.words import words
from bureau.messaging import Outcome
from bureau.messaging.ports import DeliveryLedger

# A large send goes out evenly, by daylight (bureau/messaging/pacing.py).
OVER = timedelta(hours=4)
LONGEST_TITLE, LONGEST_PLACE, LONGEST_TEXT, LONGEST_LINK = 60, 80, 600, 200
_SENT = (Outcome.SENT, Outcome.SENT_WITH_REPLY)
_WAITING = (Outcome.QUEUED, Outcome.SENDING, Outcome.DEFERRED)
_LINK = re.compile(r"https://\S+")


class Campaigns:
    """Events for citizens and for the officers who announce them."""

    def __init__(
        self, store: CampaignStore, outbox: DeliveryLedger, is_area: Callable[[str], bool]
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._is_area = is_area

    def coming(self, *, at: datetime, area: str = "") -> list[Campaign]:
        """Return announced events that are not over, the earliest first; of an area, and all's."""
        return [
            each
            for each in self._store.ending_after(at)
            if each.state is CampaignState.ANNOUNCED and concerns(each.told.area, area)
        ]

    def every(self, *, at: datetime) -> list[Campaign]:
        """Return the events that are not over in every state, for officers."""
        return self._store.ending_after(at)

    def ended(self, *, at: datetime, limit: int, offset: int) -> tuple[list[Campaign], int]:
        """Return a page of events that are over, the newest first, and how many there are."""
        return self._store.ended(before=at, limit=limit, offset=offset)

    def find(self, campaign: int) -> Campaign | None:
        """Return an event by its number."""
        return self._store.get(campaign)

    def write(self, *, told: CampaignText, at: datetime, demo: bool = False) -> Campaign:
        """Write a draft; raises `CampaignError`."""
        self._check(told, at=at)
        return self._found(self._store.add(told, demo=demo))

    def change(self, *, campaign: int, told: CampaignText, at: datetime) -> Campaign:
        """Write an event anew, an announced one, too; nobody is written to again.

        Raises `CampaignError` (`unknown` and what is wrong with the text).
        """
        self._found(campaign)
        self._check(told, at=at)
        self._store.change(campaign, told)
        return self._found(campaign)

    def announce(self, *, campaign: int, at: datetime) -> int:
        """Tell an event to who subscribed to its area; return how many are written to.

        Done again it reaches those alone who were left out or subscribed since. Raises
        `CampaignError` (`unknown`, `past`, `ended`).
        """
        found = self._found(campaign)
        if found.over(at):
            raise CampaignError("past")
        if found.state is CampaignState.CALLED_OFF:
            raise CampaignError("ended")
        drafts = CampaignState.DRAFT
        self._store.put(campaign, CampaignState.ANNOUNCED, of=drafts, at=at, reason="")
        return self._spread("announced", found, at)

    def call_off(self, *, campaign: int, reason: str, at: datetime) -> int:
        """Call an announced event off and tell who was told of it; return how many.

        Raises `CampaignError` (`unknown`, `reason`, `not_announced`).
        """
        found = self._found(campaign)
        why = reason.strip()
        if not 2 <= len(why) <= 200:
            raise CampaignError("reason")
        announced = CampaignState.ANNOUNCED
        if not self._store.put(campaign, CampaignState.CALLED_OFF, of=announced, at=at, reason=why):
            raise CampaignError("not_announced")
        return self._spread("called_off", found, at, reason=why)

    def subscribe(self, *, by: str, at: datetime, area: str = "") -> None:
        """Note that a citizen wants to hear of events, of an area or all of them."""
        self._store.subscribe(by, area=area if self._is_area(area) else "", at=at)

    def unsubscribe(self, *, by: str) -> bool:
        """Forget a citizen's subscriptions; return whether there were any."""
        return self._store.unsubscribe(by) > 0

    def of_citizen(self, *, by: str) -> list[Subscription]:
        """Return what a citizen subscribed to."""
        return self._store.of_citizen(by)

    def subscribers(self, area: str = "") -> int:
        """Return how many citizens an event of an area would be told to."""
        return len(self._audience(area))

    def join(self, *, campaign: int, by: str, at: datetime) -> Campaign:
        """Note that a citizen means to come; raises `CampaignError` (`unknown`, `past`)."""
        found = self._found(campaign)
        if found.state is not CampaignState.ANNOUNCED:
            raise CampaignError("unknown")
        if found.over(at):
            raise CampaignError("past")
        self._store.join(campaign, by, at=at)
        return found

    def reach(self, campaign: Campaign) -> Reach:
        """Return how far an announcement came."""
        if campaign.announced is None:
            return Reach()
        since = campaign.announced - timedelta(minutes=1)
        sends = self._outbox.large_sends(since=since)
        found = next((each for each in sends if each.why == _why("announced", campaign)), None)
        if found is None:
            return Reach()
        letters = found.letters
        return Reach(
            written=sum(letters.values()),
            sent=sum(letters.get(outcome, 0) for outcome in _SENT),
            waiting=sum(letters.get(outcome, 0) for outcome in _WAITING),
        )

    def answered(self, *, question: str, right: bool) -> None:
        """Count an answer to a question of the quiz; whose it was is not kept."""
        self._store.tally(question, right=right)

    def tallies(self) -> Mapping[str, tuple[int, int]]:
        """Return for each question of the quiz how many answered it, and how many rightly."""
        return self._store.tallies()

    def _spread(self, kind: str, campaign: Campaign, at: datetime, reason: str = "") -> int:
        told = campaign.told
        text = words().letter(
            kind,
            title=told.title + (words().part("demo") if campaign.demo else ""),
            when=days_ahead.span(told.starts, told.ends, at),
            place=told.place,
            text=told.text,
            link=words().part("link", link=told.link) if told.link else "",
            reason=reason,
        )
        return self._outbox.spread(
            to=self._audience(told.area),
            text=text,
            why=_why(kind, campaign),
            at=at,
            over=OVER,
            until=told.ends,
        )

    def _audience(self, area: str) -> list[str]:
        wanted = self._store.subscriptions()
        return sorted({each.citizen for each in wanted if concerns(area, each.area)})

    def _check(self, told: CampaignText, *, at: datetime) -> None:
        for wrong, code in (
            (not 0 < len(told.title) <= LONGEST_TITLE, "title"),
            (not 0 < len(told.place) <= LONGEST_PLACE, "place"),
            (not 0 < len(told.text) <= LONGEST_TEXT, "text"),
            (bool(told.area) and not self._is_area(told.area), "area"),
            (told.ends <= told.starts, "times"),
            (told.ends <= at, "past"),
            (len(told.link) > LONGEST_LINK, "link"),
            (bool(told.link) and not _LINK.fullmatch(told.link), "link"),
        ):
            if wrong:
                raise CampaignError(code)

    def _found(self, campaign: int) -> Campaign:
        found = self._store.get(campaign)
        if found is None:
            raise CampaignError("unknown")
        return found


def concerns(area: str, wanted: str) -> bool:
    """Return whether an event of an area concerns who wants another: one lies in the other."""
    return area.startswith(wanted) or wanted.startswith(area)


def _why(kind: str, campaign: Campaign) -> str:
    return f"campaign {kind} {campaign.id}"
