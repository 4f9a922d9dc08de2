"""Claiming: once, by whom it belongs to, in time; codes that are lost, and people who go."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bureau.rewards import Claims, Reward, RewardError, RewardStatus
from bureau.rewards.payee import Payee
from tests.bureau.rewards.conftest import BANK, CARD, NAME, PHONE, House

PAYEE = Payee(NAME, CARD, BANK, PHONE)


@pytest.fixture
def reward(house: House, lin: str) -> Reward:
    return house.confirmed(lin)


@pytest.fixture
def claims(house: House) -> Claims:
    return house.bureau.reward_chat._claims


def test_a_reward_is_claimed_once_in_one_way(
    house: House, lin: str, reward: Reward, claims: Claims
) -> None:
    claims.by_name(reward=reward.id, payee=PAYEE, by=lin, at=house.at)
    with pytest.raises(RewardError, match="unknown"):
        claims.by_name(reward=reward.id, payee=PAYEE, by=lin, at=house.at)
    with pytest.raises(RewardError, match="unknown"):
        claims.anonymously(reward=reward.id, by=lin, at=house.at, message_key="m")


def test_of_claims_at_once_one_wins(house: House, lin: str, reward: Reward, claims: Claims) -> None:
    def claim(key: int) -> str | None:
        try:
            told = claims.anonymously(reward=reward.id, by=lin, at=house.at, message_key=f"m{key}")
        except RewardError:
            return None
        return told[1]

    with ThreadPoolExecutor(4) as pool:
        codes = [code for code in pool.map(claim, range(4)) if code]
    assert len(codes) == 1
    assert [event.verb for event in house.bureau.rewards.history(reward.id)].count("claim") == 1


def test_nobody_claims_anothers(house: House, reward: Reward, claims: Claims) -> None:
    chen = house.citizen("oChen")
    with pytest.raises(RewardError, match="unknown"):
        claims.by_name(reward=reward.id, payee=PAYEE, by=chen, at=house.at)
    assert claims.of_citizen(by=chen, at=house.at) == []
    assert claims.renewable(reward=reward.id, by=chen) is None


def test_the_last_moment_counts_and_the_next_does_not(
    house: House, lin: str, reward: Reward, claims: Claims
) -> None:
    assert reward.until is not None
    assert claims.claimable(reward=reward.id, by=lin, at=reward.until)
    house.at = reward.until
    house.wait(seconds=1)
    assert claims.claimable(reward=reward.id, by=lin, at=house.at) is None


def test_a_new_code_voids_the_one_before(
    house: House, lin: str, reward: Reward, claims: Claims
) -> None:
    lost = house.anonymously(lin)
    house.approved(reward)
    told = house.taps(lin, house.says(lin, "我的奖励"), "换领取码")
    told = house.taps(lin, told, "确认", key="r" * 32)
    code = next(line for line in told.text.splitlines() if line.count("-") == 2)
    assert code != lost
    with pytest.raises(RewardError, match="code_wrong"):
        house.bureau.payouts.by_code(code=lost, by="zhao", at=house.at)
    assert house.bureau.payouts.by_code(code=code, by="zhao", at=house.at).id == reward.id


def test_who_is_forgotten_loses_a_claim_by_name_and_whom_to_pay(
    house: House, lin: str, reward: Reward
) -> None:
    house.by_name(lin)
    house.bureau.citizens.erase(by=lin, at=house.at)
    assert house.again(reward).status is RewardStatus.EXPIRED
    assert house.bureau.reward_chat._store.payee(reward.id) is None
    assert house.bureau.rewards.history(reward.id)[-1].verb == "lapse"


def test_who_is_forgotten_still_picks_up_by_code(house: House, lin: str, reward: Reward) -> None:
    code = house.anonymously(lin)
    house.bureau.citizens.erase(by=lin, at=house.at)
    assert house.again(reward).citizen != lin
    house.approved(reward)
    paid = house.bureau.payouts.pay(
        reward=reward.id, voucher="V-0001", code=code, by="zhao", at=house.at
    )
    assert paid.status is RewardStatus.PAID
    assert house.bureau.outbox.undelivered() == []  # nobody is written to


def test_an_erasure_says_before_what_it_costs(house: House, lin: str, reward: Reward) -> None:
    room = house.bureau.rewards
    assert room.after_erasure(by=house.citizen("oChen")) == ""
    assert "领不到了" in room.after_erasure(by=lin)
    house.anonymously(lin)
    assert "凭领取码还能领" in room.after_erasure(by=lin)
    house.confirmed(lin)
    both = room.after_erasure(by=lin)
    assert "领不到了" in both
    assert "凭领取码还能领" in both
