"""How far something changed, in people's own words."""

from __future__ import annotations

import pytest

from surveys.interview.degrees import compared

STEPS = ["差了很多", "差了一些", "差不多", "好了一些", "好了很多"]


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("跟去年比是要好那么一点点", 3),
        ("差远了，一年不如一年", 0),
        ("大不如前", 0),
        ("稍微差了些", 1),
        ("一天天退步", 1),
        ("比以前强得多", 4),
        ("比去年清爽不少", 4),
        ("不好不坏", 2),
        ("没好到哪里去", 2),
        ("讲不出有啥两样，没区别", 2),
    ],
)
def test_direction_and_distance_make_a_step(said: str, step: int) -> None:
    assert compared(said, STEPS) == step


@pytest.mark.parametrize("said", ["没觉得好", "有的好有的差", "我家阳台朝南", "你猜", ""])
def test_what_says_no_direction_or_both_is_not_read(said: str) -> None:
    assert compared(said, STEPS) is None


def test_steps_that_compare_nothing_are_not_read() -> None:
    titles = ["非常不满意", "不满意", "一般", "满意", "非常满意"]
    assert compared("好了一点", titles) is None
