"""Confirming, computing, approving, and what time does: each step once, by whom it may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bureau.adapters.store.schema.messages import outbox
from bureau.messaging import Outcome
from bureau.rewards import Findings, Reward, RewardError, RewardStatus
from tests.bureau.rewards.conftest import FINED, House


def computed(house: House, reward: Reward, by: str = "li") -> Reward:
    seen = house.again(reward).version
    return house.bureau.rewards.compute(reward=reward.id, seen=seen, by=by, at=house.at)


@pytest.fixture
def reward(house: House, lin: str) -> Reward:
    return house.confirmed(lin)


def test_a_confirmed_case_is_told_at_once_and_for_how_long(
    house: House, lin: str, reward: Reward
) -> None:
    assert reward.status is RewardStatus.TOLD
    [told] = house.told(lin)
    for word in (reward.number, reward.case, "90 天", "领奖励", "以本局公布为准"):
        assert word in told
    assert "金石纺织厂" not in told


def test_a_case_is_confirmed_once(house: House, reward: Reward) -> None:
    with pytest.raises(RewardError, match="again"):
        house.bureau.rewards.confirm(case=reward.case, findings=FINED, by="wang", at=house.at)


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        (replace(FINED, decision="  "), "decision_missing"),
        (replace(FINED, fine=0), "nothing"),
        (replace(FINED, major=600_000_00, consent="c"), "major_most"),
    ],
)
def test_findings_that_cannot_be_rewarded_confirm_nothing(
    house: House, lin: str, findings: Findings, code: str
) -> None:
    case = house.reported(lin)
    with pytest.raises(RewardError, match=code):
        house.bureau.rewards.confirm(case=case.number, findings=findings, by="li", at=house.at)
    assert house.bureau.rewards.of_case(case.number) is None
    assert house.told(lin) == []


def test_a_case_that_nobody_looked_at_confirms_nothing(house: House, lin: str) -> None:
    case = house.reported(lin, started=False)
    with pytest.raises(RewardError, match="case_status"):
        house.bureau.rewards.confirm(case=case.number, findings=FINED, by="li", at=house.at)


def test_what_was_known_before_is_true_and_earns_nothing(house: House, lin: str) -> None:
    case = house.reported(lin)
    room = house.bureau.rewards
    with pytest.raises(RewardError, match="exclusion"):
        room.confirm(case=case.number, findings=FINED, exclusion="dislike", by="li", at=house.at)
    matter = room.confirm(
        case=case.number, findings=Findings(), exclusion="known", by="li", at=house.at
    )
    assert room.of_matter(matter.id) == []
    assert house.told(lin) == []
    with pytest.raises(RewardError, match="excluded"):
        room.revise(matter=matter.id, findings=FINED, by="li", at=house.at)


def test_nothing_is_computed_before_it_is_claimed(house: House, reward: Reward) -> None:
    with pytest.raises(RewardError, match="status"):
        computed(house, reward)


def test_nobody_approves_what_they_computed(house: House, lin: str, reward: Reward) -> None:
    house.anonymously(lin)
    done = computed(house, reward)
    with pytest.raises(RewardError, match="same_person"):
        house.bureau.rewards.approve(reward=reward.id, seen=done.version, by="li", at=house.at)
    house.bureau.rewards.approve(reward=reward.id, seen=done.version, by="wang", at=house.at)
    assert "10,000 元" in house.told(lin)[-1]


def test_who_computes_again_after_it_went_back_does_not_approve_either(
    house: House, lin: str, reward: Reward
) -> None:
    house.anonymously(lin)
    room = house.bureau.rewards
    done = computed(house, reward)
    back = room.send_back(
        reward=reward.id, seen=done.version, reason="再看一遍", by="wang", at=house.at
    )
    assert (back.status, back.amount) == (RewardStatus.CLAIMED, None)
    done = computed(house, reward, by="wang")
    with pytest.raises(RewardError, match="same_person"):
        room.approve(reward=reward.id, seen=done.version, by="wang", at=house.at)


def test_a_step_on_what_changed_meanwhile_is_not_taken(
    house: House, lin: str, reward: Reward
) -> None:
    house.anonymously(lin)
    seen = house.again(reward).version
    computed(house, reward)
    with pytest.raises(RewardError, match="status"):
        house.bureau.rewards.compute(reward=reward.id, seen=seen, by="li", at=house.at)
    with pytest.raises(RewardError, match="stale"):
        house.bureau.rewards.approve(reward=reward.id, seen=seen, by="wang", at=house.at)


@pytest.mark.parametrize("after", ["compute", "approve"])
def test_a_fine_reduced_later_is_computed_anew_and_told(
    house: House, lin: str, reward: Reward, after: str
) -> None:
    house.anonymously(lin)
    computed(house, reward) if after == "compute" else house.approved(reward)
    room = house.bureau.rewards
    less = replace(FINED, fine=100_000_00)
    with pytest.raises(RewardError, match="unchanged"):
        room.revise(matter=reward.matter, findings=FINED, by="li", at=house.at)
    room.revise(matter=reward.matter, findings=less, by="li", at=house.at)
    back = house.again(reward)
    assert (back.status, back.amount, back.approved_by) == (RewardStatus.CLAIMED, None, "")
    assert "重新核算" in house.told(lin)[-1]
    assert house.approved(reward).amount == 5_000_00
    assert "5,000 元" in house.told(lin)[-1]


def test_what_was_paid_is_not_revised(house: House, lin: str, reward: Reward) -> None:
    code = house.anonymously(lin)
    house.approved(reward)
    house.bureau.payouts.pay(reward=reward.id, voucher="V-0001", code=code, by="zhao", at=house.at)
    with pytest.raises(RewardError, match="paid_already"):
        house.bureau.rewards.revise(
            matter=reward.matter, findings=replace(FINED, fine=1_00), by="li", at=house.at
        )


def test_a_refusal_and_a_recall_need_a_reason_that_the_citizen_reads(
    house: House, lin: str, reward: Reward
) -> None:
    room = house.bureau.rewards
    with pytest.raises(RewardError, match="reason_missing"):
        room.refuse(reward=reward.id, seen=reward.version, reason=" ", by="li", at=house.at)
    room.recall(reward=reward.id, seen=reward.version, reason="处罚被撤销", by="li", at=house.at)
    assert "处罚被撤销" in house.told(lin)[-1]
    with pytest.raises(RewardError, match="status"):
        room.refuse(reward=reward.id, seen=reward.version, reason="x", by="li", at=house.at)


def test_who_does_not_claim_is_reminded_once_and_then_too_late(
    house: House, lin: str, reward: Reward
) -> None:
    room = house.bureau.rewards
    house.wait(days=82)
    assert room.sweep(at=house.at) == 0
    house.wait(days=2)
    assert [room.sweep(at=house.at), room.sweep(at=house.at)] == [1, 0]
    assert "还没领" in house.told(lin)[-1]
    house.wait(days=7)
    assert [room.sweep(at=house.at), room.sweep(at=house.at)] == [1, 0]
    assert house.again(reward).status is RewardStatus.EXPIRED
    assert len(house.told(lin)) == 3


def test_a_claim_does_not_expire_while_the_bureau_works_on_it(
    house: House, lin: str, reward: Reward
) -> None:
    house.by_name(lin)
    house.wait(days=400)
    assert house.bureau.rewards.sweep(at=house.at) == 0
    house.approved(reward)
    house.wait(days=400)
    assert house.bureau.rewards.sweep(at=house.at) == 0  # a name is paid, however late
    assert house.again(reward).status is RewardStatus.APPROVED


def test_an_approved_code_that_nobody_brings_expires(
    house: House, lin: str, reward: Reward
) -> None:
    house.anonymously(lin)
    house.approved(reward)
    house.wait(days=91)
    house.bureau.rewards.sweep(at=house.at)
    assert house.again(reward).status is RewardStatus.EXPIRED


def test_what_was_left_untold_by_a_crash_is_told_by_the_sweep(
    house: House, lin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, case = house.bureau.rewards, house.reported(lin)
    monkeypatch.setattr(room, "_tell", lambda *_: None)
    room.confirm(case=case.number, findings=FINED, by="li", at=house.at)
    monkeypatch.undo()
    assert house.told(lin) == []
    assert room.sweep(at=house.at) == 1
    assert len(house.told(lin)) == 1


def test_a_case_withdrawn_before_the_claim_takes_the_reward_along(
    house: House, lin: str, reward: Reward
) -> None:
    told = house.says(lin, "领奖励")
    house.bureau.cases.reply(verb="withdraw", number=reward.case, by=lin, at=house.at)
    assert "已经用过或过期" in house.taps(lin, told, "匿名领取").text
    assert house.again(reward).status is RewardStatus.RECALLED
    assert "已经撤回" in house.told(lin)[-1]


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.FAILED])
def test_the_time_to_claim_begins_when_the_notice_arrives(
    house: House, lin: str, outcome: Outcome
) -> None:
    case, room = house.reported(lin), house.bureau.rewards
    room.confirm(case=case.number, findings=FINED, by="li", at=house.at)
    [reward] = room.open_of(by=lin)
    house.delivers(outcome)
    house.wait(days=200)
    room.sweep(at=house.at)
    assert house.again(reward).until is None
    late = update(outbox).values(outcome=Outcome.SENT_WITH_REPLY, finished=house.at)
    with house.bureau.database.transaction() as connection:
        connection.execute(late)
    house.wait(days=1)
    room.sweep(at=house.at)
    assert house.again(reward).until == house.at + timedelta(days=89)
    assert house.again(reward).status is RewardStatus.TOLD


def test_a_notice_whose_fate_was_forgotten_counts_from_then_on(house: House, lin: str) -> None:
    case, room = house.reported(lin), house.bureau.rewards
    room.confirm(case=case.number, findings=FINED, by="li", at=house.at)
    [reward] = room.open_of(by=lin)
    house.delivers(Outcome.FAILED)
    house.wait(days=31)
    house.bureau.retention.keep(at=house.at)
    room.sweep(at=house.at)
    assert house.again(reward).until == house.at + timedelta(days=90)
