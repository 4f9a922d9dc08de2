"""Days to come are called as people call them."""

from __future__ import annotations

from datetime import datetime

import pytest

from basis import days_ahead


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


TUESDAY = at("2026-11-24T14:20:00")


@pytest.mark.parametrize(
    ("day", "called"),
    [
        ("2026-11-24T18:00:00", "今天（11月24日 周二）"),
        ("2026-11-25T00:00:00", "明天（11月25日 周三）"),
        ("2026-11-26T09:00:00", "后天（11月26日 周四）"),
        ("2026-11-28T09:00:00", "本周六（11月28日）"),
        ("2026-11-29T23:59:00", "本周日（11月29日）"),
        ("2026-11-30T09:00:00", "下周一（11月30日）"),
        ("2026-12-05T09:00:00", "下周六（12月5日）"),
        ("2026-12-07T09:00:00", "12月7日（周一）"),
        ("2027-01-02T09:00:00", "2027年1月2日（周六）"),
        ("2026-11-23T09:00:00", "11月23日（周一）"),
    ],
)
def test_a_day_has_its_name(day: str, called: str) -> None:
    assert days_ahead.day(at(day), TUESDAY) == called


def test_shortly_after_midnight_tomorrow_is_still_another_day() -> None:
    night = at("2026-11-24T00:30:00")
    assert days_ahead.moment(at("2026-11-24T09:05:00"), night) == "今天（11月24日 周二）9:05"
    late = datetime.fromisoformat("2026-11-23T16:30:00+00:00")
    assert days_ahead.day(at("2026-11-24T09:05:00"), late).startswith("今天")


def test_what_ends_on_its_day_tells_its_day_once() -> None:
    assert (
        days_ahead.span(at("2026-12-05T09:00:00"), at("2026-12-05T11:30:00"), TUESDAY)
        == "下周六（12月5日）9:00–11:30"
    )
    assert (
        days_ahead.span(at("2026-12-05T20:00:00"), at("2026-12-06T08:00:00"), TUESDAY)
        == "下周六（12月5日）20:00–下周日（12月6日）8:00"
    )
    assert days_ahead.short_day(at("2026-12-05T20:00:00")) == "12月5日"
