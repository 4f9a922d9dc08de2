"""The life of a reward, as one table of steps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bureau.officers.rights import Right


class RewardActor(StrEnum):
    """Who takes a step."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    SYSTEM = "system"


class RewardStatus(StrEnum):
    """Where a reward stands."""

    ELIGIBLE = "eligible"
    TOLD = "told"
    CLAIMED = "claimed"
    COMPUTED = "computed"
    APPROVED = "approved"
    PAID = "paid"
    REFUSED = "refused"
    EXPIRED = "expired"
    RECALLED = "recalled"


class RewardVerb(StrEnum):
    """What happens to a reward."""

    CONFIRM = "confirm"
    TELL = "tell"
    CLAIM = "claim"
    RENEW = "renew"
    COMPUTE = "compute"
    REVISE = "revise"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    PAY = "pay"
    REFUSE = "refuse"
    EXPIRE = "expire"
    LAPSE = "lapse"
    RECALL = "recall"


@dataclass(frozen=True, slots=True)
class RewardStep:
    """One row: `to` None stays where it is; `right`: what an officer needs to take it.

    `reasoned`: it needs words. `another`: not by an officer who took the named step before.
    """

    verb: RewardVerb
    origins: tuple[RewardStatus, ...]
    to: RewardStatus | None
    who: RewardActor
    right: Right | None = None
    reasoned: bool = False
    another: tuple[RewardVerb, ...] = ()


_S, _V, _A = RewardStatus, RewardVerb, RewardActor
OPEN_REWARDS = (_S.ELIGIBLE, _S.TOLD, _S.CLAIMED, _S.COMPUTED, _S.APPROVED)
REWARD_STEPS: tuple[RewardStep, ...] = (
    RewardStep(_V.CONFIRM, (), _S.ELIGIBLE, _A.OFFICER, Right.COMPUTE_REWARDS),
    RewardStep(_V.TELL, (_S.ELIGIBLE,), _S.TOLD, _A.SYSTEM),
    RewardStep(_V.CLAIM, (_S.TOLD,), _S.CLAIMED, _A.CITIZEN),
    # Who lost the code gets another one; the one before is void.
    RewardStep(_V.RENEW, (_S.CLAIMED, _S.COMPUTED, _S.APPROVED), None, _A.CITIZEN),
    RewardStep(_V.COMPUTE, (_S.CLAIMED,), _S.COMPUTED, _A.OFFICER, Right.COMPUTE_REWARDS),
    RewardStep(_V.APPROVE, (_S.COMPUTED,), _S.APPROVED, _A.OFFICER, Right.APPROVE_REWARDS,
               another=(_V.COMPUTE,)),
    RewardStep(_V.SEND_BACK, (_S.COMPUTED,), _S.CLAIMED, _A.OFFICER, Right.APPROVE_REWARDS,
               reasoned=True),
    # The facts changed, or who shares: what was computed of them no longer holds.
    RewardStep(_V.REVISE, (_S.COMPUTED, _S.APPROVED), _S.CLAIMED, _A.OFFICER,
               Right.COMPUTE_REWARDS),
    RewardStep(_V.PAY, (_S.APPROVED,), _S.PAID, _A.OFFICER, Right.PAY_REWARDS,
               another=(_V.COMPUTE, _V.APPROVE)),
    RewardStep(_V.REFUSE, (_S.ELIGIBLE, _S.TOLD, _S.CLAIMED, _S.COMPUTED), _S.REFUSED, _A.OFFICER,
               Right.COMPUTE_REWARDS, reasoned=True),
    RewardStep(_V.RECALL, OPEN_REWARDS, _S.RECALLED, _A.OFFICER, Right.COMPUTE_REWARDS,
               reasoned=True),
    # The reporter withdrew the case before they claimed.
    RewardStep(_V.RECALL, (_S.ELIGIBLE, _S.TOLD), _S.RECALLED, _A.SYSTEM, reasoned=True),
    RewardStep(_V.EXPIRE, (_S.TOLD, _S.APPROVED), _S.EXPIRED, _A.SYSTEM),
    # The citizen was forgotten, as they asked; nobody is left to be paid.
    RewardStep(_V.LAPSE, OPEN_REWARDS, _S.EXPIRED, _A.SYSTEM),
)  # fmt: skip


def reward_step(verb: RewardVerb, status: RewardStatus, who: RewardActor) -> RewardStep | None:
    """Return the row for `who` doing `verb` in `status`, or None when that cannot be done."""
    return next(
        (r for r in REWARD_STEPS if r.verb is verb and r.who is who and status in r.origins), None
    )


def open_steps(status: RewardStatus) -> list[RewardStep]:
    """Return what officers may do in `status`, in the table's order."""
    return [r for r in REWARD_STEPS if r.who is RewardActor.OFFICER and status in r.origins]
