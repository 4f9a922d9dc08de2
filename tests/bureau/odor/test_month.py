"""A month by its wind, over a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from basis.clock import SHANGHAI
from bureau.adapters.store.odor import StoredOdor
from bureau.odor.model import Sighting
from bureau.odor.month import LEAST_REPORTS, month_span, station_cpf
from bureau.odor.wind import between
from bureau.quality.model import Fetched, Station, WindObservation
from bureau.settings import load
from bureau.wiring import Bureau

FIRST = date(2026, 9, 1)
AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path)}))
    yield bureau
    bureau.close()


def fill(bureau: Bureau, *, reports: int, from_deg: float = 140.0) -> list[WindObservation]:
    drawn = np.random.default_rng(3)
    start, end = month_span(FIRST)
    winds, told = [], []
    town = bureau.places.towns()[0]
    hour = start
    while hour < end:
        hour += timedelta(hours=1)
        direction, speed = float(drawn.uniform(0, 360)), float(drawn.gamma(2, 1))
        winds.append(
            WindObservation("demo-w", hour, "demo", speed, direction if speed >= 0.5 else None)
        )
        if len(told) < reports and speed >= 0.5 and between(direction, from_deg) < 25:
            at = hour - timedelta(minutes=20)
            told.append(
                Sighting(f"patrol:{len(told)}", at, 0, 0, 0.0, True, 3, (), town.county, town.code)
            )
    city = bureau.places.city
    where = Station("demo-w", "w", "demo", city.code, city.longitude, city.latitude)
    bureau.observations.save(Fetched(winds=tuple(winds), wind_stations=(where,)), at=AT)
    StoredOdor(bureau.database).take_in(told)
    return winds


def test_the_rose_points_to_where_it_comes_from_with_an_interval(bureau: Bureau) -> None:
    fill(bureau, reports=60)
    month = bureau.wind_months.month(place=bureau.places.city, first=FIRST, at=AT)
    assert month.reports == 60
    assert month.known == len(month.hours) == 720
    rose = month.rose
    assert rose is not None
    assert between(rose.peak_deg, 140) <= 25
    top = rose.from_deg.index(rose.peak_deg)
    assert rose.low[top] > 1
    assert rose.low[top] <= rose.figures[top] <= rose.high[top]
    away = rose.from_deg.index(315.0)
    assert rose.high[away] < 1
    assert 0 < rose.calm < 0.3


def test_too_few_reports_make_no_rose(bureau: Bureau) -> None:
    fill(bureau, reports=LEAST_REPORTS - 1)
    month = bureau.wind_months.month(place=bureau.places.city, first=FIRST, at=AT)
    assert month.rose is None
    assert month.reports == LEAST_REPORTS - 1


def test_without_wind_there_is_no_rose_and_no_station(bureau: Bureau) -> None:
    month = bureau.wind_months.month(place=bureau.places.city, first=FIRST, at=AT)
    assert (month.rose, month.known, month.stations) == (None, 0, ())


def test_reports_of_another_place_or_month_are_not_counted(bureau: Bureau) -> None:
    fill(bureau, reports=40)
    towns = bureau.places.towns()
    other = next(t for t in towns if t.county != towns[0].county)
    for place, many in ((towns[0], 40), (other, 0)):
        month = bureau.wind_months.month(place=place, first=FIRST, at=AT)
        assert month.reports == many
    earlier = bureau.wind_months.month(place=towns[0], first=date(2026, 8, 1), at=AT)
    assert earlier.reports == 0


def test_a_month_that_runs_ends_now_and_one_to_come_is_empty(bureau: Bureau) -> None:
    fill(bureau, reports=40)
    early = datetime(2026, 9, 3, tzinfo=SHANGHAI)
    month = bureau.wind_months.month(place=bureau.places.city, first=FIRST, at=early)
    assert len(month.hours) == 48
    ahead = bureau.wind_months.month(place=bureau.places.city, first=date(2026, 12, 1), at=AT)
    assert ahead.hours == ()


def test_the_cpf_points_to_the_wind_that_brings_high_values(bureau: Bureau) -> None:
    winds = fill(bureau, reports=40)
    values = {
        w.at: 60.0 if w.from_deg is not None and between(w.from_deg, 220) < 20 else 10.0
        for w in winds
    }
    month = bureau.wind_months.month(place=bureau.places.city, first=FIRST, at=AT)
    share = station_cpf(month, values)
    assert share is not None
    assert between(share.peak_deg, 220) <= 22.5
    assert station_cpf(month, {}) is None
