"""What every source must do: one contract for all of them, faults included."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bureau.adapters.providers.bureau_air import BureauAir
from bureau.adapters.providers.bureau_ions import BureauIons
from bureau.adapters.providers.bureau_tables import Folder
from bureau.adapters.providers.bureau_water import BureauWater
from bureau.adapters.providers.bureau_wind import BureauWind
from bureau.adapters.providers.demo import DemoAir, DemoWater
from bureau.adapters.providers.demo_ions import DemoIons
from bureau.adapters.providers.demo_wind import DemoWind
from bureau.adapters.providers.metar import Metar
from bureau.adapters.providers.national_air import NationalAir
from bureau.adapters.providers.national_water import NationalWater
from bureau.adapters.providers.open_meteo import OpenMeteo
from bureau.adapters.providers.openaq import OpenAq
from bureau.adapters.providers.qweather import QWeather
from bureau.adapters.providers.qweather_wind import QWeatherWind
from bureau.adapters.providers.source_client import SourceClient
from bureau.adapters.providers.waqi import Waqi
from bureau.places import gazetteer
from bureau.quality.model import PRECEDENCE, Fetched
from bureau.quality.ports import Source, SourceError
from bureau.quality.reading import SHANGHAI
from bureau.quality.sites import source_label
from tests.bureau.adapters.platforms import (
    Answer,
    air_row,
    broken_off,
    by_path,
    data,
    dripping,
    metar_reports,
    open_meteo_hours,
    openaq_latest,
    openaq_locations,
    page,
    platform,
    qweather_current,
    qweather_daily,
    qweather_weather,
    status,
    text,
    waqi_feed,
    water_page,
    water_row,
)

AT = datetime(2026, 8, 21, 20, 10, tzinfo=SHANGHAI)
SECRET = "averysecretkey"
PLACES = gazetteer()

# Each source on an address, and how a healthy platform answers it.
Make = Callable[[str, dict], Source]
SOURCES: dict[str, tuple[Make, Callable[[datetime], dict[str, object]]]] = {
    "national_air": (
        lambda url, more: NationalAir(SourceClient("national_air", url, **more)),
        lambda at: {"/": [air_row("1252A", at.strftime("%Y-%m-%dT%H:00:00"))]},
    ),
    "national_water": (
        lambda url, more: NationalWater(SourceClient("national_water", url, **more)),
        lambda at: {"/": water_page(water_row("王江泾", at.strftime("%m-%d %H:00")))},
    ),
    "qweather_air": (
        lambda url, more: QWeather(
            SourceClient("qweather_air", url, headers={"X-QW-Api-Key": SECRET}, **more), PLACES
        ),
        lambda at: {
            "/current/": qweather_current(pm2p5=31, pm10=82, so2=5, no2=20, co=0.6, o3=90),
            "/daily/": qweather_daily(("2026-08-21T16:00Z", 88)),
        },
    ),
    "openaq_air": (
        lambda url, more: OpenAq(
            SourceClient("openaq_air", url, headers={"X-API-Key": SECRET}, **more), PLACES
        ),
        lambda at: {
            "/latest": openaq_latest(at.isoformat(), (at - timedelta(hours=1)).isoformat()),
            "/v3/locations?": openaq_locations(at.isoformat()),
        },
    ),
    "waqi_air": (
        lambda url, more: Waqi(SourceClient("waqi_air", url, **more), SECRET, PLACES),
        lambda at: {"/": waqi_feed(at.isoformat(), pm25=93, pm10=41)},
    ),
    "qweather_wind": (
        lambda url, more: QWeatherWind(
            SourceClient("qweather_wind", url, headers={"X-QW-Api-Key": SECRET}, **more), PLACES
        ),
        lambda at: {"/weather/now": qweather_weather(at - timedelta(minutes=10), "14", "123")},
    ),
    "metar_wind": (
        lambda url, more: Metar(SourceClient("metar_wind", url, **more)),
        lambda at: {"/": metar_reports(at, "12005MPS", "VRB02KT")},
    ),
    "openmeteo_wind": (
        lambda url, more: OpenMeteo(SourceClient("openmeteo_wind", url, **more), PLACES),
        lambda at: {"/": open_meteo_hours(at, hours=6)},
    ),
}


def healthy(name: str, at: datetime = AT, encoding: str = "utf-8") -> Answer:
    answers = SOURCES[name][1](at)
    return by_path(**{word: data(answer, encoding) for word, answer in answers.items()})


def ask(name: str, *answers: Answer, **more) -> Fetched:
    with platform(*answers) as server:
        options = {"sleep": lambda _: None, "deadline_seconds": 5.0} | more
        return SOURCES[name][0](server.url, options).fetch(at=AT)


def observed(fetched: Fetched) -> list:
    months = fetched.water_months
    return [
        *(*fetched.air, *fetched.water, *fetched.foreign),
        *(*months, *fetched.winds, *fetched.ions),
    ]


@pytest.fixture(params=sorted(SOURCES))
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def test_a_source_brings_observations_of_sites_that_it_names_and_the_answers_as_they_came(name):
    fetched = ask(name, healthy(name))
    placed = (*fetched.stations, *fetched.sections, *fetched.wind_stations, *fetched.ion_stations)
    sites = {site.code for site in placed}
    assert observed(fetched)
    for observation in (*fetched.air, *fetched.water, *fetched.winds, *fetched.ions):
        assert getattr(observation, "station", None) in sites or observation.section in sites
        assert observation.at.tzinfo is not None
    assert fetched.newest <= AT
    assert {answer.source for answer in fetched.raw} == {name}
    assert SECRET not in repr(fetched)


def test_its_name_leads_to_its_rank_and_its_label(name):
    source = SOURCES[name][0]("http://127.0.0.1:9", {})
    prefix, _, medium = name.rpartition("_")
    assert source.name == name
    assert prefix in PRECEDENCE
    assert source_label(prefix, medium) != prefix
    assert source.timetable.retry <= source.timetable.every


@pytest.mark.parametrize(
    "fault",
    [
        *(status(500), status(403), page, broken_off, text(""), text("[]"), text("{}")),
        *(text("null"), text('"no"'), text('{"status": "error", "data": "Invalid key"}')),
        text('{"result": 1, "results": [7, null], "data": [], "days": 3, "indexes": "x"}'),
        text('{"result": 1, "thead": [], "tbody": [[]], "results": [{"id": {}}], "data": 1}'),
        text('[{"StationCode": [], "TimePoint": {}}, null, 3]'),
    ],
)
def test_a_fault_is_a_source_error_with_a_short_word_and_no_secret(name, fault):
    with pytest.raises(SourceError) as failure:
        ask(name, fault)
    assert 0 < len(str(failure.value)) < 120
    assert SECRET not in str(failure.value)
    assert SECRET not in repr(failure.value.raw)


def test_a_slow_platform_cannot_hold_the_others(name):
    with pytest.raises(SourceError, match=r"within 0\.2 s"):
        ask(name, dripping, deadline_seconds=0.2, attempts=1)


def test_what_is_answered_before_a_failure_is_kept_raw(name):
    with pytest.raises(SourceError) as failure:
        ask(name, status(404))
    assert failure.value.raw


def test_another_encoding_changes_nothing(name):
    assert observed(ask(name, healthy(name, encoding="gb18030"))) == observed(
        ask(name, healthy(name))
    )


def test_yesterdays_data_keep_yesterdays_time(name):
    if name in ("qweather_air", "openmeteo_wind"):
        pytest.skip("no time in the answer, or only the last day asked for; the README says so")
    yesterday = AT - timedelta(days=1)
    newest = ask(name, healthy(name, at=yesterday)).newest
    assert newest.astimezone(SHANGHAI).date() == yesterday.date()


def test_an_answer_cut_anywhere_never_raises_anything_else(name):
    [answer, *_] = SOURCES[name][1](AT).values()
    body = json.dumps(answer, ensure_ascii=False)
    for end in range(1, len(body), len(body) // 12):
        with pytest.raises(SourceError):
            ask(name, text(body[:end]), attempts=1)


@pytest.mark.parametrize(
    "source",
    [DemoAir(PLACES), DemoWater(PLACES), DemoWind(PLACES), DemoIons(PLACES)],
    ids=lambda s: s.name,
)
def test_the_demonstration_keeps_the_contract_too(source):
    fetched = source.fetch(at=AT)
    assert observed(fetched)
    assert {o.source for o in observed(fetched)} == {"demo"}
    assert fetched.newest <= AT


@pytest.mark.parametrize("kind", [BureauAir, BureauWater, BureauWind, BureauIons])
def test_a_folder_that_is_gone_or_empty_is_a_source_error(kind, tmp_path: Path):
    for path in (tmp_path / "gone", tmp_path):
        with pytest.raises(SourceError):
            kind(Folder("bureau_air", path), PLACES).fetch(at=AT)
