"""An act that waits for a second officer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bureau.officers import Right

WAITS = timedelta(days=7)  # an act that nobody decided on by then is asked anew
LONGEST_REASON = 200


class ReviewState(StrEnum):
    """Where an act stands; `RUNNING` is left at once unless the service broke off within it."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Review:
    """An act with what it needs.

    `act`: its code. `facts`: codes that it needs. `number`: the case's, empty for what is no
    case's. `words`: what will be said to a citizen; gone as soon as it is decided. `why`: the
    reason of a refusal, or what came of it.
    """

    id: int
    act: str
    right: Right
    facts: Mapping[str, str]
    number: str
    words: str
    asked_by: str
    asked: datetime
    state: ReviewState = ReviewState.WAITING
    decided_by: str = ""
    decided: datetime | None = None
    why: str = field(default="")


class ActError(Exception):
    """An act that cannot be carried out; its text says why, to officers."""


class ReviewError(Exception):
    """A request or a decision that cannot be.

    `code` is `asked` (it waits already), `unknown`, `own`, `over` (decided by another, or by
    time), `reason`, `gone` (who asked may no longer do it) or `others`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
