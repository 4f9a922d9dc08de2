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


@pytest.mark.parametrize(
    "text",
    ["水质站能去看吗", "想看水质自动站 四个人", "石臼漾水质自动站约一个位子",
     "孩子想去参观污水处理厂",
     "带闺女去看看垃圾怎么处理的厂", "监测站可以参观吗", "危废那家能看吗", "想去监测站瞧瞧"],
)  # fmt: skip
def test_who_wants_to_see_a_facility_is_heard(text: str) -> None:
    assert words.wants_to_see(text)


@pytest.mark.parametrize(
    "text",
    ["想看监测站的数据", "想看看监测站空气怎么样", "能看到污水厂在排水", "垃圾站能看见老鼠",
     "水质站怎么样", "监测站今天多少", "我想看看水质自动站几类", "污水厂又排水了"],
)  # fmt: skip
def test_who_wants_what_it_measures_or_complains_of_it_is_not(text: str) -> None:
    assert not words.wants_to_see(text)


@pytest.mark.parametrize(
    "text",
    [
        "哪些地方对外开放",
        "有什么参观活动",
        "星期天有哪里可以参观",
        "哪几家向公众开放",
        "有没有可以参观的地方",
    ],
)
def test_who_asks_which_places_are_open_is_heard(text: str) -> None:
    assert words.lists_days(text)
    assert words.asks_others(text)


@pytest.mark.parametrize("text", ["还有别的吗", "离新塍近一点的有吗", "还有哪些场次", "其他地方呢"])
def test_within_a_booking_others_are_asked_for(text: str) -> None:
    assert words.asks_others(text)
    assert not words.lists_days(text)


@pytest.mark.parametrize(
    "text", ["哪里开放商在施工", "哪里有臭味", "厂里开放排污口", "河道对外面排水", "有什么活动"]
)
def test_what_asks_for_no_open_place(text: str) -> None:
    assert not words.lists_days(text)


@pytest.mark.parametrize("text", ["我还有预约吗", "我约的是哪天", "我约了几号", "那约的哪天"])
def test_who_asks_what_is_booked_is_heard(text: str) -> None:
    assert words.asks_mine(text)


@pytest.mark.parametrize("text", ["几岁可以参观", "小孩几岁才能进", "多大能进去", "娃几岁可以参观"])
def test_who_asks_how_old_one_must_be_is_heard(text: str) -> None:
    assert words.asks_ages(text)


@pytest.mark.parametrize("text", ["我家小孩几岁开始咳嗽", "多大的噪音算超标", "多大面积算违建"])
def test_what_asks_another_size_or_age_is_not(text: str) -> None:
    assert not words.asks_ages(text)


@pytest.mark.parametrize(
    "text",
    [
        "我排到第几了",
        "现在排在第几",
        "排上了吗",
        "排上队没",
        "轮到我了会告诉我吗",
        "轮到了会通知吗",
    ],
)
def test_who_asks_after_the_line_in_other_words_is_heard(text: str) -> None:
    assert words.asks_the_line(text)
