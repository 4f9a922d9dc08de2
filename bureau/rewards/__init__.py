"""Rewards for reports that proved true: who earns them, how much, and how they are paid."""

from bureau.rewards.chat import PAYLOAD, RewardChat, Spoken
from bureau.rewards.claims import Claims
from bureau.rewards.lifecycle import OPEN_REWARDS, RewardStatus, RewardVerb
from bureau.rewards.model import (
    MEASURES,
    ClaimKind,
    Findings,
    Reward,
    RewardError,
    RewardMatter,
)
from bureau.rewards.payouts import Payouts, may_see_payees
from bureau.rewards.rules import reward_rules
from bureau.rewards.service import CONFIRMABLE, LONGEST_REASON, Rewards
from bureau.rewards.vault import Vault
from bureau.rewards.words import words

__all__ = [
    "CONFIRMABLE",
    "LONGEST_REASON",
    "MEASURES",
    "OPEN_REWARDS",
    "PAYLOAD",
    "ClaimKind",
    "Claims",
    "Findings",
    "Payouts",
    "Reward",
    "RewardChat",
    "RewardError",
    "RewardMatter",
    "RewardStatus",
    "RewardVerb",
    "Rewards",
    "Spoken",
    "Vault",
    "may_see_payees",
    "reward_rules",
    "words",
]
