"""The sources of wind: units, times and directions that are easily confused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bureau.adapters.providers.bureau_tables import Folder
from bureau.adapters.providers.bureau_wind import BureauWind
from bureau.adapters.providers.demo_wind import DemoWind
from bureau.adapters.providers.metar import read_report
from bureau.adapters.providers.open_meteo import OpenMeteo
from bureau.adapters.providers.qweather_wind import QWeatherWind
from bureau.adapters.providers.source_client import SourceClient
from bureau.adapters.providers.wind_rows import wind_of
from bureau.places import gazetteer
from bureau.quality.ports import SourceError
from bureau.quality.reading import SHANGHAI
from tests.bureau.adapters.platforms import data, open_meteo_hours, platform, qweather_weather

AT = datetime(2026, 8, 21, 20, 10, tzinfo=SHANGHAI)
PLACES = gazetteer()


@pytest.mark.parametrize(
    ("said", "speed", "from_deg"),
    [
        ("METAR ZSPD 211130Z 12005MPS 9999 Q1008", 5, 120),
        ("METAR ZSPD 211130Z 12010KT 9999", 5.14, 120),
        ("METAR ZSPD 211130Z 12010G20KT 090V150 9999", 5.14, 120),
        ("METAR ZSPD 211130Z 36018KMH 9999", 5, 0),
        ("METAR ZSPD 211130Z AUTO 00000KT 9999", 0, None),
        ("METAR ZSPD 211130Z 00000MPS CAVOK", 0, None),
        ("METAR ZSPD 211130Z VRB02KT 9999", 1.03, None),
        ("SPECI ZSPD 211130Z 09004MPS 0800 FG", 4, 90),
    ],
)
def test_a_report_of_an_airport_is_read(said: str, speed: float, from_deg: float | None) -> None:
    wind = read_report(said, at=AT)
    assert (wind.speed_m_s, wind.from_deg) == (pytest.approx(speed, abs=0.01), from_deg)
    assert wind.at == datetime(2026, 8, 21, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "said", ["", "METAR ZSPD 211130Z /////KT", "METAR ZSPD 211130Z 9999", "12005MPS",
             "METAR ZSPD 211130Z 40005MPS", "METAR ZSPD 211130Z 120999MPS"],
)  # fmt: skip
def test_what_is_no_report_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match=r"wind|direction|speed"):
        read_report(said, at=AT)


def test_a_report_of_the_31st_read_on_the_1st_is_last_months() -> None:
    at = datetime(2026, 9, 1, 0, 20, tzinfo=UTC)
    assert read_report("METAR ZSPD 312330Z 12005MPS", at=at).at.month == 8


def test_kilometres_an_hour_become_metres_a_second_and_texts_numbers() -> None:
    answer = qweather_weather(AT - timedelta(minutes=12), "18", "360")
    with platform(data(answer)) as server:
        found = QWeatherWind(SourceClient("qweather_wind", server.url), PLACES).fetch(at=AT)
        asked = server.requests[0]["query"]
    assert {(wind.speed_m_s, wind.from_deg) for wind in found.winds} == {(5.0, 0.0)}
    assert {(w.temperature_c, w.humidity_percent, w.rain_mm) for w in found.winds} == {
        (28.0, 72.0, None)
    }
    assert len(found.winds) == 8
    assert found.newest == AT - timedelta(minutes=12)
    [location] = asked["location"]
    longitude, latitude = map(float, location.split(","))
    assert 120 < longitude < 122
    assert 30 < latitude < 31.2


def test_modelled_hours_are_of_utc_in_the_unit_told_and_none_lies_ahead() -> None:
    with platform(data(open_meteo_hours(AT, hours=6, unit="km/h"))) as server:
        found = OpenMeteo(SourceClient("openmeteo_wind", server.url), PLACES).fetch(at=AT)
    assert found.newest == datetime(2026, 8, 21, 12, tzinfo=UTC)
    assert {wind.speed_m_s for wind in found.winds} == {1.0}


@pytest.mark.parametrize(("hour", "many"), [(14, 0), (15, 16), (17, 16), (18, 0), (20, 0)])
def test_the_coming_night_is_taken_in_the_afternoon_and_never_as_measured(
    hour: int, many: int
) -> None:
    at = AT.replace(hour=hour)
    with platform(data(open_meteo_hours(at, hours=6, unit="m/s", ahead=30))) as server:
        found = OpenMeteo(SourceClient("openmeteo_wind", server.url), PLACES).fetch(at=at)
    by_place = {wind.station for wind in found.wind_forecasts}
    assert len(found.wind_forecasts) == many * (8 if many else 0)
    assert len(by_place) == (8 if many else 0)
    assert all(wind.at > at for wind in found.wind_forecasts)
    assert all(wind.at <= at for wind in found.winds)


def test_modelled_weather_comes_with_its_wind_where_it_is_believable() -> None:
    answer = open_meteo_hours(AT, hours=3)
    many = len(answer["hourly"]["time"])
    answer["hourly"] |= {
        "temperature_2m": [21.4, None, 99.0, 20.0, 20.0][:many],
        "relative_humidity_2m": [80] * many,
    }
    with platform(data(answer)) as server:
        found = OpenMeteo(SourceClient("openmeteo_wind", server.url), PLACES).fetch(at=AT)
        [asked] = server.requests[0]["query"]["hourly"]
    assert asked.endswith("temperature_2m,relative_humidity_2m,precipitation")
    told = [(w.temperature_c, w.humidity_percent, w.rain_mm) for w in found.winds[:3]]
    assert told == [(21.4, 80.0, None), (None, 80.0, None), (None, 80.0, None)]


@pytest.mark.parametrize("fault", [{"unit": "furlongs"}, {"turning": 0, "unit": "m/s"}])
def test_a_foreign_unit_or_a_direction_that_never_turns_is_no_wind(fault: dict) -> None:
    with (
        platform(data(open_meteo_hours(AT, hours=18, **fault))) as server,
        pytest.raises(SourceError, match=r"unit|one direction"),
    ):
        OpenMeteo(SourceClient("openmeteo_wind", server.url), PLACES).fetch(at=AT)


TABLE = """嘉兴市大气自动站小时数据
站点名称,镇街道,经度,纬度,时间,{speed},风向
王店站,王店镇,120.72,30.62,2026-08-21 19:00,{value},{direction}
"""


@pytest.mark.parametrize(
    ("speed", "value", "direction", "metres", "from_deg"),
    [
        ("风速", "2.5", "135", 2.5, 135),
        ("风速(m/s)", "2.5", "东南", 2.5, 135),
        ("风速（km/h）", "18", "东南风", 5, 135),
        ("平均风速", "2.5", "北东北", 2.5, 22.5),
        ("风速", "2.5", "360°", 2.5, 0),
        ("风速", "0.2", "东南", 0.2, None),
        ("风速", "2.5", "不定", 2.5, None),
        ("风速", "0", "静风", 0, None),
        ("风速", "2.5", "—", 2.5, None),
    ],
)
def test_the_bureaus_tables_say_it_in_degrees_or_words(
    tmp_path: Path, speed: str, value: str, direction: str, metres: float, from_deg: float | None
) -> None:
    text = TABLE.format(speed=speed, value=value, direction=direction)
    (tmp_path / "wind.csv").write_text(text, encoding="utf-8")
    found = BureauWind(Folder("bureau_wind", tmp_path), PLACES).fetch(at=AT)
    [wind] = found.winds
    assert (wind.speed_m_s, wind.from_deg) == (pytest.approx(metres, abs=0.01), from_deg)
    assert wind.at == datetime(2026, 8, 21, 19, tzinfo=SHANGHAI)
    [station] = found.wind_stations
    assert station.longitude == 120.72


@pytest.mark.parametrize(
    ("value", "direction"), [("2.5", "左边"), ("2.5", "400"), ("快", "90"), ("", "90")]
)
def test_a_row_that_cannot_be_read_is_a_finding_or_nothing(
    tmp_path: Path, value: str, direction: str
) -> None:
    text = TABLE.format(speed="风速", value=value, direction=direction)
    (tmp_path / "wind.csv").write_text(text, encoding="utf-8")
    found = BureauWind(Folder("bureau_wind", tmp_path), PLACES).fetch(at=AT)
    assert found.winds == ()
    assert found.findings or not value


def test_the_demonstration_blows_from_the_sea_by_day() -> None:
    found = DemoWind(PLACES).fetch(at=AT)
    assert all(wind.from_deg is None or 0 <= wind.from_deg < 360 for wind in found.winds)
    assert len({wind.from_deg for wind in found.winds}) > 20


@pytest.mark.parametrize("speed", [None, "", "calm", -1, 400, float("nan"), True])
def test_no_speed_is_no_wind(speed: object) -> None:
    with pytest.raises(ValueError, match="speed"):
        wind_of("x", AT, "demo", speed, "m/s", 90)
