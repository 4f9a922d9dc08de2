"""What the hotline needs from outside: a store of talks and shifts."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bureau.hotline.model import Line, Shift, Talk, Why


class TalkStore(Protocol):
    """Where talks, their lines and the desk's shifts are kept. Every method is one transaction."""

    def ask(self, *, citizen: str, at: datetime) -> Talk:
        """Begin a talk that waits, or return the citizen's one that has not ended."""

    def get(self, number: int) -> Talk | None:
        """Return a talk by its number."""

    def current(self, citizen: str) -> Talk | None:
        """Return a citizen's talk that has not ended."""

    def open(self) -> list[Talk]:
        """Return the talks that have not ended, the longest first."""

    def ended(self, *, limit: int, offset: int) -> tuple[list[Talk], int]:
        """Return a page of ended talks, the newest end first, and how many there are in all."""

    def take(self, *, number: int, officer: str, at: datetime) -> Talk | None:
        """Give a waiting talk to an officer; None when it does not wait (any more)."""

    def pass_on(self, *, number: int, officer: str, to: str, at: datetime) -> Talk | None:
        """Give a talk from the officer who has it to another; None when they do not have it."""

    def say(self, *, number: int, line: Line, key: str) -> bool:
        """Add a line to a talk that has not ended; the same key adds none. Whether it stands there.

        A second try after a crash is told the same as the first.
        """

    def end(
        self, *, number: int, why: Why, at: datetime, officer: str | None = None
    ) -> Talk | None:
        """End a talk, of this officer where one is named; None when there is none to end."""

    def note_case(self, *, number: int, case: str) -> None:
        """Note the case that was made of a talk."""

    def lines(self, number: int) -> list[Line]:
        """Return what was said in a talk, in its order."""

    def earlier(self, *, citizen: str, before: datetime, limit: int) -> list[Line]:
        """Return what citizen and assistant said last before an instant, in its order."""

    def add_shift(self, *, officer: str, begins: datetime, ends: datetime) -> Shift:
        """Keep a shift."""

    def drop_shift(self, shift: int, *, officer: str) -> None:
        """Forget an officer's shift."""

    def shifts(self, *, begin: datetime, end: datetime) -> list[Shift]:
        """Return the shifts that touch a time, by their beginning."""
