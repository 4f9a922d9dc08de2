"""The wind of a place is that of its nearest station; calm has no direction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from bureau.diagnosis.calendar import MonthDays
from bureau.diagnosis.winds import BLOWN, CALM, WindRecord, hourly
from bureau.places import gazetteer, gcj02_to_wgs84
from bureau.quality.model import Station, WindObservation
from tests.bureau.diagnosis.conftest import OCTOBER

HOURS = OCTOBER.length * 24
CITY = gazetteer().city
FAR = gazetteer().towns("330424")[0]


def station(code: str, *, source: str = "bureau", far: bool = False) -> Station:
    seat = FAR if far else CITY
    return Station(code, code, source, None, *gcj02_to_wgs84(seat.longitude, seat.latitude))


def record(
    stations: list[Station], winds: list[WindObservation], month: MonthDays = OCTOBER
) -> WindRecord:
    return WindRecord.of(stations, winds, start=month.start, end=month.end)


def blowing(
    code: str, speed: float, degrees: float | None, hours: int = HOURS
) -> list[WindObservation]:
    return [
        WindObservation(code, OCTOBER.start + timedelta(hours=n + 1), "bureau", speed, degrees)
        for n in range(hours)
    ]


def test_directions_fall_into_eighths_with_north_in_the_middle_of_the_first() -> None:
    for degrees, sector in ((0, 0), (350, 0), (22, 0), (23, 1), (90, 2), (181, 4), (337, 7)):
        [found] = record([station("a")], blowing("a", 2.0, degrees)).stations
        assert set(found.sectors(OCTOBER.start, HOURS)) == {float(sector)}, degrees
    [calm] = record([station("a")], blowing("a", 0.3, None)).stations
    assert set(calm.sectors(OCTOBER.start, HOURS)) == {float(CALM)}


def test_a_day_of_few_hours_has_no_weather() -> None:
    [found] = record([station("a")], blowing("a", 2.0, 90, hours=24 + 19)).stations
    days = found.days()
    assert list(days) == [OCTOBER.first]
    speed, u, v, calm, *extras = days[OCTOBER.first]
    assert np.isnan(extras).all(), "nobody told them"
    assert (round(speed, 6), round(u, 6), round(v, 6), calm) == (2.0, -2.0, 0.0, 0.0)


def test_the_nearest_station_with_enough_hours_speaks() -> None:
    near, far = station("near"), station("far", far=True)
    winds = blowing("near", 2.0, 90, hours=100) + blowing("far", 3.0, 180)
    found = record([near, far], winds).near(CITY, OCTOBER.start, HOURS, wanted=HOURS)
    assert found is not None
    assert found[0].station.code == "far"
    assert 10 < found[1] < 60
    enough = record([near, far], winds).near(CITY, OCTOBER.start, HOURS, wanted=50)
    assert enough is not None
    assert enough[0].station.code == "near"
    assert record([], []).near(CITY, OCTOBER.start, HOURS, wanted=1) is None


def test_what_was_measured_comes_before_what_was_invented() -> None:
    invented, measured = station("a", source="demo"), station("b", far=True)
    winds = blowing("a", 2.0, 90) + blowing("b", 2.0, 90)
    found = record([invented, measured], winds).near(CITY, OCTOBER.start, HOURS, wanted=9)
    assert found is not None
    assert found[0].station.code == "b"


def test_hours_of_stations_are_averaged_over_those_that_have_them() -> None:
    mean = hourly({"a": np.asarray([1.0, np.nan, np.nan]), "b": np.asarray([3.0, 5.0, np.nan])}, 3)
    assert mean.tolist()[:2] == [2.0, 5.0]
    assert np.isnan(mean[2])
    assert np.isnan(hourly({}, 2)).all()


def test_the_rest_of_the_weather_is_kept_where_enough_hours_tell_it() -> None:
    told = [
        replace(each, temperature_c=20.0, rain_mm=0.5 if n < 10 else None)
        for n, each in enumerate(blowing("a", 2.0, 90, hours=24))
    ]
    [found] = record([station("a")], told).stations
    temperature, humidity, rain = found.days()[OCTOBER.first][BLOWN:]
    assert temperature == 20.0
    assert np.isnan([humidity, rain]).all()
