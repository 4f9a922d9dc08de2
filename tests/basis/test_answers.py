"""Short answers in plain form, and the numbers that they state."""

from __future__ import annotations

import pytest

from basis.answers import bare, clean, number


@pytest.mark.parametrize(
    ("text", "value"),
    [("35", 35), ("35岁", 35), ("我今年３５岁了", 35), ("三十五", 35), ("十八", 18), ("二十", 20),
     ("一百零二", 102), ("一百五", 150), ("强度3级", None), ("大概四", 4),
     ("廿三", 23), ("六五", 65), ("三十多", None), ("不到30", None),
     ("快40了", None), ("1e3", None), ("99999999999", None), ("岁", None)],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, value: int | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "left"),
    [("好的！！", "好的"), ("没有了吧。", "没有"), (" 谢谢 ", "谢谢"), ("？😷", "")],
)
def test_what_surrounds_a_short_answer_is_left_out(text: str, left: str) -> None:
    assert bare(text) == left


def test_full_width_and_invisible_marks_make_no_difference() -> None:
    assert clean("\u200b３５岁。") == clean("35岁") == "35岁"
