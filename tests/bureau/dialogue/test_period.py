"""The time a question is about, as people say it on Thursday the 26th of November 2026."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bureau.dialogue.period import PeriodKind, day_label, read_period

AT = datetime.fromisoformat("2026-11-26T14:20:00+08:00")
TODAY = AT.date()


def nov(day: int) -> date:
    return date(2026, 11, day)


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("现在空气怎么样", PeriodKind.NOW, nov(26), nov(26)),
        ("今晚能跑步吗", PeriodKind.NOW, nov(26), nov(26)),
        ("下午空气好吗", PeriodKind.NOW, nov(26), nov(26)),
        ("昨天PM2.5多少", PeriodKind.DAY, nov(25), nov(25)),
        ("昨晚空气", PeriodKind.DAY, nov(25), nov(25)),
        ("前天呢", PeriodKind.DAY, nov(24), nov(24)),
        ("11月20号空气", PeriodKind.DAY, nov(20), nov(20)),
        ("上周五空气", PeriodKind.DAY, nov(20), nov(20)),
        ("去年今天空气怎么样", PeriodKind.DAY, date(2025, 11, 26), date(2025, 11, 26)),
        ("这周空气怎么样", PeriodKind.SPAN, nov(19), nov(25)),
        ("比上周呢", PeriodKind.SPAN, nov(19), nov(25)),
        ("上周空气", PeriodKind.SPAN, nov(16), nov(22)),
        ("上个月空气", PeriodKind.SPAN, date(2026, 10, 1), date(2026, 10, 31)),
        ("这个月呢", PeriodKind.SPAN, nov(1), nov(25)),
        ("跟去年比呢", PeriodKind.SPAN, date(2026, 10, 27), nov(25)),
        ("明天呢", PeriodKind.AHEAD, nov(27), nov(27)),
        ("大后天空气", PeriodKind.AHEAD, nov(29), nov(29)),
        ("这周末呢", PeriodKind.AHEAD, nov(28), nov(29)),
        ("周六能跑步吗", PeriodKind.AHEAD, nov(28), nov(28)),
        ("未来几天空气", PeriodKind.AHEAD, nov(27), nov(29)),
        ("下午空气会变差吗", PeriodKind.AHEAD, nov(26), nov(26)),
        ("周日会不会好", PeriodKind.AHEAD, nov(29), nov(29)),
        ("这周一空气怎么样", PeriodKind.DAY, nov(23), nov(23)),
        ("本周三水质", PeriodKind.DAY, nov(25), nov(25)),
        ("昨天会不会比前天差", PeriodKind.DAY, nov(25), nov(25)),
        ("下周空气", PeriodKind.BEYOND, date(2026, 12, 3), date(2026, 12, 10)),
    ],
)
def test_a_time_is_read_as_people_mean_it(
    text: str, kind: PeriodKind, first: date, last: date
) -> None:
    period = read_period(text, AT)
    assert period is not None
    assert (period.kind, period.first, period.last) == (kind, first, last)


@pytest.mark.parametrize("text", ["空气", "王店呢", "PM2.5多少", "南湖水干净吗"])
def test_without_a_word_of_time_there_is_none(text: str) -> None:
    assert read_period(text, AT) is None


def test_a_weekday_gone_by_is_the_next_one_for_who_wants_to_go_out() -> None:
    ahead = read_period("周一能跑步吗", AT, going_out=True)
    assert ahead is not None
    assert ahead.first == nov(30)
    past = read_period("周一空气", AT)
    assert past is not None
    assert past.first == nov(23)


def test_last_years_comparison_is_told_from_last_weeks() -> None:
    for text, against_year in (("跟去年比呢", True), ("比上周呢", False)):
        period = read_period(text, AT)
        assert period is not None
        assert period.against_year is against_year


def test_days_are_called_as_people_call_them() -> None:
    labels = [day_label(nov(day), TODAY) for day in (24, 25, 26, 27, 28, 30, 10)]
    expected = ["前天", "昨天", "今天", "明天", "后天", "周一（11月30日）", "11月10日"]
    assert labels == expected
    assert day_label(date(2025, 11, 26), TODAY) == "2025年11月26日"
    assert day_label(nov(28), TODAY, weekday=True) == "周六（11月28日）"


@pytest.mark.parametrize("text", ["上个月有几天是优", "上个月多少天优良", "10月一共几天超标"])
def test_how_many_days_is_no_time_itself(text: str) -> None:
    period = read_period(text, datetime.fromisoformat("2026-11-24T14:20:00+08:00"))
    assert period is not None
    assert (period.first, period.last) == (date(2026, 10, 1), date(2026, 10, 31))
