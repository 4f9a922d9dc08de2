"""The acts of a conversation, the situations they are done in, and what is read of one message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What a message does; `data/acts/README.md` says what each takes in."""

    CONFIRM = "confirm"
    DENY = "deny"
    CANCEL = "cancel"
    PAUSE = "pause"
    CORRECT = "correct"
    ANSWER = "answer"
    UNKNOWN = "unknown"
    DETAIL = "detail"
    REPORT = "report"
    QUESTION = "question"
    LOOKUP = "lookup"
    PROGRESS = "progress"
    VENT = "vent"
    THANK = "thank"
    CHAT = "chat"
    SOLVED = "solved"
    UNSOLVED = "unsolved"
    WITHDRAW = "withdraw"
    PERSON = "person"
    ANONYMOUS = "anonymous"
    ERASE = "erase"
    RESTART = "restart"
    REPEAT = "repeat"
    RESIGN = "resign"


class Setting(StrEnum):
    """What the assistant said or asked right before a message."""

    IDLE = "idle"
    MATTER = "matter"
    PLACE = "place"
    TIME = "time"
    DETAIL = "detail"
    SAME = "same"
    READBACK = "readback"
    SUPPLEMENT = "supplement"
    FILED = "filed"
    ANSWERED = "answered"
    REFUSED = "refused"
    SURVEY = "survey"
    SURVEY_TEXT = "survey_text"
    YESNO = "yesno"
    VOLUNTEER = "volunteer"


class Danger(StrEnum):
    """What a message says is in danger now."""

    HARMED = "harmed"
    GAS = "gas"
    FISH = "fish"
    OIL = "oil"
    INTAKE = "intake"
    RADIATION = "radiation"
    TANKER = "tanker"
    SWALLOWED = "swallowed"
    CONTACT = "contact"
    ILL_TOGETHER = "ill_together"
    DROWNING = "drowning"
    PIT = "pit"
    CARBON_MONOXIDE = "carbon_monoxide"
    TOWN_GAS = "town_gas"
    BLAZE = "blaze"
    DRUMS = "drums"
    ANIMALS = "animals"


@dataclass(frozen=True, slots=True)
class ActReading:
    """What is read of one message: its likeliest acts, and whether somebody is in danger.

    `ranking` runs from the likeliest act to the least likely, with chances from 0 to 1 that sum
    to 1. `danger` is the kind and `danger_chance` its chance (0 to 1) that anything is in danger;
    `despair` is the chance that the writer is in despair.
    """

    ranking: tuple[tuple[Act, float], ...]
    danger: Danger
    danger_chance: float
    despair: float

    @property
    def act(self) -> Act:
        """The likeliest act."""
        return self.ranking[0][0]

    @property
    def chance(self) -> float:
        """How likely the likeliest act is (0 to 1)."""
        return self.ranking[0][1]
