"""What the casework room needs from outside: stores of who has what, and a way to officers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bureau.cases import Case, Event
from bureau.casework.model import Bucket, Hands, Leave, OfficerNotice, Queued
from bureau.officers import WHOLE_CITY, OfficerScope


@dataclass(frozen=True, slots=True)
class HandChange:
    """What a hand-over does: the hands after it, its line of history, which officers to tell.

    `village`: where the case lies from now on, empty where that stays as it was.
    """

    hands: Hands
    event: Event
    told: tuple[tuple[str, str], ...] = ()
    village: str = ""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Whose queue it is: login names acted for, and whose matters they see.

    `at`: now; `day_ends`: when today ends.
    """

    names: frozenset[str]
    scope: OfficerScope
    at: datetime
    day_ends: datetime


@dataclass(frozen=True, slots=True)
class NearSpan:
    """Where and when to look for neighbours: degrees (GCJ-02), aware instants."""

    since: datetime
    until: datetime
    county: str | None
    town: str | None
    west: float | None = None
    east: float | None = None
    south: float | None = None
    north: float | None = None


@dataclass(frozen=True, slots=True)
class CaseLink:
    """Two cases that belong together, as an officer said."""

    number: str
    other: str
    by: str
    at: datetime


class HandsStore(Protocol):
    """Where it is kept whose a case is. Every method is one transaction."""

    def change(
        self, *, number: str, decide: Callable[[Case, Hands], HandChange]
    ) -> tuple[Hands, list[OfficerNotice]] | None:
        """Apply a decision to a case that nobody else changes meanwhile; None if there is none."""

    def hands(self, numbers: Sequence[str]) -> dict[str, Hands]:
        """Return the hands of cases; one that nobody ever handed over has empty ones."""

    def counts(self, wanted: QueueFilter) -> dict[Bucket, int]:
        """Return how many cases stand in each part of a queue."""

    def queue(self, wanted: QueueFilter, *, bucket: Bucket, limit: int) -> list[Queued]:
        """Return one part of a queue, the most pressing first."""

    def untaken_urgent(self, scope: OfficerScope = WHOLE_CITY) -> list[str]:
        """Return numbers of running urgent cases of a scope that nobody is at, newest first."""


class DeskStore(Protocol):
    """Where absences and what officers are told is kept. Every method is one transaction."""

    def leaves(self, *, since: datetime) -> list[Leave]:
        """Return the absences that end after an instant, the next first."""

    def add_leave(self, leave: Leave) -> Leave:
        """Keep an absence under a new id."""

    def end_leave(self, id: int, *, officer: str) -> bool:  # noqa: A002
        """Delete an officer's absence; return whether there was one."""

    def tell(self, notices: Sequence[OfficerNotice]) -> list[OfficerNotice]:
        """Keep notices under new ids."""

    def told_at(self, *, number: str, at: datetime) -> list[str]:
        """Return which officers were told of a case at an instant."""

    def notices(self, *, officer: str, limit: int) -> list[OfficerNotice]:
        """Return what an officer was told, what is unseen first, then the newest."""

    def unseen(self, *, officer: str) -> int:
        """Return how many notices an officer has not seen."""

    def see(self, *, officer: str, at: datetime, number: str | None = None) -> None:
        """Mark an officer's notices as seen: those of one case, or all."""


class NeighbourStore(Protocol):
    """Where cases are found by place and time, and links kept. Every method one transaction."""

    def near(self, span: NearSpan, *, limit: int) -> list[Case]:
        """Return cases of a span that were not withdrawn, the newest first."""

    def links(self, number: str) -> list[CaseLink]:
        """Return the links of a case, each seen from it."""

    def link(self, number: str, other: str, *, events: Sequence[Event], by: str) -> bool:
        """Link two cases and write an event to each; False when they are linked already."""

    def unlink(self, number: str, other: str, *, events: Sequence[Event]) -> bool:
        """Take a link away and write an event to each; False when there is none."""


class Pager(Protocol):
    """Reaches officers who bound their WeChat."""

    def tell(self, *, officer: str, text: str, why: str, at: datetime) -> None:
        """Queue a text to an officer (login name), once for each `why`."""

    def alarm_again(self, *, case: Case, time: int, at: datetime, until: datetime) -> None:
        """Queue the alarm of a case for another `time` to every bound officer."""


class KeptPager:
    """`Pager` that keeps in lists what it was given: the twin for tests and trials."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.rung: list[tuple[str, int]] = []

    def tell(self, *, officer: str, text: str, why: str, at: datetime) -> None:
        """Keep whom to tell what."""
        self.told.append((officer, text))

    def alarm_again(self, *, case: Case, time: int, at: datetime, until: datetime) -> None:
        """Keep which case rang for which time."""
        if (case.number, time) not in self.rung:
            self.rung.append((case.number, time))
