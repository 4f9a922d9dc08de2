"""What the room of supervision needs from outside: a register that numbers without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bureau.cases import Case
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.supervision.model import LateMark, Measure, Paper


class Register(Protocol):
    """Where measures are kept. Every method is one transaction."""

    def issue(self, measure: Measure) -> Measure:
        """Keep a measure (its id and sequence do not matter), or return the one of its rung.

        A letter gets the next number of its kind and year: none is given twice, none left out.
        """

    def taken(self, numbers: Sequence[str]) -> set[tuple[str, str, str]]:
        """Return which rungs these cases have behind them: case number, rung, stage."""

    def untold(self) -> list[Measure]:
        """Return measures that do not stand in their case's history yet."""

    def tell(self, id: int) -> None:  # noqa: A002
        """Remember that a measure stands in its case's history."""

    def standing(self, *, scope: OfficerScope = WHOLE_CITY) -> list[Measure]:
        """Return measures that have not ended, of cases within a scope, the oldest first."""

    def end(self, id: int, *, at: datetime) -> None:  # noqa: A002
        """Note that a measure's case moved on."""

    def get(self, id: int) -> Measure | None:  # noqa: A002
        """Return a measure."""

    def of_case(self, number: str) -> list[Measure]:
        """Return a case's measures, the oldest first."""

    def page(
        self,
        *,
        paper: Paper | None = None,
        mark: LateMark | None = None,
        year: int | None = None,
        scope: OfficerScope = WHOLE_CITY,
        limit: int,
        offset: int,
    ) -> tuple[list[Measure], int]:
        """Return a page of the register, the newest first, and how many rows there are in all.

        Only of cases within `scope`.
        """

    def years(self) -> list[int]:
        """Return the years in which letters were issued, the newest first."""


class Holders(Protocol):
    """Who has cases in hand, and the way to them."""

    def lead_of(self, case: Case) -> str:
        """Return the full name of the officer who leads a case, "" for nobody."""

    def tell_holders(self, *, case: Case, text: str, at: datetime) -> None:
        """Tell those who have a case in hand; where nobody has, those whose it is to take."""


class KeptHolders:
    """`Holders` that keeps in a list what was told: the twin for tests and trials."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def lead_of(self, case: Case) -> str:
        """Return the lead's login name: the twin knows no other."""
        return case.held_by[0] if case.held_by else ""

    def tell_holders(self, *, case: Case, text: str, at: datetime) -> None:
        """Keep of which case what was told."""
        self.told.append((case.number, text))
