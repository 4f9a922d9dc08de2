"""A referral that carries one of two files of its case."""

from __future__ import annotations

from datetime import datetime

from bureau.cases import Case
from bureau.referrals import Referral
from bureau.wiring import Bureau


def refer_with_a_file(bureau: Bureau, case: Case, *, at: datetime) -> tuple[Referral, bytes]:
    """Return the referral of a case with its second file chosen, and the bytes of that."""
    for serial in (1, 2):
        content = b"%PDF-1.7\n" + bytes([48 + serial]) * 9 + b"\n%%EOF"
        bureau.attachments.add(
            number=case.number, data=content, shows=f"报告{serial}", by="li", at=at
        )
    referral = bureau.referrals.send(
        case=case.number,
        authority="city_enforcement",
        note="",
        by="li",
        at=at,
        enclosed=bureau.outgoing.pick(case, ["2"]),
    )
    return referral, content
