"""QWeather, WAQI and OpenAQ: what their answers mean here."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bureau.adapters.providers import configured
from bureau.adapters.providers.openaq import OpenAq
from bureau.adapters.providers.qweather import QWeather
from bureau.adapters.providers.source_client import SourceClient
from bureau.adapters.providers.waqi import Waqi
from bureau.places import gazetteer
from bureau.quality.ports import SourceError
from bureau.quality.reading import SHANGHAI
from bureau.quality.units import in_standard_unit
from bureau.settings import load
from tests.bureau.adapters.platforms import (
    by_path,
    data,
    openaq_latest,
    openaq_locations,
    platform,
    qweather_current,
    qweather_daily,
    status,
    waqi_feed,
)

AT = datetime(2026, 8, 21, 20, 45, tzinfo=SHANGHAI)
PLACES = gazetteer()


def from_qweather(*answers):
    with platform(*answers) as server:
        line = SourceClient("qweather_air", server.url, sleep=lambda _: None)
        return QWeather(line, PLACES).fetch(at=AT), server.requests


def from_waqi(answer):
    with platform(data(answer)) as server:
        return Waqi(
            SourceClient("waqi_air", server.url, sleep=lambda _: None), "t0ken", PLACES
        ).fetch(at=AT)


NOW = data(qweather_current(pm2p5=31, pm10=82, so2=5, no2=20, co=0.6, o3=90))
DAYS = data(qweather_daily(("2026-08-21T16:00Z", 88), ("2026-08-23T00:00+08:00", 45)))


def test_qweather_is_asked_for_the_city_and_every_county_by_latitude_and_longitude():
    fetched, requests = from_qweather(by_path(current=NOW, daily=DAYS))
    assert len(requests) == 16
    kind, _, latitude, longitude = requests[0]["path"].rsplit("/", 3)[0:4]
    assert (kind, 30 < float(latitude) < 31, 120 < float(longitude) < 121) == (
        "/airquality/v1", True, True,
    )  # fmt: skip
    assert {station.place for station in fetched.stations} == {
        "330400", *(county.code for county in PLACES.counties())
    }  # fmt: skip


def test_qweathers_air_counts_for_the_hour_of_asking_and_its_index_is_left_alone():
    fetched, _ = from_qweather(by_path(current=NOW, daily=DAYS))
    city = fetched.air[0]
    assert (city.station, city.at) == ("qweather-330400", AT.replace(minute=0))
    assert (city.pm10_ug_m3, city.co_mg_m3) == (82, 0.6)
    assert city.published_aqi is None


def test_qweathers_days_are_shanghais_days_and_carry_our_index():
    fetched, _ = from_qweather(by_path(current=NOW, daily=DAYS))
    first, second = fetched.forecasts[:2]
    assert (first.place, first.day, first.aqi) == ("330400", date(2026, 8, 22), 88)
    assert (first.primary, first.values) == (("O3_8h",), {"PM2.5": 31.0})
    assert (second.day, second.aqi, second.primary) == (date(2026, 8, 23), 45, ())
    assert first.issued == AT


def test_an_answer_of_other_countries_scales_alone_gives_no_forecast():
    foreign = {"days": [{"forecastStartTime": "2026-08-21T16:00Z",
                         "indexes": [{"code": "us-epa", "aqi": 120}]}]}  # fmt: skip
    fetched, _ = from_qweather(by_path(current=NOW, daily=data(foreign)))
    assert fetched.forecasts == ()
    assert fetched.air


def test_what_qweather_said_before_it_broke_off_is_kept():
    fetched, _ = from_qweather(NOW, DAYS, NOW, status(403))
    assert len(fetched.air) == 1
    assert fetched.findings == ("broke off: HTTP status 403",)
    assert len(fetched.raw) == 4


def test_waqis_points_are_another_scale_and_never_an_observation_of_ours():
    fetched = from_waqi(waqi_feed("2026-08-21T20:00:00+08:00", pm25=93, o3=40.5))
    assert fetched.air == ()
    [index] = fetched.foreign
    assert (index.station, index.scale) == ("waqi-1437", "us-epa")
    assert index.points == {"PM2.5": 93, "O3": 40.5}
    assert index.at == AT.replace(minute=0)


def test_waqis_refusal_is_told_in_its_words():
    with pytest.raises(SourceError, match="refused: Invalid key"):
        from_waqi({"status": "error", "data": "Invalid key"})


def test_a_station_far_away_does_not_speak_for_jiaxing():
    far = waqi_feed("2026-08-21T20:00:00+08:00", pm25=93)
    far["data"]["city"]["geo"] = [39.95, 116.47]
    with pytest.raises(SourceError, match="km away"):
        from_waqi(far)


def test_openaqs_newest_hour_is_converted_and_places_beyond_the_city_are_left_out():
    hour = AT.replace(minute=0).astimezone(UTC)
    answers = by_path(
        latest=data(openaq_latest(hour.isoformat(), (hour - timedelta(hours=1)).isoformat())),
        locations=data(openaq_locations(hour.isoformat())),
    )
    with platform(answers) as server:
        line = SourceClient("openaq_air", server.url, sleep=lambda _: None)
        fetched = OpenAq(line, PLACES).fetch(at=AT)
    [observation] = fetched.air
    assert (observation.station, observation.at) == ("openaq-7", hour)
    assert (observation.pm2_5_ug_m3, observation.co_mg_m3, observation.o3_ug_m3) == (
        42.0, 0.6, pytest.approx(78.5, abs=0.1),
    )  # fmt: skip
    assert fetched.stations[0].place == "330411"
    assert [request["path"] for request in server.requests] == [
        "/v3/locations", "/v3/locations/7/latest",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pollutant", "value", "unit", "expected"),
    [
        ("PM2.5", 35, "µg/m³", 35),
        ("PM2.5", 35, "ug/m3", 35),
        ("CO", 600, "μg/m3", 0.6),
        ("CO", 0.6, "mg/m³", 0.6),
        ("CO", 1, "ppm", 1.145),
        ("O3", 0.1, "ppm", 196.2),
        ("NO2", 10, "ppb", 18.81),
    ],
)
def test_units_become_the_standards(pollutant, value, unit, expected):
    assert in_standard_unit(pollutant, value, unit) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(("pollutant", "unit"), [("PM10", "ppb"), ("O3", "particles"), ("O3", "")])
def test_a_unit_that_means_nothing_is_refused(pollutant, unit):
    with pytest.raises(ValueError, match=pollutant):
        in_standard_unit(pollutant, 1, unit)


def test_sources_with_a_key_take_part_and_a_demonstration_asks_nobody(tmp_path):
    secrets = {
        "DEMO": "0", "WECHAT_TOKEN": "atoken", "WECHAT_APPID": "wx1", "WECHAT_SECRET": "s" * 32,
        "WECHAT_AES_KEY": "a" * 43, "SECRET_KEY": "k" * 32, "PORTAL_ADMIN_PASSWORD": "password1",
        "VAR_DIR": str(tmp_path),
    }  # fmt: skip
    keys = {
        "QWEATHER_KEY": "q", "WAQI_TOKEN": "w", "OPENAQ_KEY": "o",
        "BUREAU_AIR": str(tmp_path), "BUREAU_WATER": "sqlite:///x.db#sections",
        "BUREAU_WIND": str(tmp_path), "BUREAU_IONS": str(tmp_path), "METAR_URL": "https://metar.example",
        "OPEN_METEO_URL": "https://wind.example",
    }  # fmt: skip
    names = [source.name for source in configured(load(secrets), PLACES)]
    assert names == ["national_air", "national_water"]
    names = [source.name for source in configured(load(secrets | keys), PLACES)]
    assert names[2:] == [
        *("bureau_air", "bureau_water", "qweather_air", "qweather_wind", "openaq_air", "waqi_air"),
        "bureau_ions",
        *("bureau_wind", "metar_wind", "openmeteo_wind"),
    ]
    demo = load(secrets | keys | {"DATA_SOURCE": "demo"})
    assert [source.name for source in configured(demo, PLACES)] == [
        *("demo_air", "demo_water", "demo_wind", "demo_ions"),
    ]
