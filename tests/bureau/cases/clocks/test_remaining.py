"""Time is told to the hour, and never as more than there is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.cases import words
from bureau.cases.clocks import Remaining, remaining

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=3, hours=5, minutes=59), "剩 3 天 5 小时"),
        (timedelta(days=1), "剩 1 天 0 小时"),
        (timedelta(hours=23, minutes=59), "剩 23 小时"),
        (timedelta(minutes=59, seconds=59), "剩 59 分钟"),
        (timedelta(seconds=20), "剩 0 分钟"),
        (-timedelta(seconds=20), "超期 0 分钟"),
        (-timedelta(minutes=61), "超期 1 小时"),
        (-timedelta(days=2, hours=3), "超期 2 天 3 小时"),
    ],
)
def test_time_is_told_in_the_units_that_matter(left: timedelta, said: str) -> None:
    assert words().left(AT + left, AT) == said


@given(st.integers(-(10**7), 10**7))
def test_what_is_told_is_rounded_down_and_never_negative(seconds: int) -> None:
    told = remaining(AT + timedelta(seconds=seconds), AT)
    span = timedelta(days=told.days, hours=told.hours, minutes=told.minutes)
    assert min(told.days, told.hours, told.minutes) >= 0
    assert span <= timedelta(seconds=abs(seconds)) < span + timedelta(minutes=1)
    assert told.over is (seconds < 0)


def test_the_end_of_a_day_is_told_as_the_day() -> None:
    assert words().deadline(datetime(2026, 12, 9, 15, 59, 59, tzinfo=UTC)) == "12月9日"
    assert words().deadline(datetime(2026, 12, 9, 6, 30, tzinfo=UTC)) == "12月9日 14:30"
    assert Remaining(False, 0, 0, 5).form == "minutes"
