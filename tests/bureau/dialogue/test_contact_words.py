from __future__ import annotations

import pytest

from bureau.dialogue.contact_words import withheld_kinds


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("把刚才的电话抹掉", {"phone"}), ("别留我号码", {"phone"}), ("名字不要写上去", {"name"}),
        ("刚才电话号码帮我删了，不要留", {"phone"}), ("手机号去掉", {"phone"}),
        ("我的联系方式别写", {"phone"}), ("不想留电话", {"phone"}),
        ("姓名电话都删掉", {"phone", "name"}), ("把我名字划掉", {"name"}),
        ("号码不要显示", {"phone"}), ("微信号撤掉", {"phone"}),
    ],
)  # fmt: skip
def test_who_wants_a_contact_taken_out_is_heard(said: str, kinds: set[str]) -> None:
    assert withheld_kinds(said) == kinds


@pytest.mark.parametrize(
    "said",
    [
        "你别老给我电话号码 我不想打", "把我资料都删了", "把编号删了", "你们电话多少",
        "不要打电话给我", "删除我的信息", "电话打不通", "别写我家门牌", "车牌号码不要写错",
        "厂里的电话别写", "名字叫永兴印染厂",
    ],
)  # fmt: skip
def test_what_only_speaks_of_numbers_takes_nothing_out(said: str) -> None:
    assert withheld_kinds(said) == frozenset()
