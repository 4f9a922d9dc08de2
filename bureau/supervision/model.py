"""What is done about a case that is late: a rung of the ladder, and a measure taken by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bureau.cases.clocks import Limit


class Paper(StrEnum):
    """A letter with a number of the bureau."""

    REMINDER = "reminder"
    ASSIGNMENT = "assignment"
    SUPERVISION = "supervision"


class LateMark(StrEnum):
    """A colour that a case bears until it moves on."""

    YELLOW = "yellow"
    RED = "red"
    BLACK = "black"


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: so long before the limit's end (`before`) or after it (`after`), what is done."""

    code: str
    before: Limit | None = None
    after: Limit | None = None
    paper: Paper | None = None
    mark: LateMark | None = None

    def __post_init__(self) -> None:
        if (self.before is None) == (self.after is None):
            raise ValueError(f"{self.code}: either before the limit or after it")
        if self.paper is None and self.mark is None:
            raise ValueError(f"{self.code}: a rung is a letter or a mark")


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of the register.

    `stage`: which running of which clock of the case it concerns, each rung once. `year` and
    `sequence`: its number among the letters of its kind, None for a mark alone. `unit`: to whom it
    is written; `matter`: what it is about, without a word of the citizen; `rule`: the limit's text.
    `due`: the limit as it stood. `ended`: when the case had moved on.
    """

    id: int
    number: str
    rung: str
    stage: str
    paper: Paper | None
    mark: LateMark | None
    year: int | None
    sequence: int | None
    clock: str
    unit: str
    matter: str
    rule: str
    due: datetime
    received: datetime
    issued: datetime
    ended: datetime | None = None
    told: bool = False
