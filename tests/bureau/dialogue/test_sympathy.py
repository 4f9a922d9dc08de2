from __future__ import annotations

import pytest

from bureau.dialogue.sympathy import sympathy


@pytest.mark.parametrize(
    ("leading", "text"),
    [
        ("water", "门口那条河黑了"), ("noise", "楼上天天吵"), ("waste", "路边堆着垃圾"),
        ("odor", "臭得不行"), ("dust", "灰太大"), ("air", "黑烟滚滚"),
        ("water", "the river is black"),
    ],
)  # fmt: skip
def test_sympathy_is_of_what_was_told(leading: str, text: str) -> None:
    assert sympathy(leading, text) == leading


@pytest.mark.parametrize(
    ("leading", "text"),
    [
        ("water", "热水器边上睡着了"), ("water", "撑了三年"), ("noise", "十几个人在门口"),
        ("waste", "我们全村喝这口井"), ("soil", "地里长不出东西"), ("", "不晓得怎么说"),
    ],
)  # fmt: skip
def test_no_river_is_mourned_where_there_is_none(leading: str, text: str) -> None:
    assert sympathy(leading, text) == "other"
