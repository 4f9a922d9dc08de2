"""What people say about visits, in all their ways, and what only sounds like it."""

from __future__ import annotations

from datetime import datetime

import pytest

from bureau.dialogue import visit_words as words

AT = datetime.fromisoformat("2026-11-24T14:20:00+08:00")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("3个人", 3), ("三个人", 3), ("我们5个", 5), ("一共4人", 4), ("两大一小", 3),
        ("2个大人1个小孩", 3), ("两个大人一个六岁小孩", 3), ("两个大人，带两个孩子", 4),
        ("一家三口", 3), ("全家5口", 5),
        ("就我", 1), ("我一个人", 1), ("只有我自己去", 1), ("我和老公", 2), ("我带孩子去", 2),
        ("我带两个孩子", 3), ("我和3个同学", 4), ("来6位", 6), ("改成2个人", 2), ("换成两个", 2),
        ("12月5日3个人", 3), ("十个人", 10),
    ],
)  # fmt: skip
def test_how_many_come_is_read(text: str, count: int) -> None:
    assert words.party(text) == count


@pytest.mark.parametrize(
    "text",
    ["想参观", "12月5日", "8号", "下午3点", "5岁的孩子", "3天后", "三块钱", "工人很多", "",
     "周三去", "我想去"],
)  # fmt: skip
def test_what_counts_nobody_is_no_party(text: str) -> None:
    assert words.party(text) is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("想看垃圾焚烧厂", ("waste",)), ("烧垃圾的地方", ("waste",)), ("垃圾去哪了", ("waste",)),
        ("污水厂", ("sewage",)), ("监测站", ("monitoring",)), ("实验室", ("monitoring",)),
        ("危废中心", ("hazardous",)), ("电子垃圾", ("hazardous",)), ("想参观", ()),
    ],
)  # fmt: skip
def test_the_kind_of_facility_is_read(text: str, kinds: tuple[str, ...]) -> None:
    assert words.visit_wish(text, AT).kinds == kinds


def test_a_telephone_number_is_neither_day_nor_party() -> None:
    wish = words.visit_wish("138-0000-1111", AT)
    assert (wish.phone, wish.party, wish.days) == ("13800001111", None, ())
    both = words.visit_wish("3个人 13800001111", AT)
    assert (both.phone, both.party) == ("13800001111", 3)


@pytest.mark.parametrize(
    "text",
    ["取消预约", "预约取消", "参观不去了", "开放日去不了了", "名额退掉", "约好的参观来不了",
     "候补不要去了 取消", "报名取消一下", "参观改天再去", "预约撤了"],
)  # fmt: skip
def test_a_cancellation_is_one(text: str) -> None:
    assert words.cancels_visit(text)


@pytest.mark.parametrize(
    "text",
    [
        "取消空气提醒",
        "我的举报撤销",
        "不去上班",
        "想参观",
        "预约参观",
        "确认参观",
        "退休了",
        "算了",
    ],
)
def test_what_takes_nothing_booked_back_is_none(text: str) -> None:
    assert not words.cancels_visit(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("参观评分5", (5, "")), ("参观打分：4分", (4, "")), ("给参观打3分，太挤", (3, "太挤")),
        ("开放日评价五分 讲得好", (5, "讲得好")), ("参观评分10", None), ("参观3个人", None),
        ("参观12月5日", None), ("给我们镇打5分", None),
    ],
)  # fmt: skip
def test_a_rating_is_read_with_its_words(text: str, told: tuple[int, str] | None) -> None:
    assert words.rating(text) == told


@pytest.mark.parametrize("text", ["确认参观", "候补我要去", "候补的我来", "参观确认", "确认要去"])
def test_a_word_that_takes_a_seat(text: str) -> None:
    assert words.confirms_visit(text)


@pytest.mark.parametrize("text", ["确认", "好的", "参观", "候补到我了吗"])
def test_a_word_that_takes_none_by_itself(text: str) -> None:
    assert not words.confirms_visit(text)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("几岁可以去", ("ages",)), ("小孩能进吗", ("ages",)), ("在哪里集合", ("where",)),
        ("怎么走", ("where",)), ("要钱吗", ("cost",)), ("免费的吧", ("cost",)), ("3个人", ()),
        ("要钱不 穿什么去", ("notice", "cost")), ("落雨照去吗", ("notice",)),
    ],
)  # fmt: skip
def test_what_is_asked_of_a_visit(text: str, about: tuple[str, ...]) -> None:
    assert words.asked_of_visit(text) == about


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("三", 3), ("10", 10), ("3。", 3), ("三个", None), ("", None), ("2026", None)],
)
def test_a_bare_number_is_nothing_but_a_number(text: str, number: int | None) -> None:
    assert words.bare_number(text) == number
