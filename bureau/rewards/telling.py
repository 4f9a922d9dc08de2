"""How citizens who have not written for long are told of rewards, and whether they know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from basis.clock import SHANGHAI
from bureau.cases import DeliveryState
from bureau.cases.delivery import delivery
from bureau.messaging import ServiceNotice
from bureau.messaging.ports import Outbox
from bureau.rewards.model import Reward
from bureau.rewards.words import words


@dataclass(frozen=True, slots=True)
class RewardTold:
    """What a citizen was told last, in Chinese, and whether they have it."""

    what: str
    state: DeliveryState
    at: datetime


def service_notice(
    template: str | None, *, number: str, notice: str, at: datetime
) -> ServiceNotice | None:
    """Return a notice of a reward as a template message, None where none is set."""
    if template is None:
        return None
    day = at.astimezone(SHANGHAI).strftime("%Y-%m-%d")
    return ServiceNotice(template, words().service(notice, number=number, day=day))


def told_last(outbox: Outbox, reward: Reward) -> RewardTold | None:
    """Return what a reward's citizen was told last; None before anything was."""
    letters = outbox.letters(to=reward.citizen, cause=f"reward:{reward.id}")
    if not letters:
        return None
    last = letters[-1]
    return RewardTold(words().told(last.why.split(":")[2]), delivery([last]).state, last.created)
