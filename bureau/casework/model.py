"""Who has a case in hand, who stands in for whom, and what an officer is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bureau.cases import Case
from bureau.casework.words import words


class Bucket(StrEnum):
    """Why a case stands where it does in an officer's queue; the most pressing first."""

    DANGER = "danger"
    OVERDUE = "overdue"
    TODAY = "today"
    WAITING = "waiting"
    MINE = "mine"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose a case is: a unit (place code, "" for its own area's) and, in it, an officer.

    `lead`: login name, "" for nobody; `taken`: since when they say that they are at it, None
    until then; `helpers`: login names beside the lead; `by`: who handed it over last.
    """

    number: str
    unit: str = ""
    lead: str = ""
    taken: datetime | None = None
    helpers: tuple[str, ...] = ()
    by: str = ""
    since: datetime | None = None

    @property
    def held_by(self) -> tuple[str, ...]:
        """The login names of who has it in hand, the lead first."""
        return (*filter(None, (self.lead,)), *self.helpers)


@dataclass(frozen=True, slots=True)
class Leave:
    """An absence: from `begins` until before `ends`, `deputy` stands in for `officer`."""

    id: int
    officer: str
    deputy: str
    begins: datetime
    ends: datetime
    by: str

    def holds(self, at: datetime) -> bool:
        """Return whether the officer is away at an instant."""
        return self.begins <= at < self.ends


@dataclass(frozen=True, slots=True)
class OfficerNotice:
    """What an officer is told about a case; `seen` None until they opened it."""

    id: int
    officer: str
    number: str
    text: str
    at: datetime
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """A case in an officer's queue, with its hands and why it stands there."""

    case: Case
    hands: Hands
    bucket: Bucket


class CaseworkError(Exception):
    """A wish that cannot be met; `code` is a key of `words.yml`'s refusals."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.explanation = words().refusal(code, **facts)


def stand_in(officer: str, leaves: Iterable[Leave], at: datetime) -> str:
    """Return who acts for an officer at an instant: themselves, or the deputy's deputy's.

    A ring of absences leads back to the officer: somebody has to be told.
    """
    away = {leave.officer: leave.deputy for leave in leaves if leave.holds(at)}
    met, now = {officer}, officer
    while now in away:
        now = away[now]
        if now in met:
            return officer
        met.add(now)
    return now


def acted_for(officer: str, leaves: Iterable[Leave], at: datetime) -> frozenset[str]:
    """Return whom an officer acts for at an instant, themselves included even while away."""
    known = list(leaves)
    away = {leave.officer for leave in known if leave.holds(at)}
    return frozenset({officer, *(each for each in away if stand_in(each, known, at) == officer)})
