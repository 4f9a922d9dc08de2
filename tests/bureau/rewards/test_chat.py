"""The talk about rewards: claiming by name and without, and everything that is no claim."""

from __future__ import annotations

import json

import pytest

from bureau.rewards import Reward, RewardStatus
from tests.bureau.rewards.conftest import BANK, CARD, NAME, PHONE, House

PRIVATE = (NAME, CARD, BANK, PHONE)


@pytest.fixture
def reward(house: House, lin: str) -> Reward:
    return house.confirmed(lin)


def begun(house: House, lin: str) -> None:
    house.taps(lin, house.says(lin, "领奖励"), "实名领取")


def text(told) -> str:  # type: ignore[no-untyped-def]
    assert told is not None
    return str(told.text)


def test_a_claim_by_name_asks_four_things_and_reads_back_none_of_them(
    house: House, lin: str, reward: Reward
) -> None:
    told = house.taps(lin, house.says(lin, "领奖励"), "实名领取")
    assert "姓名" in told.text
    for typed in PRIVATE:
        told = house.says(lin, typed)  # type: ignore[assignment]
    for whole in PRIVATE:
        assert whole not in told.text
    assert "4518" in told.text
    done = house.taps(lin, told, "确认领取")
    assert "登记好了" in done.text
    assert house.again(reward).status is RewardStatus.CLAIMED


def test_what_is_wrong_is_asked_again_and_changes_nothing(
    house: House, lin: str, reward: Reward
) -> None:
    begun(house, lin)
    assert "不像姓名" in text(house.says(lin, "13812345678"))
    assert "不像姓名" in text(house.says(lin, "Wang Xiaoming"))
    assert "身份证" in text(house.says(lin, NAME))
    assert "对不上" in text(house.says(lin, CARD[:-1] + "1"))
    assert "对不上" in text(house.says(lin, NAME))
    assert "银行卡" in text(house.says(lin, CARD))
    assert "卡号对不上" in text(house.says(lin, CARD))
    assert "手机" in text(house.says(lin, BANK))
    assert "11 位" in text(house.says(lin, "82345678"))
    assert "看一遍" in text(house.says(lin, PHONE))


@pytest.mark.parametrize("step", range(4))
def test_a_question_between_is_left_to_the_assistant_and_the_claim_waits(
    house: House, lin: str, reward: Reward, step: int
) -> None:
    begun(house, lin)
    for typed in PRIVATE[:step]:
        house.says(lin, typed)
    for other in ("今天空气怎么样", "隔壁厂又臭了", "你好", "为什么要身份证？",
                  "隔壁养猪场往河里排污", "王店镇 工地 半夜还在打桩"):  # fmt: skip
        assert house.says(lin, other) is None
    for typed in PRIVATE[step:]:
        told = house.says(lin, typed)
    assert "看一遍" in text(told)


def test_a_number_never_reaches_the_assistant_while_a_claim_is_open(
    house: House, lin: str, reward: Reward
) -> None:
    begun(house, lin)
    for typed in (f"我的身份证是{CARD}吗", f"卡号{BANK}怎么样", f"打我电话{PHONE}好吗"):
        assert house.says(lin, typed) is not None
    for typed in PRIVATE:
        house.says(lin, typed)
    assert "看一遍" in text(house.says(lin, f"不对，卡号是{BANK}吧"))


@pytest.mark.parametrize("word", ["取消", "不领了", "算了"])
def test_a_claim_is_cancelled_by_a_word_and_can_be_begun_anew(
    house: House, lin: str, reward: Reward, word: str
) -> None:
    begun(house, lin)
    house.says(lin, NAME)
    assert "先不办" in text(house.says(lin, word))
    assert house.says(lin, NAME) is None
    assert "登记好了" in house.by_name(lin).text


def test_typed_again_begins_with_the_name_and_old_buttons_are_over(
    house: House, lin: str, reward: Reward
) -> None:
    begun(house, lin)
    for typed in PRIVATE:
        told = house.says(lin, typed)
    assert "姓名" in house.taps(lin, told, "重填").text
    assert "已经用过" in house.taps(lin, told, "确认领取").text
    assert house.again(reward).status is RewardStatus.TOLD


def test_what_lies_half_an_hour_is_gone(house: House, lin: str, reward: Reward) -> None:
    begun(house, lin)
    for typed in PRIVATE:
        told = house.says(lin, typed)
    house.wait(minutes=31)
    assert "已经清掉" in house.taps(lin, told, "确认领取").text
    begun(house, lin)
    house.says(lin, NAME)
    house.wait(minutes=31)
    house.bureau.rewards.sweep(at=house.at)
    assert house.bureau.reward_chat._store.form(lin) is None
    assert house.again(reward).status is RewardStatus.TOLD


def test_a_picture_of_a_card_is_not_kept(house: House, lin: str, reward: Reward) -> None:
    assert house.says(lin, None) is None
    begun(house, lin)
    assert "没有留" in text(house.says(lin, None))


