"""Paying: by whom, whom they see, codes that are right, wrong, early, late and used."""

from __future__ import annotations

import pytest

from bureau.officers import Officer, Post, Right, roles
from bureau.rewards import Reward, RewardError, RewardStatus, may_see_payees
from bureau.rewards.payee import Payee
from tests.bureau.rewards.conftest import AT, BANK, CARD, NAME, PHONE, House


def officer(role: str) -> Officer:
    return Officer("x", "x", True, 1, AT, None, False, role)


@pytest.fixture
def reward(house: House, lin: str) -> Reward:
    return house.confirmed(lin)


def pay(house: House, reward: Reward, by: str = "zhao", voucher: str = "V-0001", **more: str):  # type: ignore[no-untyped-def]
    return house.bureau.payouts.pay(reward=reward.id, voucher=voucher, by=by, at=house.at, **more)


def test_no_role_that_may_pay_and_see_payees_may_see_a_case() -> None:
    seeing = {code for code in roles() if may_see_payees(officer(code))}
    assert seeing == {"reward_cashier"}
    for code in seeing:
        assert roles()[code].rights == {Right.PAY_REWARDS}
    assert not may_see_payees(officer("a role that is gone"))


def test_a_payee_is_shown_to_who_pays_and_to_no_administrator(
    house: House, lin: str, reward: Reward
) -> None:
    house.by_name(lin)
    room, cashier = house.bureau.payouts, officer("reward_cashier")
    assert room.payee(house.again(reward), cashier) is None  # not approved yet
    approved = house.approved(reward)
    assert room.payee(approved, cashier) == Payee(NAME, CARD, BANK, PHONE)
    for role in set(roles()) - {"reward_cashier"}:
        assert room.payee(approved, officer(role)) is None, role


def test_what_was_paid_by_name_needs_no_code_and_is_paid_once(
    house: House, lin: str, reward: Reward
) -> None:
    house.by_name(lin)
    house.approved(reward)
    assert pay(house, reward).status is RewardStatus.PAID
    assert pay(house, reward).voucher == "V-0001"  # the same form sent twice
    with pytest.raises(RewardError, match="status"):
        pay(house, reward, voucher="V-0002")
    assert len([text for text in house.told(lin) if "已经发放" in text]) == 1


@pytest.mark.parametrize("by", ["li", "wang"])
def test_who_computed_or_approved_does_not_pay(
    house: House, lin: str, reward: Reward, by: str
) -> None:
    house.by_name(lin)
    house.approved(reward)
    with pytest.raises(RewardError, match="same_person"):
        pay(house, reward, by=by)


@pytest.mark.parametrize("voucher", ["", "12", "凭证1号", "a b c d", "x" * 33, "-123"])
def test_a_voucher_has_a_number(house: House, lin: str, reward: Reward, voucher: str) -> None:
    house.by_name(lin)
    house.approved(reward)
    with pytest.raises(RewardError, match="voucher"):
        pay(house, reward, voucher=voucher)


def test_one_voucher_pays_one_reward(house: House, lin: str, reward: Reward) -> None:
    other = house.confirmed(house.citizen("oChen"))
    for citizen, each in ((lin, reward), (other.citizen, other)):
        house.by_name(citizen)
        house.approved(each)
    pay(house, reward)
    with pytest.raises(RewardError, match="voucher_used"):
        pay(house, other)


def test_an_anonymous_one_is_paid_for_its_own_code_alone(
    house: House, lin: str, reward: Reward
) -> None:
    other = house.confirmed(house.citizen("oChen"))
    code, others = house.anonymously(lin), house.anonymously(other.citizen)
    for each in (reward, other):
        house.approved(each)
    with pytest.raises(RewardError, match="by_code"):
        pay(house, reward)
    with pytest.raises(RewardError, match="by_code"):
        pay(house, reward, code=others)
    assert pay(house, reward, code=code).status is RewardStatus.PAID
    with pytest.raises(RewardError, match="code_wrong"):
        house.bureau.payouts.by_code(code=code, by="zhao", at=house.at)


def test_a_code_is_early_before_the_approval_and_dead_after_its_time(
    house: House, lin: str, reward: Reward
) -> None:
    code = house.anonymously(lin)
    room = house.bureau.payouts
    with pytest.raises(RewardError, match="code_early"):
        room.by_code(code=code, by="zhao", at=house.at)
    house.approved(reward)
    assert room.by_code(code=code, by="zhao", at=house.at).amount == 10_000_00
    house.wait(days=91)  # before the sweep has ended it
    with pytest.raises(RewardError, match="code_wrong"):
        room.by_code(code=code, by="zhao", at=house.at)


def test_codes_cannot_be_tried_one_after_the_other(house: House, lin: str, reward: Reward) -> None:
    code = house.anonymously(lin)
    house.approved(reward)
    room = house.bureau.payouts
    for _ in range(5):
        with pytest.raises(RewardError, match="code_wrong"):
            room.by_code(code="AAAA-BBBB-CCCC", by="zhao", at=house.at)
    with pytest.raises(RewardError, match="code_tries"):
        room.by_code(code=code, by="zhao", at=house.at)  # even the right one
    assert room.by_code(code=code, by="qian", at=house.at).id == reward.id
    house.wait(minutes=11)
    assert room.by_code(code=code, by="zhao", at=house.at).id == reward.id


def test_a_recalled_rewards_code_is_dead(house: House, lin: str, reward: Reward) -> None:
    code = house.anonymously(lin)
    approved = house.approved(reward)
    house.bureau.rewards.recall(
        reward=reward.id, seen=approved.version, reason="处罚被撤销", by="li", at=house.at
    )
    with pytest.raises(RewardError, match="code_wrong"):
        house.bureau.payouts.by_code(code=code, by="zhao", at=house.at)


def test_whom_was_paid_is_forgotten_after_its_time(house: House, lin: str, reward: Reward) -> None:
    house.by_name(lin)
    house.approved(reward)
    pay(house, reward)
    store = house.bureau.reward_chat._store
    house.wait(days=89)
    house.bureau.retention.keep(at=house.at)
    assert store.payee(reward.id) is not None
    house.wait(days=2)
    house.bureau.retention.keep(at=house.at)
    assert store.payee(reward.id) is None


def test_a_post_below_the_city_cannot_pay() -> None:
    for post in (Post("county_branch", "330402"), Post("town_office", "330402101")):
        assert Right.PAY_REWARDS not in roles()[post.role].rights
