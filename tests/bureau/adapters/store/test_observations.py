"""Observations in the database: the same contract on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.observations import StoredObservations
from bureau.adapters.store.schema.observations import observation_corrections
from bureau.quality.model import (
    AirDay,
    AirForecast,
    AirObservation,
    Fetched,
    ForeignIndex,
    RawAnswer,
    Saved,
    Section,
    SourceState,
    Station,
    WaterMonth,
    WaterObservation,
)
from bureau.quality.reading import SHANGHAI

NOON = datetime(2026, 8, 21, 12, tzinfo=SHANGHAI)
LATER = NOON + timedelta(hours=1)
STATION = Station("1252A", "清河小学", "national", "330402", 120.744, 30.7946)
SECTION = Section("wjj", "王江泾", "national", "river", "330411101", aliases=("王江泾桥",))


def hour(at: datetime, pm2_5: float = 20, source: str = "national", **more) -> AirObservation:
    values = {"pm10_ug_m3": 40.0, "so2_ug_m3": 5.0, "no2_ug_m3": 20.0, "co_mg_m3": 0.6}
    return AirObservation("1252A", at, source, pm2_5, **(values | {"o3_ug_m3": 80.0} | more))


def sample(at: datetime, **values: float) -> WaterObservation:
    usual = {"DO": 6.5, "CODMn": 3.5, "NH3N": 0.2, "TP": 0.1}
    return WaterObservation("wjj", at, "national", usual | values, 2)


def corrections(database: Database) -> list[Row[Any]]:
    with database.reading() as connection:
        return list(connection.execute(select(observation_corrections)))


@pytest.fixture
def store(database: Database) -> StoredObservations:
    stored = StoredObservations(database)
    stored.register([STATION, SECTION])
    return stored


def test_what_is_observed_comes_back_as_it_was(store):
    store.save(Fetched(air=(hour(NOON),), water=(sample(NOON),)), at=LATER)
    assert store.latest_air(["1252A"]) == {"1252A": hour(NOON)}
    assert store.latest_water(["wjj"]) == {"wjj": sample(NOON)}
    assert store.latest_air(["nobody"]) == {}


def test_the_same_again_changes_nothing(store, database):
    fetched = Fetched(air=(hour(NOON),), water=(sample(NOON),))
    assert store.save(fetched, at=LATER) == Saved(new=2)
    assert store.save(fetched, at=LATER + timedelta(hours=1)) == Saved(unchanged=2)
    assert corrections(database) == []


def test_a_corrected_value_replaces_and_the_old_one_is_kept(store, database):
    store.save(Fetched(air=(hour(NOON, 20),), water=(sample(NOON),)), at=LATER)
    again = Fetched(air=(hour(NOON, 25),), water=(sample(NOON, TP=0.4),))
    assert store.save(again, at=LATER) == Saved(corrected=2, doubts=("class_disagrees: wjj",))
    assert store.latest_air(["1252A"])["1252A"].pm2_5_ug_m3 == 25
    air, water = corrections(database)
    assert (air.site, air.at, air.noticed) == ("1252A", NOON, LATER)
    assert air.before == {"pm2_5_ug_m3": 20}
    assert (water.site, water.before["values"]["TP"]) == ("wjj", 0.1)


def test_late_values_find_their_place_in_the_series(store):
    store.save(Fetched(air=(hour(NOON),)), at=LATER)
    store.save(Fetched(air=(hour(NOON - timedelta(hours=2), 11),)), at=LATER)
    series = store.air_series(["1252A"], start=NOON - timedelta(hours=3), end=NOON)
    assert [o.pm2_5_ug_m3 for o in series] == [11, 20]
    assert store.latest_air(["1252A"])["1252A"].at == NOON


def test_a_series_begins_after_its_start_and_holds_its_end(store):
    hours = tuple(hour(NOON + timedelta(hours=n)) for n in range(4))
    store.save(Fetched(air=hours), at=LATER)
    found = store.air_series(["1252A"], start=NOON, end=NOON + timedelta(hours=2))
    assert [o.at for o in found] == [NOON + timedelta(hours=1), NOON + timedelta(hours=2)]


def test_the_better_source_stands_and_is_never_mixed(store):
    store.save(Fetched(air=(hour(NOON, 20, no2_ug_m3=None),)), at=LATER)
    assert store.save(Fetched(air=(hour(NOON, 99, "openaq"),)), at=LATER) == Saved(unchanged=1)
    assert store.latest_air(["1252A"])["1252A"].no2_ug_m3 is None
    store.save(Fetched(air=(hour(NOON, 30, "bureau"),)), at=LATER)
    assert store.latest_air(["1252A"])["1252A"].source == "bureau"


def test_demonstration_data_are_never_seen_in_real_operation(store, database):
    demo = StoredObservations(database, demo=True)
    demo_station = Station("demo-1", "演示站", "demo")
    demo.save(Fetched(air=(hour(NOON, 5, "demo"),), stations=(demo_station,)), at=LATER)
    assert demo.latest_air(["1252A"])["1252A"].pm2_5_ug_m3 == 5
    assert store.latest_air(["1252A"]) == {}
    assert [station.code for station in store.stations()] == ["1252A"]
    store.save(Fetched(air=(hour(NOON - timedelta(hours=1), 21),)), at=LATER)
    assert store.latest_air(["1252A"])["1252A"].pm2_5_ug_m3 == 21


def test_a_feed_that_does_not_know_where_a_site_is_does_not_make_us_forget(store):
    store.register([Station("1252A", "清河小学（新）", "national")])
    [station] = store.stations()
    assert (station.name, station.place, station.longitude) == ("清河小学（新）", "330402", 120.744)
    store.register([Section("wjj", "王江泾", "demo", place="330402")])
    assert store.sections() == [SECTION]


def test_a_day_that_is_over_becomes_a_daily_mean_that_follows_corrections(store):
    midnight = datetime(2026, 8, 21, tzinfo=SHANGHAI)
    hours = tuple(hour(midnight + timedelta(hours=n), 24) for n in range(1, 25))
    store.save(Fetched(air=hours[:23]), at=midnight + timedelta(hours=23, minutes=35))
    assert store.air_days(["1252A"], first=date(2026, 8, 21), last=date(2026, 8, 21)) == []
    store.save(Fetched(air=hours[23:]), at=midnight + timedelta(hours=24, minutes=35))
    [day] = store.air_days(["1252A"], first=date(2026, 8, 21), last=date(2026, 8, 21))
    assert (day.pm2_5_ug_m3, day.o3_8h_ug_m3, day.hours) == (24, 80, 24)
    correction = hour(midnight + timedelta(hours=24), 48)
    store.save(Fetched(air=(correction,)), at=midnight + timedelta(days=3))
    [day] = store.air_days(["1252A"], first=date(2026, 8, 21), last=date(2026, 8, 21))
    assert day.pm2_5_ug_m3 == 25
    assert store.air_days(["1252A"], first=date(2026, 8, 22), last=date(2026, 8, 22)) == []


def test_a_day_that_the_source_published_is_not_replaced_by_our_mean(store):
    day = AirDay("1252A", date(2026, 8, 21), "national", 33.0)
    store.save(Fetched(air_days=(day,)), at=LATER)
    store.save(Fetched(air=(hour(NOON),)), at=LATER + timedelta(days=1))
    assert store.air_days(["1252A"], first=day.day, last=day.day) == [day]


def test_samples_become_a_monthly_mean_and_a_published_month_stands(store):
    first = datetime(2026, 8, 1, tzinfo=SHANGHAI)
    rows = (sample(first, TP=0.1), sample(first + timedelta(days=9), TP=0.3))
    store.save(Fetched(water=(*rows, sample(first - timedelta(hours=4), TP=9))), at=LATER)
    august, july = date(2026, 8, 1), date(2026, 7, 1)
    [month] = store.water_months(["wjj"], first=august, last=august)
    assert (month.values["TP"], month.count) == (0.2, 2)
    assert store.water_months(["wjj"], first=july, last=july)[0].values["TP"] == 9
    bureau = WaterMonth("wjj", august, "bureau", {"TP": 0.15})
    store.save(Fetched(water_months=(bureau,)), at=LATER)
    store.save(Fetched(water=(sample(first + timedelta(days=10)),)), at=LATER)
    assert store.water_months(["wjj"], first=august, last=august) == [bureau]


def test_frozen_values_are_flagged_from_the_sixth_hour(store):
    for n in range(6):
        store.save(Fetched(air=(hour(NOON + timedelta(hours=n)),)), at=LATER)
    series = store.air_series(["1252A"], start=NOON - timedelta(hours=1), end=NOON + timedelta(9))
    assert [o.suspicions for o in series] == [()] * 5 + [("frozen",)]


def test_one_answer_with_many_hours_is_examined_in_their_order(store):
    hours = [hour(NOON + timedelta(hours=n)) for n in range(6)]
    store.save(Fetched(air=tuple(reversed(hours))), at=LATER)
    assert store.latest_air(["1252A"])["1252A"].suspicions == ("frozen",)


def test_an_index_that_disagrees_is_kept_and_flagged(store):
    store.save(Fetched(air=(hour(NOON, 20, published_aqi=77),)), at=LATER)
    observation = store.latest_air(["1252A"])["1252A"]
    assert (observation.published_aqi, observation.suspicions) == (77, ("index_disagrees",))


def test_foreign_points_stay_apart(store):
    index = ForeignIndex("1252A", NOON, "waqi", "us-epa", {"PM2.5": 57})
    store.save(Fetched(foreign=(index,)), at=LATER)
    assert store.foreign(since=NOON) == [index]
    assert store.latest_air(["1252A"]) == {}


def test_a_forecast_is_replaced_by_the_newer_one_and_the_better_source_comes_first(store, database):
    day = date(2026, 8, 22)
    first = AirForecast("330400", day, "openaq", NOON, 70, ("O3_8h",), {"O3_8h": 120})
    newer = AirForecast("330400", day, "qweather", LATER, 88, ("PM2.5", "O3_8h"))
    made_up = AirForecast("330400", day, "demo", NOON, 20)
    store.save(Fetched(forecasts=(replace(newer, issued=NOON, aqi=60), first, made_up)), at=NOON)
    store.save(Fetched(forecasts=(newer,)), at=LATER)
    assert store.air_forecasts(["330400", "330402"], day=day) == [first, newer]
    assert store.air_forecasts(["330400"], day=date(2026, 8, 23)) == []
    assert made_up in StoredObservations(database, demo=True).air_forecasts(["330400"], day=day)


def test_raw_answers_and_old_hours_are_forgotten(store, database):
    old = NOON - timedelta(days=8)
    store.keep_raw([RawAnswer("national", old, "GET x", 200, b"[]" * 100)])
    store.keep_raw([RawAnswer("national", NOON, "GET x", 200, b"[]")])
    store.save(Fetched(air=(hour(old), hour(NOON))), at=LATER)
    assert store.forget(raw_before=NOON - timedelta(days=7), hourly_before=old) == 1
    assert store.forget(raw_before=NOON, hourly_before=NOON) == 1
    assert [o.at for o in store.air_series(["1252A"], start=old - timedelta(1), end=NOON)] == [NOON]
    assert store.air_days(["1252A"], first=old.date(), last=old.date())[0].hours == 1


def test_how_a_source_does_is_remembered(store):
    assert store.state("national_air") == SourceState("national_air")
    state = SourceState("national_air", NOON, None, NOON, 2, LATER, "no connection", ("odd",))
    store.put_state(state)
    store.put_state(SourceState("demo_air"))
    assert store.state("national_air") == state
    assert [known.source for known in store.states()] == ["demo_air", "national_air"]


def test_a_thousand_sites_are_read_in_one_go(store):
    stations = tuple(Station(f"S{n:04}", f"站{n}", "national") for n in range(1200))
    air = tuple(AirObservation(s.code, NOON.astimezone(UTC), "national", 10.0) for s in stations)
    assert store.save(Fetched(air=air, stations=stations), at=LATER).new == 1200
    assert len(store.latest_air([s.code for s in stations])) == 1200
