"""What asks of rewards, and what only sounds like it."""

from __future__ import annotations

from string import Formatter
from typing import Any

import pytest
import yaml

from bureau.rewards import MEASURES, ClaimKind, RewardStatus, RewardVerb, reward_rules, words
from bureau.rewards.words import heard

HOW = (
    "奖励怎么领", "举报奖励怎么领？", "怎么领奖励", "怎么领举报奖励啊", "请问举报奖励怎么拿",
    "如何领取奖励", "奖金咋领", "举报有奖吗", "举报有奖励吗", "举报污染有没有钱拿", "举报给钱吗",
    "举报奖励多少钱", "举报奖励标准", "举报奖励是多少", "到哪里领奖励", "去哪领奖金", "奖励哪能领",
    "领奖励的流程", "奖励怎么算", "举报奖励什么时候发", "匿名也可以领啊？", "不留名能领奖金吗",
    "领奖励要实名吗", "领奖要身份证吗", "How do I claim my reward?",
)  # fmt: skip
MINE = (
    "我的奖励", "我的举报奖励", "查我的奖励", "看一下我的奖励", "我的奖励呢", "我的奖金到账了吗",
    "我的奖励下来了没有", "我的奖励批了吗", "我的奖励怎么样了", "我奖励发了伐", "查奖励进度",
    "我的奖励什么时候到账", "阿拉的奖金呢", "我的奖励有没有", "查询奖励", "我那笔奖励到了吗",
    "my rewards", "Check my reward", "我上次举报的有奖励吗", "我举报的那个有奖金没",
    "我之前投诉的那件事能拿奖金吗", "俺上回反映的给不给奖励", "请问我昨天举报的事有奖吗",
    "我报过的那件奖励下来没有", "我举报了能拿奖金吗",
)  # fmt: skip
CLAIM = (
    "领奖励", "领奖", "我要领奖励", "我想领取奖励", "我要领奖", "领举报奖励", "领取奖金", "拿奖励",
    "申请奖励", "我来领奖励了", "要领奖励", "现在领奖励", "领一下奖励", "我要领我的奖励", "兑奖",
    "领奖励！", " 领 奖励 。", "claim my reward", "Claim reward",
)  # fmt: skip
CODE = (
    "有领奖码 ABCD2345", "领取码丢了", "领奖码在哪里用", "我的领取码怎么用",
    "这是我的领奖码 AB2C-D3EF",
    "领取码忘了怎么办", "收到一个领取码", "匿名领取码去哪里领",
)  # fmt: skip
CANCEL = ("取消", "不领了", "算了", "先不领了", "不办了", "cancel", "取消。")
# None of these is ours to answer: reports, questions of others' money, mere mentions.
OTHERS = (
    "工厂领奖励偷排废水", "他们拿了奖励还在排污", "领奖励的厂半夜冒黑烟", "奖励", "奖金", "有奖",
    "厂里发奖金", "我的奖状丢了", "举报", "我要举报", "我的举报怎么样了", "举报处理得怎么样了",
    "领垃圾袋", "领口罩", "领取结果", "怎么领证", "垃圾分类奖励怎么弄得一塌糊涂臭死了",
    "环保局拿企业的钱", "隔壁工厂说举报他们没有奖励只有麻烦", "罚款多少", "烧秸秆罚多少",
    "我的空气质量", "取消提醒", "取消订阅", "算了吧太臭了", "不要了这个厂", "奖励减排有吗",
    "我上次举报的有结果吗", "我举报有人偷排", "举报厂里发奖金造假", "我领取码头那边的垃圾",
    "我报的厂有奖状", "要实名吗", "匿名可以吗", "验证码收不到", "健康码丢了",
    "举报有用吗", "举报会泄露吗", "钱", "给钱", "停水了", "停", "我想领养树", "reward", "stop it",
)  # fmt: skip


@pytest.mark.parametrize("asks", ["how", "mine", "claim", "code", "cancel"])
def test_whole_messages_are_heard_in_many_words(asks: str) -> None:
    said = {"how": HOW, "mine": MINE, "claim": CLAIM, "code": CODE, "cancel": CANCEL}[asks]
    assert {text: heard(text) for text in said} == dict.fromkeys(said, asks)


def test_what_only_mentions_rewards_is_left_to_the_assistant() -> None:
    taken = {text: heard(text) for text in OTHERS if heard(text) is not None}
    assert taken == {"停": "cancel"}  # heard in an open claim alone


def test_every_status_step_kind_and_reason_has_its_words() -> None:
    for english in (False, True):
        said = words(english=english)
        for status in RewardStatus:
            assert said.status(status)
            assert said.standing(status)
        for verb in RewardVerb:
            assert said.verb(verb)
        for kind in ClaimKind:
            assert said.kind(kind)
            assert said.button(kind)
    for name in MEASURES:
        assert words().measure(name)
        assert words().line(name, amount="1")
    for rule in reward_rules().bureau:
        assert all(map(words().exclusion, rule.exclusions))


def test_the_english_chat_says_the_same_with_the_same_facts() -> None:
    chinese, english = words()._chat, words(english=True)._chat
    for part in ("say", "buttons", "standing", "problems"):
        assert chinese[part].keys() == english[part].keys()
        for key, text in english[part].items():
            assert _facts(text) <= _facts(chinese[part][key]), key
            assert not any("\u4e00" <= letter <= "\u9fff" for letter in text), key


def test_the_words_are_strings_and_no_yaml_truths() -> None:
    for said in (words()._said, words(english=True)._chat):
        assert all(isinstance(key, str) for key in _keys(said)), yaml.safe_dump(dict(said))


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _keys(told: Any) -> list[Any]:
    if not isinstance(told, dict):
        return []
    return [*told, *(key for below in told.values() for key in _keys(below))]
