"""Rates are what their formulas say, and months go round the year."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bureau.figures import CaseRate, Measures, MonthSpan
from bureau.figures.model import month_at, shifted


@pytest.mark.parametrize(
    ("month", "by", "then"),
    [(202601, -1, 202512), (202612, 1, 202701), (202611, -11, 202512), (202605, 0, 202605)],
)
def test_months_go_round_the_year(month: int, by: int, then: int) -> None:
    assert shifted(month, by) == then


def test_a_year_has_twelve_months() -> None:
    assert MonthSpan.year_to(202603).months() == [*range(202504, 202513), 202601, 202602, 202603]


def test_a_month_begins_at_midnight_in_jiaxing() -> None:
    assert month_at(datetime(2026, 10, 31, 16, 0, tzinfo=UTC)) == 202611


def test_the_rates_count_who_is_late_and_still_waits() -> None:
    sums = Measures(responded=8, responded_in_time=8, late_response=2, limited=5,
                    answered_in_time=4, late_answer=5)  # fmt: skip
    assert sums.response.value == 0.8
    assert sums.on_time.value == 0.4


def test_an_interval_holds_its_share_and_stays_within_bounds() -> None:
    for part, whole in ((0, 5), (5, 5), (1, 2), (97, 100)):
        interval = CaseRate(part, whole).interval
        assert interval is not None
        assert 0 <= interval[0] <= part / whole <= interval[1] <= 1
    low, high = CaseRate(81, 263).interval or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)  # Newcombe 1998, method 3
    assert CaseRate(0, 0).interval is None
