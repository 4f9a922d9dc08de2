"""The talk about rewards: claiming by name and without, and everything that is no claim."""

from __future__ import annotations

from bureau.rewards import RewardStatus
from tests.bureau.rewards.conftest import BANK, CARD, NAME, PHONE, House


def test_a_claim_by_name_asks_four_things_and_reads_back_none_of_them(
    house: House, lin: str
) -> None:
    reward = house.confirmed(lin)
    told = house.taps(lin, house.says(lin, "领奖励"), "实名领取")
    assert "姓名" in told.text
    for typed in (NAME, CARD, BANK, PHONE):
        told = house.says(lin, typed)
        assert told is not None
    for whole in (NAME, CARD, BANK, PHONE):
        assert whole not in told.text
    assert "4518" in told.text
    assert "0128" in told.text
    done = house.taps(lin, told, "确认领取")
    assert "登记好了" in done.text
    assert house.again(reward).status is RewardStatus.CLAIMED


def test_a_claim_without_a_name_gives_a_code_once(house: House, lin: str) -> None:
    reward = house.confirmed(lin)
    ask = house.taps(lin, house.says(lin, "领奖励"), "匿名领取")
    first = house.taps(lin, ask, "确认", key="k" * 32)
    again = house.taps(lin, ask, "确认", key="k" * 32)  # the platform's retry
    assert first == again
    assert "领取码" in first.text
    twice = house.taps(lin, ask, "确认")
    assert "已经用过" in twice.text
    assert "领取码：" not in twice.text
    assert house.again(reward).status is RewardStatus.CLAIMED
