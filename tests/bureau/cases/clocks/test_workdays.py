"""Working days are those of the published calendar, unless the bureau entered others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basis.clock import SHANGHAI
from bureau.cases.clocks import Workdays, workdays
from bureau.cases.clocks.workdays import read_workdays

INSTANTS = st.integers(0, 3 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
SPANS = st.integers(0, 40 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 30), True),  # the eve of the National Day
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # a Saturday worked instead
        (date(2026, 9, 20), True),  # a Sunday worked instead
        (date(2026, 2, 17), False),  # the first day of the lunar year
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 11, 27), True),
    ],
)
def test_a_published_year_has_its_holidays_and_make_up_days(day: date, worked: bool) -> None:
    assert workdays().works(day) is worked


def test_a_year_not_published_yet_is_monday_to_friday_and_known_to_be_so() -> None:
    assert workdays().known(2026)
    assert not workdays().known(2031)
    assert workdays().works(date(2031, 1, 1))  # a Wednesday
    assert not workdays().works(date(2031, 1, 4))


def test_what_the_bureau_entered_goes_before_the_calendar(tmp_path: Path) -> None:
    file = tmp_path / "workdays.yml"
    file.write_text("holidays: [2031-01-22]\nworkdays: [2031-01-25]\ncomplete: [2031]\n")
    ours = read_workdays(file)
    assert not ours.works(date(2031, 1, 22))
    assert ours.works(date(2031, 1, 25))
    assert ours.known(2031)
    file.write_text("holidays: [next Monday]\nworkdays: []\ncomplete: []\n")
    with pytest.raises(TypeError, match="next Monday"):
        read_workdays(file)


def test_a_day_that_is_both_holiday_and_workday_is_worked() -> None:
    assert Workdays([date(2026, 11, 28)], [date(2026, 11, 28)]).works(date(2026, 11, 28))


@given(INSTANTS, SPANS)
def test_what_was_counted_forward_is_found_again(start: datetime, span: timedelta) -> None:
    assert workdays().between(start, workdays().after(start, span)) == span


@given(INSTANTS, SPANS, SPANS)
def test_time_on_working_days_adds_up_and_is_never_negative(
    start: datetime, one: timedelta, other: timedelta
) -> None:
    middle, end = start + one, start + one + other
    counted = workdays().between
    assert counted(start, middle) + counted(middle, end) == counted(start, end)
    assert timedelta(0) <= counted(start, end) <= end - start
    assert counted(end, start) == timedelta(0) or end == start


@given(INSTANTS)
def test_a_day_of_jiaxing_has_twenty_four_hours_all_year(start: datetime) -> None:
    local = start.astimezone(SHANGHAI)
    assert (local + timedelta(days=1)).utcoffset() == local.utcoffset() == timedelta(hours=8)
