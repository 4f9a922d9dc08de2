"""Months and moments are read as people and programs write them, and look-alikes are not."""

from datetime import date, datetime

import pytest

from basis.clock import SHANGHAI
from tabular.times import moment, month
from tests.tabular.corpus import MOMENTS, MONTHS


@pytest.mark.parametrize(("text", "expected"), MONTHS.items())
def test_a_month_is_read_or_refused(text: str, expected: date | None) -> None:
    if expected is None:
        with pytest.raises(ValueError):  # noqa: PT011 the calendar's own words too
            month(text)
    else:
        assert month(text) == expected


@pytest.mark.parametrize(("text", "expected"), MOMENTS.items())
def test_a_moment_is_read_or_refused(text: str, expected: datetime | None) -> None:
    if expected is None:
        with pytest.raises(ValueError):  # noqa: PT011 the calendar's own words too
            moment(text)
    else:
        assert moment(text) == expected.replace(tzinfo=SHANGHAI)
