"""A limit ends where the law says, and what stops and goes on adds up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from basis.clock import SHANGHAI
from bureau.cases.clocks import Limit, Unit, workdays

DAYS = workdays()
LIMITS = st.builds(Limit, st.integers(1, 60), st.sampled_from(Unit))
INSTANTS = st.integers(0, 3 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
SPANS = st.integers(0, 30 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        (Limit(30, Unit.MINUTES), "2026-11-28T23:45:00", "2026-11-29T00:15:00"),
        (Limit(2, Unit.HOURS), "2026-11-28T23:45:00", "2026-11-29T01:45:00"),
        (Limit(15, Unit.DAYS), "2026-11-24T11:00:00", "2026-12-09T23:59:59"),
        (Limit(15, Unit.DAYS), "2026-11-24T00:00:00", "2026-12-09T23:59:59"),
        (Limit(1, Unit.WORKDAYS), "2026-11-27T11:00:00", "2026-11-30T23:59:59"),
        # Over the National Day and its make-up Saturday.
        (Limit(5, Unit.WORKDAYS), "2026-09-28T09:00:00", "2026-10-10T23:59:59"),
        (Limit(2, Unit.WORKDAYS), "2026-09-30T17:00:00", "2026-10-09T23:59:59"),
        # Reported on a holiday: the first working day counts.
        (Limit(1, Unit.WORKDAYS), "2026-10-03T12:00:00", "2026-10-08T23:59:59"),
    ],
)
def test_a_limit_ends_with_its_last_day_or_to_the_minute(
    limit: Limit, start: str, end: str
) -> None:
    assert limit.ends(at(start), DAYS) == at(end)


@given(LIMITS, INSTANTS, SPANS, SPANS)
def test_a_clock_that_stops_and_goes_on_has_run_its_whole_limit(
    limit: Limit, start: datetime, worked: timedelta, waited: timedelta
) -> None:
    due = limit.ends(start, DAYS)
    stopped = start + worked
    assume(stopped <= due)
    left = limit.before(due, stopped, DAYS)
    resumed = stopped + waited
    later = limit.go_on(resumed, left, DAYS)
    assert left >= timedelta(0)
    assert limit.before(later, resumed, DAYS) == left
    assert later >= due - timedelta(seconds=1)


@given(LIMITS, INSTANTS, SPANS, SPANS, SPANS)
def test_two_stops_add_up(
    limit: Limit, start: datetime, first: timedelta, pause: timedelta, second: timedelta
) -> None:
    due = limit.ends(start, DAYS)
    stopped = start + first
    assume(stopped < due)
    resumed = stopped + pause
    later = limit.go_on(resumed, limit.before(due, stopped, DAYS), DAYS)
    again = resumed + second
    assume(again <= later)
    whole = limit.before(due, start, DAYS)
    spent = whole - limit.before(due, stopped, DAYS)
    spent_again = limit.before(later, resumed, DAYS) - limit.before(later, again, DAYS)
    assert spent + spent_again + limit.before(later, again, DAYS) == whole


@given(LIMITS, INSTANTS, SPANS, SPANS)
def test_a_stop_forgives_nothing_of_what_is_late(
    limit: Limit, start: datetime, late: timedelta, waited: timedelta
) -> None:
    due = limit.ends(start, DAYS)
    stopped = due + late
    resumed = stopped + waited
    later = limit.go_on(resumed, limit.before(due, stopped, DAYS), DAYS)
    assert resumed - later == late


@given(LIMITS, INSTANTS)
def test_a_limit_ends_after_it_began_and_a_stop_of_no_time_changes_nothing(
    limit: Limit, start: datetime
) -> None:
    due = limit.ends(start, DAYS)
    assert due > start
    assert limit.go_on(start, limit.before(due, start, DAYS), DAYS) == due


@pytest.mark.parametrize("amount", [0, -1])
def test_no_limit_is_without_length(amount: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Limit(amount, Unit.DAYS)


def test_an_extension_in_working_days_skips_the_holiday() -> None:
    limit = Limit(1, Unit.WORKDAYS)
    due = at("2026-09-30T23:59:59")
    assert limit.longer(due, Limit(1, Unit.WORKDAYS), DAYS) == at("2026-10-08T23:59:59")
    assert limit.longer(due, Limit(3, Unit.DAYS), DAYS) == at("2026-10-03T23:59:59")
