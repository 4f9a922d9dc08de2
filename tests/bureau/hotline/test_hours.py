"""When the desk is open, and by when a message left for it is answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basis.clock import SHANGHAI
from bureau.hotline import hours


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def always(_: date) -> bool:
    return True


@pytest.mark.parametrize(
    ("when", "open_then"),
    [
        ("2026-11-27T08:29", False),
        ("2026-11-27T08:30", True),
        ("2026-11-27T11:30", False),
        ("2026-11-27T12:10", False),
        ("2026-11-27T13:30", True),
        ("2026-11-27T16:59", True),
        ("2026-11-27T17:00", False),
        ("2026-11-28T10:00", False),  # a Saturday
    ],
)
def test_the_desk_keeps_its_hours(when: str, open_then: bool) -> None:
    assert hours().open_at(at(when), weekdays) is open_then


def test_a_day_that_makes_up_for_a_holiday_is_a_day_of_work() -> None:
    assert hours().open_at(at("2026-11-28T10:00"), always)


@pytest.mark.parametrize(
    ("left", "promised"),
    [
        ("2026-11-27T09:00", "2026-11-27T14:00"),  # 2.5 hours before lunch, half an hour after
        ("2026-11-27T08:00", "2026-11-27T11:30"),
        ("2026-11-27T16:00", "2026-11-30T10:30"),  # over a weekend
        ("2026-11-28T03:00", "2026-11-30T11:30"),
    ],
)
def test_a_promise_counts_open_hours_alone(left: str, promised: str) -> None:
    assert hours().promised(at(left), weekdays) == at(promised)


@given(st.integers(0, 2 * 365 * 24 * 60))
def test_a_promise_lies_ahead_and_ends_while_the_desk_is_open(minutes: int) -> None:
    left = at("2026-01-01T00:00") + timedelta(minutes=minutes)
    promised = hours().promised(left, weekdays)
    assert promised > left
    assert promised.weekday() < 5
