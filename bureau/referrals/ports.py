"""What referrals need from outside: a register that numbers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bureau.cases.enclosures import OutgoingFile
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.referrals.model import Referral, ReferralStatus


class ReferralStore(Protocol):
    """Where referrals are kept. Every method is one transaction."""

    def prepare(
        self,
        *,
        case: str,
        authority: str,
        note: str,
        enclosed: Sequence[OutgoingFile],
        by: str,
        year: int,
        at: datetime,
    ) -> Referral:
        """Keep a referral under the year's next number; numbers have no gaps."""

    def send(self, id: int, *, document: str, at: datetime) -> Referral | None:  # noqa: A002
        """Note that a prepared one is on its way, with what it says."""

    def drop(self, id: int) -> None:  # noqa: A002
        """Mark as recalled one that was prepared and whose case went nowhere: its number stays."""

    def get(self, id: int) -> Referral | None:  # noqa: A002
        """Return a referral."""

    def receive(self, id: int, *, theirs: str, at: datetime) -> Referral | None:  # noqa: A002
        """Note the receipt of one that was sent; None where it is in another state."""

    def end(
        self,
        id: int,  # noqa: A002
        *,
        status: ReferralStatus,
        reply: str,
        theirs: str,
        at: datetime,
    ) -> Referral | None:
        """End one that is open; None where it is not. An empty `theirs` leaves what was there."""

    def of_case(self, case: str) -> list[Referral]:
        """Return a case's referrals, the newest first."""

    def prepared(self, *, before: datetime) -> list[Referral]:
        """Return those that were prepared before an instant and neither sent nor dropped."""

    def register(
        self, scope: OfficerScope = WHOLE_CITY, *, limit: int, offset: int
    ) -> tuple[list[Referral], int]:
        """Return a page of the register of cases within a scope, the newest first, and how many."""
