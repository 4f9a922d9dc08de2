"""An alarm about an odor event, and a question put to somebody who agreed to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OdorAlarm:
    """A step that an event reached; `people`: how many had reported then."""

    event: int
    step: str
    raised: datetime
    people: int
    taken: datetime | None = None
    taken_by: str = ""


@dataclass(frozen=True, slots=True)
class NoseAnswer:
    """Whether it smells where somebody is, and how strongly (0 to 5), None where unsaid."""

    noticed: bool
    intensity: int | None = None


@dataclass(frozen=True, slots=True)
class NoseAsk:
    """A question to a citizen; `talked`: they have said something else since."""

    id: int
    event: int
    citizen: str
    place: str
    asked: datetime
    talked: bool = False
    answer: NoseAnswer | None = None
    answered: datetime | None = None
    answer_key: str | None = None


@dataclass(frozen=True, slots=True)
class AskTally:
    """How the asking about an event went."""

    asked: int
    noticed: int
    nothing: int