def test_the_same_message_played_again_says_the_same(
    house: House, lin: str, reward: Reward
) -> None:
    begun(house, lin)
    first = house.says(lin, NAME, key="n" * 32)
    assert house.says(lin, NAME, key="n" * 32) == first
    assert "银行卡" in text(house.says(lin, CARD))


def test_a_claim_without_a_name_gives_a_code_once(house: House, lin: str, reward: Reward) -> None:
    ask = house.taps(lin, house.says(lin, "领奖励"), "匿名领取")
    first = house.taps(lin, ask, "确认", key="k" * 32)
    again = house.taps(lin, ask, "确认", key="k" * 32)  # the platform's retry
    assert first == again
    assert "领取码" in first.text
    twice = house.taps(lin, ask, "确认")  # a double click
    assert "已经用过" in twice.text
    assert "领取码：" not in twice.text
    assert house.again(reward).status is RewardStatus.CLAIMED


def test_a_button_is_of_its_person(house: House, lin: str, reward: Reward) -> None:
    chen = house.citizen("oChen")
    for under in (house.says(lin, "领奖励"), house.says(lin, "我的奖励")):
        for title in ("实名领取", "匿名领取"):
            assert "没有可领的奖励" in house.taps(chen, under, title).text
    ask = house.taps(lin, house.says(lin, "领奖励"), "匿名领取")
    assert "领取码：" not in house.taps(chen, ask, "确认").text
    assert house.again(reward).status is RewardStatus.TOLD


def test_a_button_is_of_its_question(house: House, lin: str, reward: Reward) -> None:
    old = house.says(lin, "领奖励")
    house.by_name(lin)
    for title in ("实名领取", "匿名领取"):
        told = house.taps(lin, old, title)
        assert "已经用过" in told.text
        assert "等核算" in told.text


@pytest.mark.parametrize(
    "payload",
    [
        "/reward", "/reward{", "/reward[]", '/reward{"do": "code", "reward": "1"}', "/reward_x",
        '/reward{"do": "code", "reward": 1, "asked": "0"}', '/reward{"do": "pay", "reward": 1}',
        '/reward{"do": "submit", "reward": 1, "asked": null}', '/reward{"reward": 99999}',
    ],
)  # fmt: skip
def test_a_payload_that_nobody_made_changes_nothing(
    house: House, lin: str, reward: Reward, payload: str
) -> None:
    told = house.bureau.reward_chat.press(by=lin, payload=payload, at=house.at, message_key="m")
    assert "已经用过" in told.text
    assert house.again(reward) == reward


def test_several_rewards_are_told_apart(house: House, lin: str, reward: Reward) -> None:
    other = house.confirmed(lin)
    told = house.says(lin, "领奖励")
    assert reward.number in text(told)
    assert "哪一笔" in text(told)
    asked = house.taps(lin, told, f"匿名领取 {other.number}")
    assert other.number in asked.text
    house.taps(lin, asked, "确认")
    assert house.again(other).status is RewardStatus.CLAIMED
    assert house.again(reward).status is RewardStatus.TOLD


def test_my_rewards_tell_how_each_stands_and_no_amount_before_its_time(
    house: House, lin: str, reward: Reward
) -> None:
    assert "没有可领的奖励" in text(house.says(house.citizen("oChen"), "我的奖励"))
    assert "等您来领" in text(house.says(lin, "我的奖励"))
    house.by_name(lin)
    house.bureau.rewards.compute(
        reward=reward.id, seen=house.again(reward).version, by="li", at=house.at
    )
    assert "10,000" not in text(house.says(lin, "我的奖励"))
    back = house.again(reward)
    house.bureau.rewards.approve(reward=reward.id, seen=back.version, by="wang", at=house.at)
    assert "10,000 元" in text(house.says(lin, "我的奖励"))


def test_how_is_answered_by_the_rule_with_its_source(house: House, lin: str) -> None:
    told = text(house.says(lin, "奖励怎么领"))
    for figure in (
        "5%",
        "100,000",
        "5,000",
        "10,000",
        "20,000",
        "500,000",
        "90 天",
        "2021年1月1日",
    ):
        assert figure in told
    assert "以本局公布为准" in told


def test_whoever_writes_english_is_answered_in_it(house: House, lin: str, reward: Reward) -> None:
    chat = house.bureau.reward_chat
    told = chat.hear(by=lin, text="claim my reward", at=house.at, message_key="m", english=True)
    assert told is not None
    assert dict(told.buttons).keys() == {"Claim by name", "Claim anonymously", "How it is computed"}
    asked = chat.press(
        by=lin, payload=told.buttons[1][1], at=house.at, message_key="m", english=True
    )
    assert asked.buttons[0][0] == "Yes"


def test_payloads_hold_nothing_of_a_person(house: House, lin: str, reward: Reward) -> None:
    begun(house, lin)
    for typed in PRIVATE:
        told = house.says(lin, typed)
    assert told is not None
    for _, payload in told.buttons:
        assert not any(whole in payload for whole in (*PRIVATE, lin, reward.case))
        assert json.loads(payload.removeprefix("/reward"))["reward"] == reward.id
