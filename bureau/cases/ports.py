"""What the cases room needs from outside: a store of cases.

Citizens are told through `bureau.messaging.ports.Outbox`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bureau.cases.enclosures import Enclosure
from bureau.cases.lifecycle import Status, Verb
from bureau.cases.model import Case, Event
from bureau.officers import WHOLE_CITY, OfficerScope


@dataclass(frozen=True, slots=True)
class DueNotice:
    """What a citizen (key) is to be told."""

    citizen: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What a step does: the case after it, its line of history, whom to tell what.

    The notices are handed on at once, or not before `hold_until`; `enclosed` goes with each.
    """

    case: Case
    event: Event
    notices: tuple[DueNotice, ...] = ()
    hold_until: datetime | None = None
    enclosed: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class PendingNotice:
    """A notice that was decided with a step and not yet handed on."""

    id: int
    number: str
    citizen: str
    text: str
    at: datetime
    enclosed: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class SentNotice:
    """A notice with its fate: `verb` of its step; `reached` None while that is open.

    `delivered`: when it was known.
    """

    id: int
    number: str
    citizen: str
    verb: Verb
    text: str
    at: datetime
    handed_on: bool
    reached: bool | None = None
    delivered: datetime | None = None
    enclosed: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases an officer asks for; what is None does not matter.

    `status` may be `open` for all that wait for an officer. `overdue_at`: overdue at that
    instant. `scope`: whose cases the officer sees at all.
    """

    status: str | None = None
    county: str | None = None
    town: str | None = None
    category: str | None = None
    urgent: bool = False
    overdue_at: datetime | None = None
    scope: OfficerScope = WHOLE_CITY


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of a list: its cases, how many there are in all, and where the next page begins.

    `next` is empty on the last page.
    """

    cases: tuple[Case, ...]
    total: int
    next: str


@dataclass(frozen=True, slots=True)
class FeedbackCount:
    """How many answered or closed cases of a town and handler got the same words.

    `handler`: the officer who answered; `settled`, `satisfied`: None while nothing was said.
    """

    county: str | None
    town: str | None
    handler: str
    settled: bool | None
    satisfied: bool | None
    cases: int


class Cases(Protocol):
    """Where cases are kept. Every method is one transaction."""

    def add(
        self, *, numbered: Callable[[int], Case], event: Event, day: date, message_key: str
    ) -> Case:
        """Keep a new case under the day's next sequence, or return the one of this message key."""

    def change(
        self, *, number: str, decide: Callable[[Case], CaseChange], message_key: str | None = None
    ) -> Case | None:
        """Apply a decision to a case that nobody else changes meanwhile; None if there is none.

        With a message key that was applied before, return the case unchanged.
        """

    def get(self, number: str) -> Case | None:
        """Return the case of a number as printed."""

    def of_citizen(self, *, citizen: str, limit: int) -> list[Case]:
        """Return a citizen's cases, the newest first."""

    def history(self, number: str) -> list[Event]:
        """Return a case's history, the oldest first."""

    def several(self, numbers: Sequence[str]) -> list[Case]:
        """Return the cases of some numbers, in their order; those there are not are left out."""

    def search(self, wanted: CaseFilter, *, limit: int, after: str = "") -> CasePage:
        """Return a page of cases, urgent and due ones first, and how many there are in all.

        `after` is the `next` of the page before; what is none begins at the first.
        """

    def tally(self, wanted: CaseFilter) -> dict[Status, int]:
        """Return how many cases stand in each status, whatever status the filter names."""

    def answered_before(self, at: datetime) -> list[tuple[str, bool]]:
        """Return answered cases heard no more of since their answer arrived, before `at`.

        With each number whether it reached its citizen: one who left cannot be reached.
        """

    def unanswered_since(self, at: datetime) -> list[str]:
        """Return the numbers of cases whose citizen was to reply to a question by `at`."""

    def running_out(self, *, before: datetime) -> list[Case]:
        """Return the open cases whose running time limit ends before an instant."""

    def open_notices(self) -> list[SentNotice]:
        """Return answers and questions that were handed on and whose fate is not known."""

    def notices(self, number: str) -> list[SentNotice]:
        """Return what its citizen and those merged into it were told of a case, oldest first."""

    def notice(self, id: int) -> SentNotice | None:  # noqa: A002
        """Return a notice by its id."""

    def settle(self, id: int, *, reached: bool, at: datetime) -> None:  # noqa: A002
        """Remember whether a notice reached its citizen, and since when."""

    def feedback(self, scope: OfficerScope = WHOLE_CITY) -> list[FeedbackCount]:
        """Return how many cases within a scope were judged in which way, by town and handler."""

    def pending_notices(self, *, at: datetime, number: str | None = None) -> list[PendingNotice]:
        """Return notices not yet handed on that may be by now, of one case or of all."""

    def notices_handed_on(self, ids: Sequence[int]) -> None:
        """Remember that these notices were handed on."""

    def followers(self, number: str) -> list[Case]:
        """Return the cases merged into this one, directly or through others."""


class Alarms(Protocol):
    """Alarms the officers on duty, and tells who works on a case what others did to it."""

    def alarm(self, *, case: Case, at: datetime) -> None:
        """Queue the alarm of an urgent case, to each officer once however often it is asked."""

    def heard(self, *, case: Case, event: Event) -> None:
        """Tell whoever works on a case what happened that no officer did, once for each event."""


class KeptAlarms:
    """`Alarms` that keeps the numbers alarmed of in a list: the twin for tests and trials."""

    def __init__(self) -> None:
        self.rung: list[str] = []
        self.told: list[tuple[str, str]] = []  # number, audit word

    def alarm(self, *, case: Case, at: datetime) -> None:
        """Keep the number unless it was alarmed of before."""
        if case.number not in self.rung:
            self.rung.append(case.number)

    def heard(self, *, case: Case, event: Event) -> None:
        """Keep what was told of which case."""
        self.told.append((case.number, event.audit))
