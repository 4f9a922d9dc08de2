"""What a holding is, and what may happen to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of a holding when a citizen is erased."""

    ERASED = "erased"
    MASKED = "masked"
    KEPT = "kept"
    NOBODYS = "nobodys"


class Rule(StrEnum):
    """A rule by which what is old goes; the retention job has one step for each."""

    MESSAGES = "messages"
    LETTERS = "letters"
    CONVERSATIONS = "conversations"
    LOOSE_EVIDENCE = "loose_evidence"
    STRAY_FILES = "stray_files"
    FOLLOWERS = "followers"
    VISITORS = "visitors"
    TICKETS = "tickets"
    TALKS = "talks"
    VISITS = "visits"
    INVITATIONS = "invitations"
    APPLICATIONS = "applications"
    INTERVIEWS = "interviews"
    DUTY_CODES = "duty_codes"
    SESSIONS = "sessions"
    DRAFTS = "drafts"
    PAYEES = "payees"
    WRONG_CODES = "wrong_codes"
    DESK = "desk"
    UNANSWERED = "unanswered"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Term:
    """How long a rule leaves what it rules over, and from when that counts."""

    days: int
    since: str

    @property
    def length(self) -> timedelta:
        """Return the term as a time."""
        return timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Holding:
    """Something that the service keeps.

    `tables` are the database's, `files` names in VAR_DIR. How long it is kept is said by a
    `rule` of the retention job or, where another part of the service or nobody deletes it, by
    `kept`. `why` says why so long, and why it may stay where an erasure leaves it.
    """

    what: str
    fate: Fate
    why: str
    tables: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    rule: Rule | None = None
    kept: str = ""
