"""The register of referrals, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.cases import cases
from bureau.adapters.store.schema.referrals import referral_numbers as numbers
from bureau.adapters.store.schema.referrals import referrals
from bureau.adapters.store.upsert import insert_ignore
from bureau.adapters.store.within import cases_within
from bureau.cases.enclosures import OutgoingFile
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.referrals import Referral, ReferralStatus

_OPEN = referrals.c.status.in_((ReferralStatus.SENT, ReferralStatus.RECEIVED))
_PREPARED = referrals.c.status == ReferralStatus.PREPARED


class StoredReferrals:
    """`bureau.referrals.ReferralStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        with self._database.transaction() as connection:
            insert_ignore(connection, numbers, year=year, last=0)
            # The row of the year stays locked until commit: no number is given twice, none is lost.
            counted = update(numbers).where(numbers.c.year == year).values(last=numbers.c.last + 1)
            sequence = connection.execute(counted.returning(numbers.c.last)).scalar_one()
            row = {
                "year": year,
                "sequence": sequence,
                "case": case,
                "authority": authority,
                "by": by,
                "note": note,
                "sent": at,
                "status": ReferralStatus.PREPARED,
                "theirs": "",
                "reply": "",
                "enclosed": [asdict(each) for each in enclosed],
            }
            kept = connection.execute(insert(referrals).values(row).returning(referrals))
            return _referral(kept.one())

    def send(self, id: int, *, document: str, at: datetime) -> Referral | None:  # noqa: A002
        """Note that a prepared one is on its way, with what it says."""
        sent = ReferralStatus.SENT
        return self._change(id, _PREPARED, status=sent, sent=at, document=document)

    def drop(self, id: int) -> None:  # noqa: A002
        """Mark as recalled one that was prepared and whose case went nowhere: its number stays."""
        self._change(id, _PREPARED, status=ReferralStatus.RECALLED)

    def get(self, id: int) -> Referral | None:  # noqa: A002
        """Return a referral."""
        found = self._read(select(referrals).where(referrals.c.id == id))
        return found[0] if found else None

    def receive(self, id: int, *, theirs: str, at: datetime) -> Referral | None:  # noqa: A002
        """Note the receipt of one that was sent; None where it is in another state."""
        sent = referrals.c.status == ReferralStatus.SENT
        return self._change(id, sent, status=ReferralStatus.RECEIVED, theirs=theirs, received=at)

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
        named = {"theirs": theirs} if theirs else {}
        return self._change(id, _OPEN, status=status, reply=reply, ended=at, **named)

    def of_case(self, case: str) -> list[Referral]:
        """Return a case's referrals, the newest first."""
        mine = select(referrals).where(referrals.c.case == case)
        return self._read(mine.order_by(referrals.c.id.desc()))

    def prepared(self, *, before: datetime) -> list[Referral]:
        """Return those that were prepared before an instant and neither sent nor dropped."""
        return self._read(select(referrals).where(_PREPARED, referrals.c.sent < before))

    def register(
        self, scope: OfficerScope = WHOLE_CITY, *, limit: int, offset: int
    ) -> tuple[list[Referral], int]:
        """Return a page of the register of cases within a scope, the newest first, and how many."""
        seen = cases_within(scope, cases)
        query = select(referrals).join(cases, cases.c.number == referrals.c.case).where(*seen)
        with self._database.reading() as connection:
            counted = select(func.count()).select_from(query.subquery())
            total = connection.execute(counted).scalar_one()
        return self._read(query.order_by(referrals.c.id.desc()).limit(limit).offset(offset)), total

    def _read(self, query: Any) -> list[Referral]:
        with self._database.reading() as connection:
            return [_referral(row) for row in connection.execute(query)]

    def _change(self, id: int, state: Any, **values: Any) -> Referral | None:  # noqa: A002
        change = update(referrals).where(referrals.c.id == id, state).values(**values)
        with self._database.transaction() as connection:
            row = connection.execute(change.returning(referrals)).one_or_none()
        return _referral(row) if row else None


def _referral(row: Any) -> Referral:
    facts = dict(row._mapping)
    status, document = ReferralStatus(facts["status"]), facts["document"] or ""
    enclosed = tuple(OutgoingFile(**each) for each in facts["enclosed"])
    return Referral(**{**facts, "status": status, "document": document, "enclosed": enclosed})
