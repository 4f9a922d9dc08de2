"""Sums of what cases have come to, rates made of them, and months."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from math import sqrt

from basis.clock import SHANGHAI

_Z = 1.959964  # of the normal distribution, 97.5 %
DIMENSIONS = ("month", "county", "town", "category", "handler")


@dataclass(frozen=True, slots=True)
class Measures:
    """Numbers of cases that came in a month, by what became of them.

    `responded`: those an officer took a first step on whose limit is known, `responded_in_time` of
    them. `limited`: those that were answered and had a known limit, `answered_in_time` of them.
    `told`: those whose citizen said whether the matter is settled; `rated`: whether satisfied.
    `late_response`, `late_answer`: those that still wait though their limit has passed.
    """

    received: int = 0
    responded: int = 0
    responded_in_time: int = 0
    answered: int = 0
    limited: int = 0
    answered_in_time: int = 0
    reopened: int = 0
    closed: int = 0
    told: int = 0
    settled: int = 0
    rated: int = 0
    satisfied: int = 0
    late_response: int = 0
    late_answer: int = 0

    def __add__(self, other: Measures) -> Measures:
        """Return both together."""
        return Measures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def response(self) -> CaseRate:
        """响应率: in time, of those responded to and those overdue for it."""
        return CaseRate(self.responded_in_time, self.responded + self.late_response)

    @property
    def on_time(self) -> CaseRate:
        """按时办结率: answered in time, of those answered and those overdue for it."""
        return CaseRate(self.answered_in_time, self.limited + self.late_answer)

    @property
    def again(self) -> CaseRate:
        """重办率: opened again by the citizen, of those answered."""
        return CaseRate(min(self.reopened, self.answered), self.answered)

    @property
    def solution(self) -> CaseRate:
        """解决率: settled, of those whose citizen said so or not."""
        return CaseRate(self.settled, self.told)

    @property
    def satisfaction(self) -> CaseRate:
        """满意率: satisfied, of those whose citizen said so or not."""
        return CaseRate(self.satisfied, self.rated)


@dataclass(frozen=True, slots=True)
class CaseRate:
    """`part` of `whole` cases, with the 95 % interval of Wilson (1927); no value of none."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the share lies that such numbers come from."""
        if not self.whole:
            return None
        n, p = self.whole, self.part / self.whole
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
        return max(0.0, min(p, middle - half)), min(1.0, max(p, middle + half))


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """Months from `first` to `last`, both included, as 202611."""

    first: int
    last: int

    @classmethod
    def year_to(cls, month: int) -> MonthSpan:
        """Return the twelve months that end with one."""
        return cls(shifted(month, -11), month)

    def months(self) -> list[int]:
        """Return every month."""
        found, month = [], self.first
        while month <= self.last:
            found.append(month)
            month = shifted(month, 1)
        return found


@dataclass(frozen=True, slots=True)
class SpotCount:
    """Cases at one place: a cell of the grid, or the town or county where no point is known."""

    cell: int | None
    area: str
    count: int


@dataclass(frozen=True, slots=True)
class LateTown:
    """Cases of a town (official codes, "" where none is known) that wait past their limit.

    `unaccepted`: those nobody has accepted; `unanswered`: the others. `since`: the oldest limit.
    """

    county: str
    town: str
    unaccepted: int
    unanswered: int
    since: datetime

    @property
    def count(self) -> int:
        """All of them."""
        return self.unaccepted + self.unanswered


def shifted(month: int, by: int) -> int:
    """Return the month so many months later."""
    year, rest = divmod(month // 100 * 12 + month % 100 - 1 + by, 12)
    return year * 100 + rest + 1


def month_at(at: datetime) -> int:
    """Return the month of an instant in Jiaxing."""
    here = at.astimezone(SHANGHAI)
    return here.year * 100 + here.month
