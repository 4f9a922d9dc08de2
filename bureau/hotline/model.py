"""A talk between a citizen and an officer, and what was said in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bureau.hotline.words import words

# So long may both sides be silent before the assistant answers again.
IDLE = timedelta(minutes=30)


class TalkStatus(StrEnum):
    """Where a talk stands."""

    WAITING = "waiting"  # the assistant still answers
    TALKING = "talking"  # an officer answers, the assistant keeps silent
    ENDED = "ended"


class Why(StrEnum):
    """Why a talk ended."""

    HANDED_BACK = "handed_back"
    LEFT = "left"  # the citizen wanted no more
    IDLE = "idle"
    UNTAKEN = "untaken"  # the desk closed before anybody took it


class Speaker(StrEnum):
    """Who says a line."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said; `photo` is the evidence id of a photo or recording, `officer` a login name.

    Both are mostly empty.
    """

    at: datetime
    speaker: Speaker
    text: str
    photo: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk as it stands; `citizen` is the citizen key and never shown.

    `last`: when anything was said last. `officer`: the login name of who took it. `case`: the
    number of the case that was made of it.
    """

    number: int
    citizen: str
    asked: datetime
    last: datetime
    status: TalkStatus = TalkStatus.WAITING
    officer: str = ""
    taken: datetime | None = None
    ended: datetime | None = None
    why: Why | None = None
    case: str = ""

    def silences(self, at: datetime) -> bool:
        """Return whether the assistant keeps silent for this talk."""
        return self.status is TalkStatus.TALKING and at - self.last < IDLE


@dataclass(frozen=True, slots=True)
class Heard:
    """A citizen's message that an officer gets instead of the assistant; `reply` may be empty."""

    reply: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """When an officer (login name) is on duty at the desk."""

    id: int
    officer: str
    begins: datetime
    ends: datetime


class HotlineError(Exception):
    """A wish that cannot be met; `code` is a key of `words.yml`'s refusals."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.explanation = words().refusal(code)
