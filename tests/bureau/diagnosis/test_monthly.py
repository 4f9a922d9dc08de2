"""What is computed of many resampled months is what the standard makes of one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bureau.diagnosis.calendar import MonthDays
from bureau.diagnosis.monthly import limits_on, matrix, statistics
from bureau.quality.air_index import DAILY_POLLUTANTS
from bureau.quality.air_summary import summarize_air
from bureau.quality.model import AirDay


@pytest.mark.parametrize("month", [date(2026, 10, 1), date(2026, 2, 1), date(2031, 1, 1)])
def test_it_agrees_with_the_summary_of_the_standard(month: date) -> None:
    random, spell = np.random.default_rng(7), MonthDays.of(month)
    days = [
        AirDay.of("s", day, "bureau", {
            name: None if random.random() < 0.1 else float(random.uniform(1, 90))
            for name in DAILY_POLLUTANTS
        })
        for day in spell.dates()
    ]  # fmt: skip
    limits = limits_on(spell.last)
    found = statistics(matrix(days)[None], np.asarray([limits[n] for n in DAILY_POLLUTANTS]))[0]
    summary = summarize_air(days, first=spell.first, last=spell.last)
    for name, value in zip(DAILY_POLLUTANTS, found, strict=False):
        assert value == pytest.approx(summary.statistics[name], abs=6e-4)
    assert summary.composite is not None
    assert found[-1] == pytest.approx(summary.composite, abs=6e-3)


def test_a_month_without_a_pollutant_has_no_statistic_of_it() -> None:
    days = [AirDay("s", date(2026, 10, n), "bureau", pm2_5_ug_m3=30.0) for n in range(1, 32)]
    found = statistics(matrix(days)[None], np.ones(6))[0]
    assert found[0] == 30.0
    assert np.isnan(found[1:]).all()
