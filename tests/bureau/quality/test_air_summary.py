"""Air over days and months."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basis.clock import SHANGHAI
from bureau.quality.air_summary import (
    day_of_hours,
    days_needed,
    mean_day,
    percentile,
    summarize_air,
)
from bureau.quality.model import AirDay, AirObservation

DAY = date(2026, 8, 21)
START = datetime(2026, 8, 21, tzinfo=SHANGHAI)


def hours(count: int = 24, **values: float) -> list[AirObservation]:
    usual = {"pm2_5_ug_m3": 24.0, "o3_ug_m3": 80.0}
    return [
        AirObservation("S", START + timedelta(hours=n), "national", **(usual | values))
        for n in range(1, count + 1)
    ]


def day(n: int, pm2_5: float | None = 20, **values: float) -> AirDay:
    usual = {
        "pm10_ug_m3": 40.0, "so2_ug_m3": 6.0, "no2_ug_m3": 20.0, "co_mg_m3": 0.8,
        "o3_8h_ug_m3": 80.0,
    }  # fmt: skip
    return AirDay("S", date(2026, 8, 1) + timedelta(n), "bureau", pm2_5, **(usual | values))


def test_percentiles_interpolate_at_n_minus_one_times_p():
    assert percentile([1, 2, 3, 4], 0.5) == 2.5
    assert percentile(range(1, 32), 0.9) == 28
    assert percentile([7], 0.95) == 7
    with pytest.raises(ValueError, match="values"):
        percentile([], 0.9)


@given(st.lists(st.floats(0, 500), min_size=1, max_size=40), st.floats(0, 1))
def test_a_percentile_lies_between_least_and_largest(values, share):
    assert min(values) - 1e-9 <= percentile(values, share) <= max(values) + 1e-9


def test_a_day_needs_twenty_hours():
    assert day_of_hours("S", DAY, hours(20)).pm2_5_ug_m3 == 24
    assert day_of_hours("S", DAY, hours(19)).pm2_5_ug_m3 is None


def test_a_day_ends_with_midnight_and_does_not_begin_with_it():
    before = AirObservation("S", START, "national", 9999.0)
    assert day_of_hours("S", DAY, [before, *hours()]).pm2_5_ug_m3 == 24
    assert day_of_hours("S", DAY, [before]).hours == 0


def test_ozone_is_the_largest_mean_of_eight_hours_that_end_from_eight_on():
    noon = [o if o.at.hour not in range(10, 18) else _with_ozone(o, 160) for o in hours()]
    assert day_of_hours("S", DAY, noon).o3_8h_ug_m3 == 160
    night = [o if o.at.hour != 1 else _with_ozone(o, 800) for o in hours()]
    assert day_of_hours("S", DAY, night).o3_8h_ug_m3 == 170


def test_ozone_needs_fourteen_such_means_unless_it_exceeds_the_limit_anyway():
    assert day_of_hours("S", DAY, hours(21)).o3_8h_ug_m3 == 80
    assert day_of_hours("S", DAY, hours(16)).o3_8h_ug_m3 is None
    assert day_of_hours("S", DAY, hours(16, o3_ug_m3=170)).o3_8h_ug_m3 == 170


def _with_ozone(observation: AirObservation, value: float) -> AirObservation:
    return AirObservation("S", observation.at, "national", 24.0, o3_ug_m3=value)


def test_a_places_day_is_the_mean_of_its_stations():
    mean = mean_day("place", [day(0, 20), day(0, 30, co_mg_m3=1.0), day(0, None)])
    assert (mean.pm2_5_ug_m3, mean.co_mg_m3) == (25, 0.867)


def test_the_composite_index_is_the_sum_over_the_limits():
    days = [day(n) for n in range(31)]
    summary = summarize_air(days, first=date(2026, 8, 1), last=date(2026, 8, 31))
    expected = 6 / 60 + 20 / 40 + 40 / 60 + 20 / 30 + 0.8 / 4 + 80 / 160
    assert summary.composite == round(expected, 2)
    old = summarize_air(
        days, first=date(2026, 8, 1), last=date(2026, 8, 31), limits_of=date(2025, 8, 31)
    )
    assert old.composite == round(6 / 60 + 20 / 40 + 40 / 70 + 20 / 35 + 0.8 / 4 + 80 / 160, 2)
    assert old.standard == "GB 3095-2012"


def test_the_share_of_good_days_counts_days_with_an_index_only():
    days = [day(0), day(1, 70), day(2, 61), AirDay("S", date(2026, 8, 4), "bureau")]
    summary = summarize_air(days, first=date(2026, 8, 1), last=date(2026, 8, 31))
    assert (summary.good_share, summary.good_days, summary.days) == (33.3, 1, 3)
    assert not summary.valid


def test_without_all_six_there_is_no_composite():
    summary = summarize_air([AirDay("S", DAY, "x", 20.0)], first=DAY, last=DAY)
    assert (summary.composite, summary.statistics) == (None, {"PM2.5": 20})
    empty = summarize_air([], first=DAY, last=DAY)
    assert (empty.good_share, empty.days, empty.valid) == (None, 0, False)


def test_how_many_days_a_period_needs():
    assert days_needed(date(2026, 8, 1), date(2026, 8, 31)) == 27
    assert days_needed(date(2026, 2, 1), date(2026, 2, 28)) == 25
    assert days_needed(date(2026, 1, 1), date(2026, 12, 31)) == 324
    assert days_needed(date(2026, 8, 3), date(2026, 8, 9)) == 7
    assert days_needed(date(2026, 8, 3), date(2026, 8, 12)) == 9
