"""What is asked about volunteering, and what only looks like it."""

from __future__ import annotations

import pytest

from bureau.dialogue.volunteer_words import asked_about, leaves, volunteering_named


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("我今年十六能报吗", "minor"),
        ("未成年可以参加不", "minor"),
        ("都七十了还要伐", "age"),
        ("高二学生可以当吗", "minor"),
        ("我16岁", "minor"),
        ("我67岁", "age"),
        ("我六十七了能当伐", "age"),
        ("实验小学旁边那个村", None),
        ("外地户口能报名吗", "elsewhere"),
        ("我不住嘉兴", "elsewhere"),
        ("一年给多少钱", "pay"),
        ("有补贴吗", "pay"),
        ("路费报不报销的吗", "pay"),
        ("一个月要巡几趟", "time"),
        ("要花多少时间", "time"),
        ("闻臭员是做什么的", "what"),
        ("巡一趟发不发路费", "pay"),
        ("跑一圈有没有车马费", "pay"),
        ("闻一回给几个钱", "pay"),
        ("有没有保险", "more"),
        ("闻臭员", None),
        ("我住王店镇", None),
        ("退休教师", None),
        ("巡查团", None),
        ("取消", None),
    ],
)
def test_a_question_is_known_by_its_words(text: str, about: str | None) -> None:
    assert asked_about(text, lives_elsewhere=False) == about


def test_a_city_outside_is_answered_first() -> None:
    assert asked_about("杭州的能报名吗", lives_elsewhere=True) == "elsewhere"


@pytest.mark.parametrize(
    "text",
    [
        "不想干了",
        "怎么退出",
        "监督员我不做了",
        "吾弗做了",
        "干够了",
        "把我从名册上划掉",
        "名单里除名吧",
    ],
)
def test_whoever_stops_says_so(text: str) -> None:
    assert leaves(text)


@pytest.mark.parametrize("text", ["能不能当", "我想当闻臭员", "不做饭的油烟", "厂里不干净"])
def test_what_only_looks_like_it_is_not_taken_for_leaving(text: str) -> None:
    assert not leaves(text)


def test_a_complaint_about_patrols_asks_nothing_of_volunteers() -> None:
    assert not volunteering_named("城管巡查几次都没管烧烤摊")


@pytest.mark.parametrize("text", ["巡一趟发不发路费", "闻一次给多少", "巡完一圈要记吗"])
def test_a_patrol_is_named_by_its_round(text: str) -> None:
    assert volunteering_named(text)


@pytest.mark.parametrize("text", ["逛了一圈臭死了", "来回跑了三趟没人理", "路费太贵了", "警车巡逻"])
def test_other_rounds_are_no_patrol(text: str) -> None:
    assert not volunteering_named(text)
