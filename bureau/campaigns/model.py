"""Events that the bureau announces, and who wants to hear of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bureau.campaigns.words import words


class CampaignKind(StrEnum):
    """What an event belongs to."""

    ENVIRONMENT_DAY = "environment_day"
    ECOLOGY_DAY = "ecology_day"
    EXPO = "expo"
    VISIT = "visit"
    OTHER = "other"


class CampaignState(StrEnum):
    """Whether an event is told of."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignText:
    """What an officer writes of an event.

    `area` is the code of a county or town, empty for the whole city; `place` where it is, in
    words; `link` a page with more, or empty.
    """

    kind: CampaignKind
    title: str
    starts: datetime
    ends: datetime
    place: str
    text: str
    area: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """An event with its number; `joins` counts who said that they come. `demo`: invented."""

    id: int
    told: CampaignText
    state: CampaignState
    reason: str = ""
    announced: datetime | None = None
    joins: int = 0
    demo: bool = False

    def over(self, at: datetime) -> bool:
        """Return whether it has ended."""
        return self.told.ends <= at


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an announcement came: letters written, sent, and still waiting for a window."""

    written: int = 0
    sent: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """Of which events a citizen wants to hear: of an area, empty for all."""

    citizen: str
    area: str


class CampaignError(Exception):
    """A wish that cannot be met; `code` names why, `explanation` says it in Chinese."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.explanation = words().refusal(code)
