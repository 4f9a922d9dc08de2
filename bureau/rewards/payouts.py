"""Paying: who may see whom to pay, picking up by code, and the voucher that ends it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bureau.messaging.ports import Outbox
from bureau.officers import Officer, Right
from bureau.rewards.lifecycle import RewardActor, RewardStatus, RewardVerb, reward_step
from bureau.rewards.model import ClaimKind, Reward, RewardError
from bureau.rewards.money import yuan
from bureau.rewards.payee import Payee
from bureau.rewards.ports import RewardStore
from bureau.rewards.telling import service_notice
from bureau.rewards.vault import Vault
from bureau.rewards.words import words

# Whoever holds one of these can come to know which report a reward is for, and so which firm.
SHOWS_CASES = frozenset(
    {
        Right.SEE_CASES,
        Right.WORK_CASES,
        Right.SEE_ORIGINALS,
        Right.REFER_CASES,
        Right.ANSWER_DESK,
        Right.SEE_DELIVERIES,
        Right.SEE_AUDIT,
        Right.SEE_REWARDS,
        Right.COMPUTE_REWARDS,
        Right.APPROVE_REWARDS,
    }
)
WRONG_CODES, WITHIN = 5, timedelta(minutes=10)
_VOUCHER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,31}")
PAYABLE = (RewardStatus.APPROVED, RewardStatus.PAID)


def may_see_payees(officer: Officer) -> bool:
    """Return whether an officer may learn who is paid: nobody who may learn what for."""
    duties = officer.duties
    return (
        duties is not None
        and Right.PAY_REWARDS in duties.rights
        and not SHOWS_CASES & set(duties.rights)
    )


class Payouts:
    """Approved rewards on their way to whoever earned them."""

    def __init__(
        self, store: RewardStore, outbox: Outbox, vault: Vault, *, template: str | None = None
    ) -> None:
        self._store = store
        self._template = template
        self._outbox = outbox
        self._vault = vault

    def page(self, *, limit: int, offset: int) -> tuple[list[Reward], int]:
        """Return a page of what is to be paid or was, the newest first, and how many in all."""
        return self._store.page(PAYABLE, limit=limit, offset=offset)

    def waiting(self) -> int:
        """Return how many rewards wait to be paid."""
        return self._store.tally().get(RewardStatus.APPROVED, 0)

    def get(self, reward: int) -> Reward:
        """Return a reward that is to be paid or was. Raises `RewardError` (`unknown`)."""
        found = self._store.get(reward)
        if found is None or found.status not in PAYABLE:
            raise RewardError("unknown")
        return found

    def payee(self, reward: Reward, officer: Officer) -> Payee | None:
        """Return whom to pay, to an officer who may know; None to others, or where nobody is."""
        if not may_see_payees(officer) or reward.status not in PAYABLE:
            return None
        sealed = self._store.payee(reward.id)
        return self._vault.payee(sealed) if sealed else None

    def by_code(self, *, code: str, by: str, at: datetime) -> Reward:
        """Return the approved reward of a code.

        Raises `RewardError`: `code_tries` after too many wrong ones, `code_wrong`, `code_early`.
        """
        if self._store.wrong_codes(by, since=at - WITHIN) >= WRONG_CODES:
            raise RewardError("code_tries", minutes=int(WITHIN.total_seconds() // 60))
        found = self._store.by_digest(self._vault.digest(code))
        late = found is not None and found.until is not None and found.until < at
        if found is None or not found.open or (late and found.status is RewardStatus.APPROVED):
            self._store.note_wrong_code(by, at=at)
            raise RewardError("code_wrong")
        if found.status is not RewardStatus.APPROVED:
            raise RewardError("code_early")
        return found

    def pay(
        self, *, reward: int, voucher: str, by: str, at: datetime, code: str | None = None
    ) -> Reward:
        """Note that a reward was paid, and tell its citizen; an anonymous one needs its code.

        Raises `RewardError`; the same voucher sent again by the same officer changes nothing.
        """
        found = self.get(reward)
        voucher = voucher.strip()
        if found.status is RewardStatus.PAID and (found.voucher, found.paid_by) == (voucher, by):
            return found
        step = reward_step(RewardVerb.PAY, found.status, RewardActor.OFFICER)
        if step is None:
            raise RewardError("status", status=words().status(found.status))
        if found.kind is ClaimKind.ANONYMOUS and (
            code is None or self.by_code(code=code, by=by, at=at).id != found.id
        ):
            raise RewardError("by_code")
        if by in (found.computed_by, found.approved_by):
            raise RewardError("same_person")
        if not _VOUCHER.fullmatch(voucher):
            raise RewardError("voucher")
        if self._store.voucher_used(voucher):
            raise RewardError("voucher_used")
        paid = self._store.move(
            found, verb=step.verb, to=RewardStatus.PAID, actor=by, at=at,
            paid_by=by, voucher=voucher, paid=at, until=None,
        )  # fmt: skip
        if paid is None:
            raise RewardError("stale")
        if self._store.known({paid.citizen}):
            text = words().notice("paid", number=paid.number, amount=yuan(paid.amount or 0))
            service = service_notice(self._template, number=paid.number, notice="paid", at=at)
            self._outbox.notify(
                to=paid.citizen, text=text, why=f"reward:{paid.id}:paid", at=at, service=service
            )
        return paid
