from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bureau.adapters.store.engine import Database
from bureau.adapters.store.observations import StoredObservations
from bureau.adapters.store.wind import StoredWinds
from bureau.quality.model import Fetched, Saved, Station, WindObservation

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
STATION = Station("ZSPD", "浦东", "metar", None, 121.8, 31.1)


def wind(minutes: int, speed: float = 3.0, from_deg: float | None = 90.0, source: str = "metar"):
    return WindObservation("ZSPD", AT + timedelta(minutes=minutes), source, speed, from_deg)


def saved(database: Database, *winds: WindObservation) -> Saved:
    fetched = Fetched(winds=winds, wind_stations=(STATION,))
    return StoredObservations(database).save(fetched, at=AT)


def test_winds_are_kept_corrected_and_read_by_time(database: Database) -> None:
    assert saved(database, wind(0), wind(60, 0.2, None)) == Saved(new=2)
    assert saved(database, wind(0), wind(60, 0.2, None)) == Saved(unchanged=2)
    assert saved(database, wind(0, 4.0), wind(120)) == Saved(new=1, corrected=1)
    store = StoredWinds(database)
    found = store.hours(start=AT - timedelta(hours=1), end=AT + timedelta(hours=1))
    assert found == [wind(0, 4.0), wind(60, 0.2, None)]
    assert store.hours(start=AT, end=AT + timedelta(hours=1)) == [wind(60, 0.2, None)]
    assert store.stations() == [STATION]


def test_a_station_of_wind_is_no_station_of_air(database: Database) -> None:
    saved(database, wind(0))
    assert StoredObservations(database).stations() == []


def test_invented_wind_is_invisible_in_real_operation(database: Database) -> None:
    saved(database, wind(0, source="demo"))
    window = {"start": AT - timedelta(hours=1), "end": AT + timedelta(hours=1)}
    assert StoredWinds(database).hours(**window) == []
    assert len(StoredWinds(database, demo=True).hours(**window)) == 1


def test_wind_goes_with_the_other_hours_when_it_is_old(database: Database) -> None:
    saved(database, wind(0))
    StoredObservations(database).forget(raw_before=AT, hourly_before=AT + timedelta(hours=1))
    assert StoredWinds(database).hours(start=AT - timedelta(hours=1), end=AT) == []
