"""A referral and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bureau.cases.enclosures import OutgoingFile
from bureau.referrals.words import words


class ReferralStatus(StrEnum):
    """Where a referral stands."""

    PREPARED = "prepared"  # its case's step is being taken
    SENT = "sent"
    RECEIVED = "received"
    ANSWERED = "answered"
    RETURNED = "returned"  # the other authority says that it is not theirs
    RECALLED = "recalled"  # we took it back


@dataclass(frozen=True, slots=True)
class Referral:
    """A case on its way to another authority.

    `year`, `sequence`: its number. `authority`: a code of `routing.yml`. `by`: the officer (login
    name). `note`: our words to the authority. `theirs`: who received it there, as they wrote it.
    `reply`: their answer or their reason to return it. `document`: what went to them, to the
    letter; empty before that. `enclosed`: the files that go with it.
    """

    id: int
    year: int
    sequence: int
    case: str
    authority: str
    by: str
    note: str
    sent: datetime
    status: ReferralStatus = ReferralStatus.PREPARED
    theirs: str = ""
    received: datetime | None = None
    reply: str = ""
    ended: datetime | None = None
    document: str = ""
    enclosed: tuple[OutgoingFile, ...] = ()

    @property
    def number(self) -> str:
        """The number as it is printed."""
        return words().number(self.year, self.sequence)

    @property
    def open(self) -> bool:
        """Return whether the other authority may still act on it."""
        return self.status in (ReferralStatus.SENT, ReferralStatus.RECEIVED)


class ReferralError(Exception):
    """A wish that cannot be met; `code` is a key of `words.yml`'s refusals."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.explanation = words().refusal(code)
