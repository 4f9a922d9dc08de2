"""The rules of rewards, read from `rules.yml`: what is paid for what, and how it is claimed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from basis.packaged import yaml_beside
from bureau.rewards.money import WHOLE


@dataclass(frozen=True, slots=True)
class RewardRule:
    """What is paid for what. Shares in basis points, amounts in fen; `until` is exclusive."""

    code: str
    name: str
    source: str
    since: date
    until: date | None
    fine_share: int
    fine_most: int
    fixed: Mapping[str, int]
    ownerless_most: int
    major_most: int


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """How rewards are claimed; `shares` are basis points by the reporters' order.

    `published`: whether the figures are the bureau's own and not stop-gaps.
    """

    code: str
    name: str
    source: str
    published: bool
    since: date
    until: date | None
    claim_within: timedelta
    remind_before: timedelta
    collect_within: timedelta
    shares: tuple[int, ...]
    exclusions: tuple[str, ...]

    def shares_of(self, reporters: int) -> tuple[int, ...]:
        """Return the shares of so many reporters; what nobody takes is the first one's."""
        taken = list(self.shares[:reporters])
        if taken:
            taken[0] += WHOLE - sum(taken)
        return (*taken, *([0] * (reporters - len(taken))))


@dataclass(frozen=True, slots=True)
class RewardRules:
    """All rules there are and were."""

    province: tuple[RewardRule, ...]
    bureau: tuple[ClaimRule, ...]

    def paying(self, day: date) -> RewardRule | None:
        """Return the rule for a report made on a day, None where there was none."""
        return next((rule for rule in self.province if _holds(rule, day)), None)

    def claiming(self, day: date) -> ClaimRule:
        """Return how rewards were claimed on a day."""
        return next((rule for rule in self.bureau if _holds(rule, day)), self.bureau[-1])

    def named(self, code: str) -> RewardRule:
        """Return a paying rule by its code; `KeyError` where there is none."""
        found = next((rule for rule in self.province if rule.code == code), None)
        if found is None:
            raise KeyError(code)
        return found


@cache
def reward_rules() -> RewardRules:
    """Return the rules, read once; raises `ValueError` for figures that cannot be."""
    return read_rules(yaml_beside(__file__, "rules.yml"))


def read_rules(told: Mapping[str, Any]) -> RewardRules:
    """Return the rules of a mapping as in `rules.yml`; raises `ValueError`."""
    return RewardRules(
        tuple(_paying(row) for row in told["province"]),
        tuple(_claiming(row) for row in told["bureau"]),
    )


def _paying(row: Mapping[str, Any]) -> RewardRule:
    rule = RewardRule(
        row["code"],
        row["name"],
        row["source"],
        row["from"],
        row["until"],
        round(row["fine"]["percent"] * 100),
        _fen(row["fine"]["most"]),
        {name: _fen(amount) for name, amount in row["fixed"].items()},
        _fen(row["ownerless"]["most"]),
        _fen(row["major"]["most"]),
    )
    if not 0 <= rule.fine_share <= WHOLE:
        raise ValueError(f"{rule.code}: a share of a fine is between nothing and all of it")
    return rule


def _claiming(row: Mapping[str, Any]) -> ClaimRule:
    shares = tuple(round(share * 100) for share in row["shares"])
    if not shares or sum(shares) != WHOLE or min(shares) <= 0:
        raise ValueError(f"{row['code']}: the shares make up 100")
    days = {name: row[name] for name in ("claim_days", "remind_days", "collect_days")}
    if min(days.values()) < 1 or days["remind_days"] >= days["claim_days"]:
        raise ValueError(f"{row['code']}: who is reminded still has time to claim")
    return ClaimRule(
        row["code"],
        row["name"],
        row["source"],
        bool(row["published"]),
        row["from"],
        row["until"],
        timedelta(days=days["claim_days"]),
        timedelta(days=days["remind_days"]),
        timedelta(days=days["collect_days"]),
        shares,
        tuple(row["exclusions"]),
    )


def _holds(rule: RewardRule | ClaimRule, day: date) -> bool:
    return rule.since <= day and (rule.until is None or day < rule.until)


def _fen(amount: int) -> int:
    if amount < 0:
        raise ValueError("an amount is not below zero")
    return amount * 100
