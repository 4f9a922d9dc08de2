"""What platforms and sheets print, read."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.quality.reading import (
    SHANGHAI,
    UnreadableError,
    below_detection,
    instant,
    instant_without_year,
    number,
)


def shanghai(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "mark",
    ["—", "——", "--", "-", "", "  ", "NA", "null", "NaN", "*", "-1", "-999.0", "未检出", None],
)
def test_a_missing_mark_is_no_value(mark):
    assert number(mark) is None
    assert instant(mark) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("1E-4", "0.0001"), (" 12 ", "12"), (".5", "0.5"), ("3.", "3"), ("１２", "12"), ("-0", "0")],
)
def test_numbers_are_exact(text, value):
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["abc", "1,2", "-2", "inf", "1_000", "0x1f", "1e999", "12μg", "1e-9999", "++1", "9" * 40],
)
def test_anything_else_is_refused_and_named(text):
    with pytest.raises(UnreadableError):
        number(text)


@given(st.text())
def test_no_text_breaks_the_readers(text):
    for read in (number, instant):
        with suppress(UnreadableError):
            read(text)


def test_below_the_detection_limit_counts_half():
    assert below_detection("0.01L") == Decimal("0.005")
    assert below_detection("＜0.02") == Decimal("0.01")
    assert below_detection("0.02") is None


@pytest.mark.parametrize(
    "text",
    [
        "2019-07-18T12:00:00", "2019-07-18 12:00", "2019/7/18 12:00:00", "2019年7月18日12时",
        "2019071812", "20190718120000", "2019-07-18T04:00:00Z", "2019-07-18 12:00:00+08:00",
        "/Date(1563422400000)/", "1563422400000", "1563422400", "2019-07-18 12", "2019.07.18 12:00",
        "2019-07-18T12:00:00.000",
    ],
)  # fmt: skip
def test_one_moment_is_written_in_many_ways(text):
    assert instant(text) == shanghai(2019, 7, 18, 12)


def test_a_day_and_the_hour_24_are_moments_too():
    assert instant("2026-03-01") == shanghai(2026, 3, 1)
    assert instant("2026-02-28 24:00") == shanghai(2026, 3, 1)


@pytest.mark.parametrize("text", ["29日", "2026-02-30", "2026-13-01", "12:00", "2026-01-01 25:00"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(UnreadableError):
        instant(text)


def test_a_time_without_a_year_is_the_latest_that_can_be():
    just_after_new_year = shanghai(2027, 1, 1, 0, 30)
    assert instant_without_year("12-31 20:00", at=just_after_new_year) == shanghai(2026, 12, 31, 20)
    assert instant_without_year("01-01 00:00", at=just_after_new_year) == shanghai(2027, 1, 1)
    # a source whose clock runs a little fast
    eve = shanghai(2026, 12, 31, 23, 50)
    assert instant_without_year("01-01 00:00", at=eve) == shanghai(2027, 1, 1)
    assert instant_without_year("02-29 08:00", at=eve) == shanghai(2024, 2, 29, 8)
    assert instant_without_year("2026-12-31 08:00", at=eve) == shanghai(2026, 12, 31, 8)
    assert instant_without_year("*", at=eve) is None
    with pytest.raises(UnreadableError):
        instant_without_year("02-30 08:00", at=eve)
