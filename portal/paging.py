"""Pages of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import request

from portal.problems import ProblemError

SIZE = 20
_NUMBER = re.compile(r"[1-9][0-9]{0,4}")


def asked_key(form: str) -> str:
    """Read from the address behind which key a page begins; empty for the first.

    `form`: what a key looks like. Raises `ProblemError` (404) for what is none.
    """
    key = request.args.get("after", "")
    if key and not re.fullmatch(form, key):
        raise ProblemError(404, "after", value=key[:20])
    return key


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is asked for; numbered from 1."""

    number: int
    size: int = SIZE

    @classmethod
    def asked(cls, *, size: int = SIZE) -> Paging:
        """Read the page from the address. Raises `ProblemError` (404) for no page's number."""
        asked = request.args.get("page", "") or "1"
        if not _NUMBER.fullmatch(asked):
            raise ProblemError(404, "page_number", value=asked[:20])
        return cls(int(asked), size)

    @property
    def offset(self) -> int:
        """How many rows come before."""
        return (self.number - 1) * self.size

    def pages(self, total: int) -> int:
        """Return how many pages there are."""
        return max(1, -(-total // self.size))

    def check(self, total: int) -> None:
        """Raise `ProblemError` (404) for a page behind the last one."""
        if self.number > (last := self.pages(total)):
            raise ProblemError(404, "page", value=str(self.number), pages=str(last))
