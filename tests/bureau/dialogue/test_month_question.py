"""A whole month is told from a day, a week, or now."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from basis.clock import SHANGHAI
from bureau.dialogue.message import Message
from bureau.dialogue.month_question import month_named, months_compared, read_month_question
from bureau.dialogue.quality_question import Medium
from bureau.dialogue.situation import Situation
from bureau.places import gazetteer

AT = datetime(2026, 11, 24, 14, 20, tzinfo=SHANGHAI)


def read(text: str, medium: Medium | None = None, town: str | None = None):
    message = Message(at=AT, text=text, town=town)
    return read_month_question(message, Situation(), medium, gazetteer())


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("上个月濮院怎么样", date(2026, 10, 1)),
        ("上月环境好不好", date(2026, 10, 1)),
        ("这个月咱们新塍", date(2026, 11, 1)),
        ("本月情况", date(2026, 11, 1)),
        ("9月桐乡咋样", date(2026, 9, 1)),
        ("九月份王店水质", date(2026, 9, 1)),
        ("十一月怎么样", date(2026, 11, 1)),
        ("12月份空气", date(2025, 12, 1)),
        ("十二月水怎么样", date(2025, 12, 1)),
        ("10月里空气好吗", date(2026, 10, 1)),
    ],
)
def test_a_month_is_named_in_many_ways(text: str, month: date) -> None:
    assert month_named(text, AT) == month


@pytest.mark.parametrize(
    "text",
    [
        "10月15号空气怎么样",
        "上个月15日的水质",
        "上个月底空气",
        "九月初那几天",
        "今天空气怎么样",
        "昨天呢",
        "上周水质",
        "下个月怎么样",
        "3个月前",
        "最近一个月空气",
        "PM2.5",
        "十月一日",
    ],
)
def test_a_day_a_week_and_now_are_no_month(text: str) -> None:
    assert month_named(text, AT) is None


def test_a_question_takes_its_place_from_its_words_or_from_home() -> None:
    asked = read("上个月濮院怎么样")
    assert asked is not None
    assert asked.here.place is not None
    assert (asked.here.place.name, asked.month, asked.running) == (
        "濮院镇", date(2026, 10, 1), False,
    )  # fmt: skip
    home = read("上个月咱们镇怎么样", town="330411104")
    assert home is not None
    assert home.here.place is not None
    assert home.here.place.name == "新塍镇"


def test_a_town_whose_name_sounds_like_a_week_has_months_too() -> None:
    asked = read("周王庙上个月怎么样")
    assert asked is not None
    assert (asked.month, asked.here.place and asked.here.place.name) == (
        date(2026, 10, 1), "周王庙镇",
    )  # fmt: skip


def test_the_running_month_is_known_as_such() -> None:
    asked = read("这个月咱们新塍")
    assert asked is not None
    assert asked.running


@pytest.mark.parametrize(
    ("text", "given", "medium"),
    [
        ("上个月王店的水怎么样", None, "water"),
        ("上个月王店空气怎么样", None, "air"),
        ("上个月王店怎么样", None, None),
        ("上个月王店怎么样", "water", "water"),
    ],
)
def test_what_of_the_month_is_meant(text: str, given: Medium | None, medium: str | None) -> None:
    asked = read(text, given)
    assert asked is not None
    assert asked.medium == medium


def test_the_diagnosis_and_last_year_mean_the_newest_month() -> None:
    for text, against in (("王店的月度诊断", False), ("咱们镇空气比去年好了没", True)):
        asked = read(text, "air")
        assert asked is not None, text
        assert (asked.month, asked.against_year) == (None, against)


@pytest.mark.parametrize("text", ["今天空气怎么样", "王店空气", "昨天比去年好吗", "现在比去年呢"])
def test_a_live_question_stays_live(text: str) -> None:
    assert read(text, "air") is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2025年9月和今年9月比 桐乡空气", (date(2025, 9, 1), date(2026, 9, 1))),
        ("8月跟9月比哪个好", (date(2026, 8, 1), date(2026, 9, 1))),
        ("上个月同去年同期比", (date(2025, 10, 1), date(2026, 10, 1))),
        ("9月空气怎么样", None),
        ("9月比上周差吗", None),
    ],
)
def test_two_months_are_compared_each_in_its_year(
    text: str, months: tuple[date, date] | None
) -> None:
    assert months_compared(text, datetime.fromisoformat("2026-11-24T14:20:00+08:00")) == months


def test_a_month_stands_in_the_year_that_was_said_before_it() -> None:
    at = datetime.fromisoformat("2026-11-24T14:20:00+08:00")
    assert month_named("2025年9月空气", at) == date(2025, 9, 1)
    assert month_named("去年10月空气", at) == date(2025, 10, 1)
