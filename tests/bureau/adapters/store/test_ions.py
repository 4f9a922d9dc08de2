from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bureau.adapters.store.engine import Database
from bureau.adapters.store.ions import StoredIons
from bureau.adapters.store.observations import StoredObservations
from bureau.quality.model import Fetched, IonObservation, Saved, Station

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)


def saved(database: Database, *ions: IonObservation) -> Saved:
    codes = {each.station: each.source for each in ions}
    stations = tuple(Station(code, code, source, "330402") for code, source in codes.items())
    fetched = Fetched(ions=ions, ion_stations=stations)
    return StoredObservations(database).save(fetched, at=AT)


def ion(station: str, hours: int, value: float, source: str = "bureau") -> IonObservation:
    return IonObservation(station, AT - timedelta(hours=hours), source, value)


def test_each_stations_newest_is_read_and_corrected(database: Database) -> None:
    assert saved(database, ion("a", 1, 500), ion("a", 2, 900), ion("b", 1, 700)) == Saved(new=3)
    assert saved(database, ion("a", 1, 500)) == Saved(unchanged=1)
    assert saved(database, ion("a", 1, 510)) == Saved(corrected=1)
    store = StoredIons(database)
    found = store.newest(since=AT - timedelta(hours=5), until=AT)
    assert [(s.name, o.per_cm3) for s, o in found] == [("a", 510), ("b", 700)]
    before = store.newest(since=AT - timedelta(hours=5), until=AT - timedelta(hours=2))
    assert [(s.code, o.per_cm3) for s, o in before] == [("a", 900)]
    assert store.newest(since=AT, until=AT) == []


def test_a_station_of_ions_is_no_station_of_air(database: Database) -> None:
    saved(database, ion("a", 1, 500))
    assert StoredObservations(database).stations() == []


def test_invented_values_are_invisible_in_real_operation(database: Database) -> None:
    saved(database, ion("d", 1, 500, "demo"))
    span = {"since": AT - timedelta(hours=5), "until": AT}
    assert StoredIons(database).newest(**span) == []
    assert len(StoredIons(database, demo=True).newest(**span)) == 1
