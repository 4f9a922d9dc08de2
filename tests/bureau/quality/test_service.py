"""What people ask about air and water."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from basis.clock import SHANGHAI
from bureau.adapters.providers.demo import DemoAir, DemoWater
from bureau.adapters.store.observations import StoredObservations
from bureau.places import gazetteer, gcj02_to_wgs84
from bureau.quality.model import (
    AirDay,
    AirForecast,
    AirObservation,
    Fetched,
    Section,
    SourceState,
    Station,
    WaterMonth,
    WaterObservation,
)
from bureau.quality.polling import Poller
from bureau.quality.service import QualityService
from bureau.quality.sites import national_sections, national_stations
from tests.bureau.quality.memory import days

NOW = datetime(2026, 8, 21, 12, 40, tzinfo=SHANGHAI)
NOON = NOW.replace(minute=0)
HOUR = timedelta(hours=1)
PLACES = gazetteer()
NANHU, XIUZHOU = PLACES.get("330402"), PLACES.get("330411")
WANGDIAN, WANGJIANGJING = PLACES.get("330411105"), PLACES.get("330411101")


def hour(station: str, at: datetime = NOON, pm2_5: float = 20, **more) -> AirObservation:
    usual = {
        "pm10_ug_m3": 40.0, "so2_ug_m3": 5.0, "no2_ug_m3": 20.0, "co_mg_m3": 0.6, "o3_ug_m3": 80.0
    }  # fmt: skip
    return AirObservation(station, at, "national", pm2_5, **(usual | more))


def sample(section: str, at: datetime = NOON, **values: float) -> WaterObservation:
    usual = {"pH": 7.2, "DO": 6.5, "CODMn": 3.5, "NH3N": 0.2, "TP": 0.1}
    return WaterObservation(section, at, "national", usual | values)


@pytest.fixture
def service(store: StoredObservations) -> QualityService:
    store.register([*national_stations(), *national_sections()])
    return QualityService(store, PLACES)


def tell(store: StoredObservations, *observations) -> None:
    air = tuple(o for o in observations if isinstance(o, AirObservation))
    water = tuple(o for o in observations if isinstance(o, WaterObservation))
    store.save(Fetched(air=air, water=water), at=NOW)


def test_the_nearest_station_answers_with_its_distance(service, store):
    tell(store, hour("1252A", pm2_5=58), hour("1253A", pm2_5=20))
    answer = service.air_now(place=NANHU, position=(120.749, 30.793), at=NOW)
    assert (answer.station, answer.distance_km) == ("清河小学", 0.1)
    assert (answer.aqi, answer.level.name, answer.primary) == (96, "良", ("PM2.5",))
    assert answer.observed_at == NOON
    assert answer.next_due == NOON + timedelta(minutes=90)
    assert (answer.stale, answer.gap, answer.demo) == (False, None, False)
    assert answer.standard == "HJ 633-2026"


def test_a_nearer_station_without_a_fresh_value_gives_way(service, store):
    tell(store, hour("1252A", NOON - 9 * HOUR), hour("1253A"))
    answer = service.air_now(position=(120.749, 30.793), at=NOW)
    assert answer.station == "嘉兴学院"


def from_source(source: str, code: str, place: str, km_north: float, pm2_5: float, at=NOON):
    """A station so far north of the seat of 王店, with a value."""
    longitude, latitude = gcj02_to_wgs84(WANGDIAN.longitude, WANGDIAN.latitude)
    station = Station(code, code, source, place, longitude, latitude + km_north / 111)
    return Fetched(air=(replace(hour(code, at, pm2_5), source=source),), stations=(station,))


def test_a_measured_value_nearby_goes_before_a_models_grid_and_the_towns_own_before_both(
    service, store
):
    store.save(from_source("qweather", "grid", WANGDIAN.code, 0.5, 11), at=NOW)
    assert service.air_now(place=WANGDIAN, at=NOW).source_label == "和风天气（模型推算）"
    store.save(from_source("national", "9999A", "330411", 14, 22), at=NOW)
    assert service.air_now(place=WANGDIAN, at=NOW + timedelta(minutes=2)).station == "9999A"
    store.save(from_source("bureau", "own", WANGDIAN.code, 14.5, 33), at=NOW)
    answer = service.air_now(place=WANGDIAN, at=NOW + timedelta(minutes=4))
    assert (answer.station, answer.source) == ("own", "bureau")
    assert answer.source_label == "嘉兴市生态环境局镇街道空气站"


def test_far_away_or_stale_measurements_give_way_to_a_fresh_grid(service, store):
    store.save(from_source("national", "9999A", "330411", 16, 22), at=NOW)
    store.save(from_source("bureau", "own", WANGDIAN.code, 0, 33, NOON - 4 * HOUR), at=NOW)
    store.save(from_source("qweather", "grid", WANGDIAN.code, 0.5, 11), at=NOW)
    assert service.air_now(place=WANGDIAN, at=NOW).station == "grid"


def test_a_system_that_is_down_with_all_its_stations_does_not_hide_the_others(service, store):
    for n in range(12):
        down = from_source("bureau", f"own{n}", WANGDIAN.code, n / 10, 33, NOON - 4 * HOUR)
        store.save(down, at=NOW)
    store.save(from_source("national", "9999A", "330411", 14, 22), at=NOW)
    assert service.air_now(place=WANGDIAN, at=NOW).station == "9999A"


def test_when_the_citys_stations_are_silent_the_next_fresh_source_speaks_for_the_city(
    service, store
):
    tell(store, hour("1252A", NOON - 5 * HOUR))
    grid = from_source("qweather", "grid", "330400", 5, 44)
    store.save(grid, at=NOW)
    answer = service.air_now(at=NOW)
    assert (answer.station, answer.source, answer.stale) == ("grid", "qweather", False)


def test_only_official_stations_are_ranked_averaged_and_given_out(service, store):
    store.save(from_source("qweather", "grid", WANGDIAN.code, 0, 99), at=NOW)
    assert service.airs_now(at=NOW) == []
    assert service.air_on(day=NOW.date(), place=WANGDIAN, at=NOW) is None
    assert service.air_ranking(month=date(2026, 8, 1), level="town", at=NOW).rows == ()


def test_an_old_value_is_told_as_old_and_whose_fault_it_is(service, store):
    tell(store, hour("1252A", NOON - 3 * HOUR))
    answer = service.air_now(place=NANHU, at=NOW)
    assert (answer.stale, answer.age) == (True, timedelta(hours=3, minutes=40))
    assert answer.gap == "ours"
    store.put_state(SourceState("national_air", tried=NOW - timedelta(minutes=5)))
    assert service.air_now(place=NANHU, at=NOW).gap == "source"


def test_three_hours_old_is_not_stale_yet(service, store):
    tell(store, hour("1252A", NOON - 2 * HOUR))
    assert not service.air_now(place=NANHU, at=NOON + HOUR).stale


def test_without_a_place_the_city_answers_with_the_mean_of_its_stations(service, store):
    tell(store, hour("1252A", pm2_5=30), hour("1253A", pm2_5=41), hour("2872A", NOON - HOUR, 99))
    answer = service.air_now(at=NOW)
    assert (answer.station, answer.values["PM2.5"]) == (None, 36)
    assert answer.stations == ("清河小学", "嘉兴学院")
    assert service.air_now(place=PLACES.city, at=NOW) == answer


def test_a_station_whose_position_is_not_published_has_no_distance(service, store):
    tell(store, hour("3407A"))
    answer = service.air_now(place=XIUZHOU, at=NOW)
    assert (answer.station, answer.distance_km) == ("秀洲住建", None)


def test_without_any_value_there_is_no_answer(service):
    assert service.air_now(place=NANHU, at=NOW) is None
    assert service.air_now(at=NOW) is None
    assert service.water_now(place=NANHU, at=NOW) is None
    assert service.water_now(at=NOW) is None
    assert service.air_on(day=date(2026, 8, 20), at=NOW) is None
    assert service.air_series(station="1252A", at=NOW) is None


def test_pollutants_that_are_missing_are_told(service, store):
    tell(store, hour("1252A", no2_ug_m3=None))
    answer = service.air_now(place=NANHU, position=(120.749, 30.793), at=NOW)
    assert (answer.missing, "NO2" in answer.values) == (("NO2",), False)


def test_a_section_answers_to_its_name(service, store):
    tell(store, sample("hongqitang", TP=0.25), sample("wangjiangjing"))
    answer = service.water_now(name="红旗塘", at=NOW)
    assert (answer.section, answer.nearness) == ("红旗塘大坝", "name")
    assert (answer.water_class, answer.class_name, answer.state) == (4, "Ⅳ类", "轻度污染")
    assert (answer.deciding, answer.exceedance) == (("TP",), {"TP": 0.25})


def test_a_place_is_answered_by_its_towns_section_before_its_countys(service, store):
    tell(store, sample("wangjiangjing"), sample("xiangjiadang"), sample("wuzhenbei"))
    assert service.water_now(place=WANGJIANGJING, at=NOW).nearness == "town"
    in_county = service.water_now(place=WANGDIAN, at=NOW)
    assert (in_county.section, in_county.nearness) == ("王江泾", "county")
    lake = service.water_now(name="南湖", place=NANHU, at=NOW)
    assert (lake.section, lake.nearness, lake.distance_km) == ("湘家荡", "county", None)


def test_water_grows_stale_after_eight_hours(service, store):
    tell(store, sample("wangjiangjing", NOW - timedelta(hours=8)))
    assert not service.water_now(name="王江泾", at=NOW).stale
    assert service.water_now(name="王江泾", at=NOW + HOUR).stale


def test_a_day_is_the_citys_own_or_the_mean_of_its_stations(service, store):
    yesterday = date(2026, 8, 20)
    rows = [AirDay(code, yesterday, "national", 40.0, o3_8h_ug_m3=170.0) for code in ("1252A",)]
    store.save(Fetched(air_days=(*rows, AirDay("1253A", yesterday, "national", 20.0))), at=NOW)
    answer = service.air_on(day=yesterday, at=NOW)
    assert (answer.values["PM2.5"], answer.primary) == (30, ("O3_8h",))
    assert not answer.whole
    store.save(Fetched(air_days=(AirDay("330400", yesterday, "national", 33.0),)), at=NOW)
    assert service.air_on(day=yesterday, at=NOW).values == {"PM2.5": 33}


def test_a_day_beyond_the_table_has_no_index_and_says_which_pollutant(service, store):
    day = date(2025, 8, 20)
    store.save(
        Fetched(air_days=(AirDay("330400", day, "national", 20.0, o3_8h_ug_m3=850.0),)), at=NOW
    )
    answer = service.air_on(day=day, at=NOW)
    assert (answer.aqi, answer.level, answer.beyond) == (None, None, ("O3_8h",))


def test_of_today_only_the_means_so_far_are_told(service, store):
    tell(store, hour("1252A", NOON, 30), hour("1252A", NOON - HOUR, 20))
    answer = service.air_on(day=date(2026, 8, 21), at=NOW)
    assert (answer.values["PM2.5"], answer.hours, answer.aqi) == (25, 2, None)
    assert not answer.whole


def test_a_period_stands_beside_the_one_before(service, store):
    rows = [
        AirDay("330400", day, "national", 20.0 + n // 7, 40.0, 6.0, 20.0, 0.8, 80.0)
        for n, day in enumerate(days(date(2026, 8, 7), 14))
    ]
    store.save(Fetched(air_days=tuple(rows)), at=NOW)
    answer = service.air_over(first=date(2026, 8, 14), last=date(2026, 8, 20), at=NOW)
    assert answer.summary.statistics["PM2.5"] == 21
    assert answer.before.statistics["PM2.5"] == 20
    assert answer.last_year.days == 0


def test_a_forecast_is_the_nearest_that_a_source_gives_and_no_guess(service, store):
    tomorrow = NOW.date() + timedelta(days=1)
    city = AirForecast("330400", tomorrow, "qweather", NOW, 66)
    county = AirForecast("330411", tomorrow, "qweather", NOW, 88)
    old = AirForecast("330411", tomorrow + timedelta(days=1), "qweather", NOW - timedelta(2), 99)
    today = AirForecast("330400", NOW.date(), "qweather", NOW, 50)
    store.save(Fetched(forecasts=(city, county, old, today)), at=NOW)
    assert service.air_forecast(place=WANGDIAN, day=tomorrow, at=NOW) == county
    assert service.air_forecast(place=NANHU, day=tomorrow, at=NOW) == city
    assert service.air_forecast(place=None, day=tomorrow, at=NOW).level.name == "良"
    assert service.air_forecast(place=XIUZHOU, day=old.day, at=NOW) is None
    assert service.air_forecast(place=None, day=NOW.date(), at=NOW + timedelta(days=1)) is None


def test_a_series_shows_its_gaps(service, store):
    tell(store, *(hour("1252A", NOON - n * HOUR, 20 + n) for n in (0, 1, 3)))
    series = service.air_series(station="1252A", what="PM2.5", hours=4, at=NOW)
    assert [point.value for point in series.points] == [23, None, 21, 20]
    assert series.gaps == (NOON - 2 * HOUR,)
    assert (series.site, series.unit) == ("清河小学", "μg/m³")
    aqi = service.air_series(station="1252A", hours=2, at=NOW)
    assert aqi.points[-1].value == 40
    tell(store, sample("wuzhenbei", NOON - 4 * HOUR, DO=5.0), sample("wuzhenbei", DO=6.0))
    water = service.water_series(section="wuzhenbei", at=NOW)
    assert [point.value for point in water.points] == [5, 6]


def town_stations(*codes: str) -> tuple[Station, ...]:
    return tuple(Station(f"T{code}", f"站{code}", "bureau", code) for code in codes)


def month_of(code: str, year: int, pm2_5: float, count: int = 31) -> list[AirDay]:
    return [
        AirDay(f"T{code}", day, "bureau", pm2_5, 40.0, 6.0, 20.0, 0.8, 80.0)
        for day in days(date(year, 7, 1), count)
    ]


def test_towns_are_ranked_with_change_and_validity(service, store):
    first, second, third, fourth = "330402015", "330411101", "330411105", "330483100"
    rows = [
        *month_of(first, 2026, 30), *month_of(second, 2026, 20), *month_of(third, 2026, 20),
        *month_of(fourth, 2026, 5, count=26), *month_of(second, 2025, 25),
    ]  # fmt: skip
    stations = town_stations(first, second, third, fourth)
    store.save(Fetched(air_days=tuple(rows), stations=stations), at=NOW)
    ranking = service.air_ranking(month=date(2026, 7, 9), by="pm2_5", at=NOW)
    assert [(row.place, row.rank) for row in ranking.rows] == [
        (second, 1), (third, 1), (first, 3), (fourth, None),
    ]  # fmt: skip
    best = ranking.rows[0]
    assert (best.value, best.last_year, best.change) == (20, 25, -20)
    assert ranking.rows[-1].coverage == 83.9
    assert ranking.month == date(2026, 7, 1)
    county = service.air_ranking(month=date(2026, 7, 1), by="pm2_5", level="county", at=NOW)
    assert [row.name for row in county.rows] == ["秀洲区", "南湖区", "桐乡市"]
    share = service.air_ranking(month=date(2026, 7, 1), by="good_share", at=NOW)
    assert share.rows[0].value == 100
    composite = service.air_ranking(month=date(2026, 7, 1), at=NOW)
    assert composite.rows[0].value < composite.rows[2].value


def test_a_ranking_by_something_else_is_refused(service):
    with pytest.raises(ValueError, match="beauty"):
        service.air_ranking(month=date(2026, 7, 1), by="beauty", at=NOW)
    with pytest.raises(ValueError, match="village"):
        service.water_ranking(month=date(2026, 7, 1), level="village", at=NOW)


def test_water_is_ranked_by_its_index_lower_first(service, store):
    month, before = date(2026, 7, 1), date(2025, 7, 1)
    months = (
        WaterMonth("wangjiangjing", month, "national", {"TP": 0.2, "DO": 5.0}),
        WaterMonth("wangjiangjing", before, "national", {"TP": 0.4, "DO": 2.5}),
        WaterMonth("wuzhenbei", month, "national", {"TP": 0.1, "DO": 5.0}),
    )
    store.save(Fetched(water_months=months), at=NOW)
    ranking = service.water_ranking(month=month, at=NOW)
    ranked = [(row.name, row.cwqi, row.change) for row in ranking.rows if row.rank]
    assert ranked == [("桐乡市乌镇镇", 1.5, None), ("秀洲区王江泾镇", 2.0, -50.0)]
    assert ranking.rows[0].good_share == 100
    assert (ranking.by, ranking.standard) == ("cwqi", "GB 3838-2002")


def test_beside_the_bureaus_own_table_no_section_of_the_platform_takes_part_or_is_missed(
    service, store
):
    july = date(2026, 7, 1)
    own = Section("own", "市河", "bureau", "river", "330483100")
    months = (
        WaterMonth("own", july, "bureau", {"TP": 0.1}),
        WaterMonth("wuzhenbei", july, "national", {"TP": 0.9}),
    )
    store.save(Fetched(water_months=months, sections=(own,)), at=NOW)
    rows = service.water_ranking(month=july, at=NOW).rows
    [ranked] = [row for row in rows if row.rank]
    assert (ranked.name, ranked.sections, ranked.expected) == ("桐乡市乌镇镇", 1, 1)
    assert service.water_state(month=july, at=NOW).sections == 1


def test_the_demonstration_answers_everything_and_says_what_it_is(quality_database, store):
    demo = StoredObservations(quality_database, demo=True)
    poller = Poller([DemoAir(PLACES), DemoWater(PLACES)], demo)
    poller.poll(at=NOW, everything=True)
    for _ in poller.backfill(first=date(2026, 7, 1), last=date(2026, 8, 20), at=NOW):
        pass
    service = QualityService(demo, PLACES)
    air = service.air_now(place=WANGDIAN, at=NOW)
    assert (air.station, air.demo, air.source_label) == ("王店镇站", True, "演示数据")
    assert service.water_now(place=NANHU, at=NOW).demo
    water = service.water_ranking(month=date(2026, 7, 1), at=NOW)
    in_towns = sum(len(section.place or "") == 9 for section in national_sections())
    assert (len(water.rows), sum(row.expected for row in water.rows)) == (72, 252 + in_towns)
    assert len(service.air_ranking(month=date(2026, 7, 1), at=NOW).rows) == 72
    assert service.has_days(first=date(2026, 7, 1), last=date(2026, 7, 2))
    again = Poller([DemoAir(PLACES), DemoWater(PLACES)], demo).poll(at=NOW, everything=True)
    assert [polled.saved.new + polled.saved.corrected for polled in again] == [0, 0]
    assert QualityService(store, PLACES).air_now(place=WANGDIAN, at=NOW) is None
