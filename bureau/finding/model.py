"""What an officer looks for, and what is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bureau.cases import Case
from bureau.officers import WHOLE_CITY, OfficerScope

COUNTED = 300  # as many as are counted: beyond it the page says "more than"


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases are looked for; what is empty does not matter.

    `text` and `firm`: words, all of which must be found, each as it stands. `status` may be
    `open`. `area`: a county or town. `scope`: what the officer may see at all.
    `handler`: an officer's name. `since`, `until`: days of receipt in Jiaxing, both
    included.
    """

    text: str = ""
    firm: str = ""
    area: str = ""
    category: str = ""
    status: str = ""
    handler: str = ""
    urgent: bool = False
    since: date | None = None
    until: date | None = None
    scope: OfficerScope = WHOLE_CITY


@dataclass(frozen=True, slots=True)
class IndexPage:
    """A page of the index: case numbers, the newest first; `next` continues behind the last.

    `total` counts to `COUNTED` and one more, which means that there are more.
    """

    numbers: tuple[str, ...]
    total: int
    next: int | None


@dataclass(frozen=True, slots=True)
class FoundCases:
    """A page of cases that were found; fields as those of `IndexPage`."""

    cases: tuple[Case, ...]
    total: int
    next: int | None

    @property
    def more_than_counted(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > COUNTED


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that an officer keeps under a name; `query` is that of the page's address."""

    id: int
    officer: str
    name: str
    query: str
    at: datetime = field(compare=False)
