"""The past of a fresh demonstration: what is asked about first comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bureau.poller import RECENT, demo_spans


@pytest.mark.parametrize(
    "today",
    [date(2026, 11, 27), date(2026, 12, 1), date(2027, 1, 1), date(2028, 2, 29), date(2027, 3, 31)],
)
def test_last_month_and_its_month_a_year_ago_come_before_all_the_rest(today: date) -> None:
    spans = demo_spans(today)
    (recent, until), (before, _) = spans[:RECENT]
    assert recent.day == before.day == 1
    assert (recent, until) == (
        (today.replace(day=1) - timedelta(days=1)).replace(day=1),
        today - timedelta(days=1),
    )
    assert (before.year, before.month) == (recent.year - 1, recent.month)
    filled = {
        first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)
    }
    assert filled >= {today - timedelta(days=n) for n in range(1, 432)}
    assert max(filled) == until
