"""The table of steps: every status is reached and left as it should be, by whom it should be."""

from __future__ import annotations

from bureau.officers import Right
from bureau.rewards.lifecycle import (
    OPEN_REWARDS,
    REWARD_STEPS,
    RewardActor,
    RewardStatus,
    RewardVerb,
    open_steps,
    reward_step,
)

ENDS = {
    RewardStatus.PAID, RewardStatus.REFUSED, RewardStatus.EXPIRED, RewardStatus.RECALLED,
}  # fmt: skip


def test_every_status_is_reached_and_only_the_ends_are_never_left() -> None:
    assert {row.to for row in REWARD_STEPS} - {None} == set(RewardStatus)
    left = {status for row in REWARD_STEPS for status in row.origins}
    assert set(RewardStatus) - left == ENDS
    assert set(OPEN_REWARDS) == left


def test_the_way_to_the_money_has_no_short_cut() -> None:
    way = [RewardStatus.TOLD, RewardStatus.CLAIMED, RewardStatus.COMPUTED, RewardStatus.APPROVED]
    for before, after in zip(way, [*way[1:], RewardStatus.PAID], strict=True):
        leading = [
            row for row in REWARD_STEPS if row.to is after and row.verb is not RewardVerb.REVISE
        ]
        forward = {row.origins for row in leading if row.verb is not RewardVerb.SEND_BACK}
        assert forward == {(before,)}


def test_an_officers_step_needs_a_right_and_nobody_elses_does() -> None:
    for row in REWARD_STEPS:
        assert (row.right is not None) is (row.who is RewardActor.OFFICER)


def test_paying_and_approving_are_for_another_than_who_came_before() -> None:
    others = {row.verb: set(row.another) for row in REWARD_STEPS if row.another}
    assert others == {
        RewardVerb.APPROVE: {RewardVerb.COMPUTE},
        RewardVerb.PAY: {RewardVerb.COMPUTE, RewardVerb.APPROVE},
    }
    rights = {row.verb: row.right for row in REWARD_STEPS if row.right}
    assert rights[RewardVerb.PAY] is Right.PAY_REWARDS


def test_what_hurts_a_citizen_needs_words() -> None:
    for verb in (RewardVerb.REFUSE, RewardVerb.RECALL, RewardVerb.SEND_BACK):
        assert all(row.reasoned for row in REWARD_STEPS if row.verb is verb)


def test_nothing_can_be_done_with_what_ended() -> None:
    for status in ENDS:
        assert open_steps(status) == []
        assert all(reward_step(v, status, w) is None for v in RewardVerb for w in RewardActor)
