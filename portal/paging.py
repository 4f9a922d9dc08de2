"""Pages of a list."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

SIZE = 20
_LAST = 10_000


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is asked for; numbered from 1."""

    number: int

    @classmethod
    def asked(cls) -> Paging:
        """Read the page from the address; nonsense is the first one."""
        asked = request.args.get("page", 1, type=int)
        return cls(min(max(asked, 1), _LAST))

    @property
    def offset(self) -> int:
        """How many rows come before."""
        return (self.number - 1) * SIZE

    def pages(self, total: int) -> int:
        """Return how many pages there are."""
        return max(1, -(-total // SIZE))
