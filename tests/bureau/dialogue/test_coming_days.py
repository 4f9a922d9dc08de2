"""Days to come are read as people in Jiaxing mean them."""

from __future__ import annotations

from datetime import date

import pytest

from bureau.dialogue.coming_days import coming_days

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("今天有吗", ["2026-11-27"]),
        ("今朝去", ["2026-11-27"]),
        ("明天想去", ["2026-11-28"]),
        ("后天", ["2026-11-29"]),
        ("大后天", ["2026-11-30"]),
        ("周六", ["2026-11-28"]),
        ("这周六", ["2026-11-28"]),
        ("本周日", ["2026-11-29"]),
        ("礼拜天", ["2026-11-29"]),
        ("周三", ["2026-12-02"]),
        ("这周三", ["2026-11-25"]),
        ("下周六", ["2026-12-05"]),
        ("下个星期天", ["2026-12-06"]),
        ("下下周一", ["2026-12-07"]),
        ("周末", ["2026-11-28", "2026-11-29"]),
        ("下周末", ["2026-12-05", "2026-12-06"]),
        ("12月5日", ["2026-12-05"]),
        ("12月5号的", ["2026-12-05"]),
        ("十二月五号", ["2026-12-05"]),
        ("8号", ["2026-12-08"]),
        ("30号", ["2026-11-30"]),
        ("31号", ["2026-12-31"]),
        ("1月2日", ["2027-01-02"]),
        ("11月20日", ["2027-11-20"]),
    ],
)
def test_a_day_is_found(text: str, days: list[str]) -> None:
    assert [day.isoformat() for day in coming_days(text, FRIDAY)] == days


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [("下周", "2026-11-30", 7), ("这个月", "2026-11-01", 30), ("下个月", "2026-12-01", 31)],
)
def test_a_week_and_a_month_are_all_their_days(text: str, first: str, count: int) -> None:
    days = coming_days(text, FRIDAY)
    assert (days[0].isoformat(), len(days)) == (first, count)


@pytest.mark.parametrize(
    "text",
    ["想参观", "3个人", "我们5个", "第3号", "一家三口", "周围很臭", "13月5日", "2月30日",
     "两大一小", ""],
)  # fmt: skip
def test_what_names_no_day_means_none(text: str) -> None:
    assert coming_days(text, FRIDAY) == []
