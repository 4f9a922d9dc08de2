"""A line of the audit log, and what is asked of the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Seeing the same matter again within this time is the same look.
SAME_LOOK = timedelta(minutes=10)


class Deed(StrEnum):
    """What kind of thing an officer did."""

    SAW = "saw"
    DID = "did"
    TOOK = "took"
    DOOR = "door"


class AuditOutcome(StrEnum):
    """What became of it; `ASKED` is an act that waits for a second officer."""

    DONE = "done"
    REFUSED = "refused"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An officer did something; never a citizen's words, never a password.

    `officer`: login name, empty where nobody known was at the door. `verb`: code of `words.yml`.
    `number`: the case's, empty for what is no case's. `subject`: what else it was done to, as its
    address names it. `detail`: codes of the form. `reason`: why an original was read, in the
    officer's words. `second`: the other officer of an act that two must want.
    """

    at: datetime
    officer: str
    deed: Deed
    verb: str
    number: str = ""
    subject: str = ""
    detail: str = ""
    reason: str = ""
    outcome: AuditOutcome = AuditOutcome.DONE
    second: str = ""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines are asked for; None asks for all. `since` and `until` bound [since, until).

    `officer` finds lines in which they were the second one, too.
    """

    officer: str | None = None
    deed: Deed | None = None
    verb: str | None = None
    number: str | None = None
    since: datetime | None = None
    until: datetime | None = None
