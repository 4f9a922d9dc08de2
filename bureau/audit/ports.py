"""What the audit room needs from outside: a log to which lines are only added."""

from __future__ import annotations

from typing import Protocol

from bureau.audit.model import AuditFilter, AuditLine


class Audit(Protocol):
    """Where the lines are kept."""

    def note(self, line: AuditLine) -> None:
        """Add a line."""

    def note_once(self, line: AuditLine) -> None:
        """Add a line unless the same officer left one of its kind over it within `SAME_LOOK`.

        Of a case that is any look at it, of other matters any in the same room of the portal; of
        what was done, the same verb with the same outcome.
        """

    def page(self, wanted: AuditFilter, *, limit: int, offset: int) -> tuple[list[AuditLine], int]:
        """Return a page of lines, the newest first, and how many there are in all."""
