"""Short words about visits: waiting, another day, more people, nobody."""

from __future__ import annotations

import pytest

from bureau.dialogue import visit_talk as words


@pytest.mark.parametrize(
    "text", ["候补", "候补两位", "排个队等等", "等等看有没有人退", "有人退了告诉我", "排队等"]
)
def test_words_that_want_a_place_in_the_line(text: str) -> None:
    assert words.wants_to_wait(text)
    assert not words.asks_the_line(text)


@pytest.mark.parametrize(
    "text", ["排第几了", "轮到我没", "还轮不到我啊", "前面还有几个", "候补到我了吗"]
)
def test_words_that_ask_after_the_line(text: str) -> None:
    assert words.asks_the_line(text)


@pytest.mark.parametrize("text", ["不排了", "不等了", "候补不要了", "别排了"])
def test_words_that_leave_the_line(text: str) -> None:
    assert words.stops_waiting(text)


@pytest.mark.parametrize("text", ["工厂排污水", "偷排了一晚上", "等了三天没人来"])
def test_what_is_no_word_of_the_line(text: str) -> None:
    assert not words.wants_to_wait(text)
    assert not words.asks_the_line(text)
    assert not words.stops_waiting(text)


@pytest.mark.parametrize(
    "text",
    ["换一天", "改天吧换个日子", "换场次", "改到周六那场", "改成12号", "换到后面一场", "改期可以吗",
     "换个时间", "推迟一场"],
)  # fmt: skip
def test_another_day_is_wanted(text: str) -> None:
    assert words.moves(text)


@pytest.mark.parametrize(
    "text", ["改成3个人", "天气换季了", "换气扇很吵", "下场雨会不会好", "换人"]
)
def test_no_other_day_is_wanted(text: str) -> None:
    assert not words.moves(text)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("再加两个人", 2), ("多来一位", 1), ("再带个娃", 1), ("加个老人", 1), ("少来一个人", -1),
        ("减两个人", -2), ("1个人来不了", -1), ("多带3个小孩", 3), ("加油", None), ("再见", None),
        ("加班", None), ("加我微信", None), ("厂里又多了一根烟囱", None),
    ],
)  # fmt: skip
def test_more_and_fewer_people(text: str, change: int | None) -> None:
    assert words.party_change(text) == change


@pytest.mark.parametrize("text", ["不去了", "算了 不去了", "去不了了", "我不来了"])
def test_whoever_says_nothing_but_that_nobody_comes(text: str) -> None:
    assert words.only_stays_away(text)


@pytest.mark.parametrize("text", ["臭味散不去", "河水不能看了", "来不及了快着火了", "不去管它吗"])
def test_what_does_not_say_that_nobody_comes(text: str) -> None:
    assert not words.only_stays_away(text)


@pytest.mark.parametrize(
    ("text", "of_visit"),
    [
        ("监测站几点集合", True), ("婴儿车能进污水厂吗", True), ("参观穿什么", True),
        ("污水厂几点排水", False), ("焚烧厂在哪里", False), ("监测站的数准吗", False),
    ],
)  # fmt: skip
def test_words_are_about_a_visit_by_themselves(text: str, of_visit: bool) -> None:
    assert words.of_a_visit(text) is of_visit


@pytest.mark.parametrize(
    ("text", "books"),
    [
        ("约一下监测站两个人", True), ("我想约焚烧厂", True), ("大约在污水厂后面", False),
        ("约好了焚烧厂", False), ("焚烧厂好臭", False),
    ],
)  # fmt: skip
def test_a_facility_is_booked(text: str, books: bool) -> None:
    assert words.books(text) is books


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("社区组织三十几个老人想看看污水厂", True), ("带一帮学生参观实验室", True),
        ("学校旁边污水厂很臭", False), ("单位旁边的焚烧厂冒烟", False),
    ],
)  # fmt: skip
def test_a_group_wants_to_see_a_facility(text: str, group: bool) -> None:
    assert words.brings_a_group(text) is group


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("号码帮我撤掉", True), ("删掉我的电话", True), ("不想留手机", True),
        ("把我的资料全删了", False), ("删除所有记录", False), ("电话打不通", False),
    ],
)  # fmt: skip
def test_a_number_is_taken_back(text: str, gone: bool) -> None:
    assert words.takes_back_phone(text) is gone
