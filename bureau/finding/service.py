"""Finding cases: by number or its tail, by words, by what they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from bureau.cases import Case, NumberError
from bureau.cases.numbers import read
from bureau.finding.model import CaseQuery, FoundCases, SavedSearch
from bureau.finding.ports import CaseIndex, SavedSearches
from bureau.finding.terms import plain

MOST_SAVED = 20
LONGEST_NAME, LONGEST_QUERY = 40, 500
_FEWEST_DIGITS = 3
_DIGITS = re.compile(r"[\d\s\-‐‑‒–—―−_·.]+")


class Finding:
    """What officers find; `several` gives the cases of some numbers, in their order."""

    def __init__(
        self,
        index: CaseIndex,
        saved: SavedSearches,
        several: Callable[[Sequence[str]], list[Case]],
    ) -> None:
        self._index = index
        self._saved = saved
        self._several = several

    def find(self, wanted: CaseQuery, *, limit: int, after: int | None = None) -> FoundCases:
        """Return a page of the cases that fit, the newest first.

        A text that is a number, its tail or its date gives those cases, whatever else is asked
        but the area that the officer may see; one that is none of these is looked for as words.
        """
        numbers = self._by_number(wanted, limit) if after is None else ()
        if numbers:
            return FoundCases(tuple(self._several(numbers)), len(numbers), None)
        page = self._index.page(wanted, limit=limit, after=after)
        return FoundCases(tuple(self._several(page.numbers)), page.total, page.next)

    def saved(self, *, by: str) -> list[SavedSearch]:
        """Return the officer's own searches."""
        return self._saved.of_officer(by)

    def save(self, *, name: str, query: str, by: str, at: datetime) -> bool:
        """Keep a search under a name; False when there is no name or no room for another."""
        name = " ".join(name.split())[:LONGEST_NAME]
        held = self._saved.of_officer(by)
        room = len(held) < MOST_SAVED or any(each.name == name for each in held)
        if not name or len(query) > LONGEST_QUERY or not room:
            return False
        self._saved.keep(name=name, query=query, by=by, at=at)
        return True

    def drop(self, *, number: int, by: str) -> None:
        """Forget one of the officer's own searches."""
        self._saved.drop(number=number, by=by)

    def _by_number(self, wanted: CaseQuery, limit: int) -> tuple[str, ...]:
        text = plain(wanted.text)
        try:
            whole = re.sub(r"\D", "", read(text))
        except NumberError:
            whole = ""
        digits = whole or ("".join(filter(str.isdigit, text)) if _DIGITS.fullmatch(text) else "")
        if len(digits) < _FEWEST_DIGITS:
            return ()
        return self._index.by_digits(digits, scope=wanted.scope, limit=limit)
