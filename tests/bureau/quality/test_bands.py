"""Bands are the standards' tables, seen as stretches of a scale."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from bureau.quality.air_index import HOURLY_POLLUTANTS, grade_air
from bureau.quality.bands import air_bands, polluted_from, water_bands
from bureau.quality.water_class import grade_water

NEW, OLD = date(2026, 11, 24), date(2025, 11, 24)


@pytest.mark.parametrize("what", ["AQI", *HOURLY_POLLUTANTS])
def test_the_levels_of_air_follow_one_another_without_a_gap(what: str) -> None:
    bands = air_bands(what, day=NEW)
    assert bands[0].low == 0
    assert [band.name for band in bands[:3]] == ["优", "良", "轻度污染"]
    assert all(lower.high == upper.low for lower, upper in pairwise(bands))


@pytest.mark.parametrize("day", [NEW, OLD])
def test_a_value_lies_in_the_band_of_its_level(day: date) -> None:
    for value in (20.0, 50.0, 70.0, 120.0, 240.0, 400.0):
        grade = grade_air({"PM2.5": value}, day=day)
        assert grade is not None
        found = [
            band.name
            for band in air_bands("PM2.5", day=day)
            if (band.low or 0) < value <= (band.high or 9999)
        ]
        assert found == [grade.level.name]


def test_pollution_begins_where_the_standard_in_force_says() -> None:
    assert (polluted_from("PM2.5", day=OLD), polluted_from("PM2.5", day=NEW)) == (75, 60)
    assert polluted_from("AQI", day=NEW) == 100


@pytest.mark.parametrize(("what", "kind"), [("DO", "river"), ("NH3N", "river"), ("TP", "lake")])
def test_a_value_lies_in_the_band_of_its_class(what: str, kind: str) -> None:
    for value in (0.005, 0.04, 0.18, 0.9, 2.5, 6.5, 9.0):
        grade = grade_water({what: value}, kind=kind)
        assert grade is not None
        found = [
            band.name
            for band in water_bands(what, kind=kind)
            if (band.low if band.low is not None else -1) <= value <= (band.high or 9999)
        ]
        assert grade.name in found


def test_classes_themselves_are_six_bands() -> None:
    assert [band.name for band in water_bands("class", kind="river")][-1] == "劣Ⅴ类"
    with pytest.raises(KeyError):
        water_bands("pH", kind="river")
