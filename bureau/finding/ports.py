"""What finding needs from outside: the index of cases, and a store of saved searches."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bureau.finding.model import CaseQuery, IndexPage, SavedSearch
from bureau.officers import OfficerScope


class CaseIndex(Protocol):
    """The index of cases, kept up in the transaction of every step."""

    def page(self, wanted: CaseQuery, *, limit: int, after: int | None = None) -> IndexPage:
        """Return the cases that fit, the newest first; `after` is the `next` of the page before."""

    def by_digits(self, digits: str, *, scope: OfficerScope, limit: int) -> tuple[str, ...]:
        """Return the numbers that end in some digits, with or without the check digit.

        Digits that begin with a date give the cases of that day. The newest come first.
        """


class SavedSearches(Protocol):
    """The searches that officers keep for themselves."""

    def of_officer(self, officer: str) -> list[SavedSearch]:
        """Return an officer's searches in the order in which they were kept."""

    def keep(self, *, name: str, query: str, by: str, at: datetime) -> None:
        """Keep a search; one of the same name is replaced."""

    def drop(self, *, number: int, by: str) -> None:
        """Forget one of the officer's own searches."""
