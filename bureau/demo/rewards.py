"""Demonstration data: rewards at every stage over the month's reports; all marked as invented."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from basis.packaged import yaml_beside
from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.rewards import StoredRewards
from bureau.cases import Case, CaseFilter
from bureau.messaging.twin import KeptOutbox
from bureau.rewards import CONFIRMABLE, ClaimKind, Findings, Payouts, Reward, Rewards
from bureau.rewards.claims import Claims
from bureau.rewards.payee import Payee
from bureau.rewards.rules import reward_rules
from bureau.rewards.vault import Vault
from bureau.wiring import Bureau

# How long after the answer each step was taken.
_STEP = timedelta(hours=20)
_STAGES = ("told", "claimed", "computed", "approved", "paid")


def load_rewards(bureau: Bureau, at: datetime) -> None:
    """Fill a demonstration's register with invented rewards for what was reported in it."""
    told: dict[str, Any] = yaml_beside(__file__, "rewards.yml")
    register = _Register(bureau, told, at)
    cases = bureau.cases.search(CaseFilter(), limit=100).cases
    possible = [
        case
        for case in sorted(cases, key=lambda case: case.created)
        if case.status in CONFIRMABLE and case.updated <= at - _STEP * len(_STAGES)
    ]
    for entry, case in zip(told["rewards"], possible, strict=False):
        register.confirm(entry, case)


class _Everybody(StoredRewards):
    """The register, in which citizens who have no address can be told, too."""

    def known(self, citizens: Collection[str]) -> set[str]:
        """Return all of them."""
        return set(citizens)


class _Register:
    def __init__(self, bureau: Bureau, told: dict[str, Any], at: datetime) -> None:
        store, quiet = _Everybody(bureau.database), KeptOutbox()
        vault = Vault(bureau.identity_keys.derived)
        kept = StoredCases(bureau.database)
        self._rewards = Rewards(store, bureau.cases, kept, quiet, reward_rules())
        self._claims = Claims(store, self._rewards, vault)
        self._payouts = Payouts(store, quiet, vault)
        self._store = store
        self._told = told
        self._at = at

    def confirm(self, entry: dict[str, Any], case: Case) -> None:
        """Confirm a case as a row says, and take the steps up to its stage."""
        findings = Findings(
            decision=entry["decision"],
            fine=entry["fine"] * 100,
            measures=tuple(entry.get("measures", ())),
        )
        begun = self._at - _STEP * len(_STAGES)
        matter = self._rewards.confirm(
            case=case.number,
            findings=findings,
            exclusion=entry.get("exclusion", ""),
            by=self._told["computed_by"],
            at=begun,
        )
        for reward in self._store.of_matter(matter.id):
            self._take(entry, reward, begun)

    def _take(self, entry: dict[str, Any], reward: Reward, begun: datetime) -> None:
        stage, number = entry["stage"], reward.id
        if stage == "told":
            return
        self._claim(ClaimKind(entry["kind"]), reward, begun + _STEP)
        if stage == "refused":
            self._rewards.refuse(
                reward=number, seen=self._seen(number), reason=self._told["refused"],
                by=self._told["computed_by"], at=begun + 2 * _STEP,
            )  # fmt: skip
            return
        if _STAGES.index(stage) >= _STAGES.index("computed"):
            self._rewards.compute(
                reward=number, seen=self._seen(number), by=self._told["computed_by"],
                at=begun + 2 * _STEP,
            )  # fmt: skip
        if _STAGES.index(stage) >= _STAGES.index("approved"):
            self._rewards.approve(
                reward=number, seen=self._seen(number), by=self._told["approved_by"],
                at=begun + 3 * _STEP,
            )  # fmt: skip
        if stage == "paid":
            self._payouts.pay(
                reward=number, voucher=f"DEMO-{number:04d}", by=self._told["paid_by"],
                at=begun + 4 * _STEP,
            )  # fmt: skip

    def _claim(self, kind: ClaimKind, reward: Reward, at: datetime) -> None:
        if kind is ClaimKind.NAMED:
            payee = Payee(**self._told["payee"])
            self._claims.by_name(reward=reward.id, payee=payee, by=reward.citizen, at=at)
        else:
            key = f"demo claim {reward.id}"
            self._claims.anonymously(reward=reward.id, by=reward.citizen, at=at, message_key=key)

    def _seen(self, reward: int) -> int:
        return self._rewards.get(reward).version
