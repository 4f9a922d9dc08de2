"""Tonight's odor over a real store: made once an afternoon, told honestly, judged when over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from basis.clock import SHANGHAI
from bureau.adapters.store.odor import StoredOdor
from bureau.adapters.store.schema.odor_public import odor_tonight
from bureau.odor.model import Sighting
from bureau.quality.model import Fetched, Station, WindObservation
from bureau.settings import load
from bureau.wiring import Bureau

# 18:00 in Jiaxing.
AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAYS = 200


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path)}))
    yield bureau
    bureau.close()


def fill(bureau: Bureau, days: int, *, until: datetime = AT, towns: int = 4) -> dict[date, float]:
    """A history in which it smells with the afternoon's south wind; return the winds."""
    drawn = np.random.default_rng(7)
    city, station = bureau.places.city, "demo-w"
    places = bureau.places.towns()[:towns]
    winds, told, directions = [], [], {}
    for back in range(days, -1, -1):
        day = (until - timedelta(days=back)).astimezone(SHANGHAI).date()
        south = drawn.random() < 0.35
        directions[day] = 180.0 if south else float(drawn.choice([0.0, 45.0, 315.0]))
        for hour in range(9, 17):
            at = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)
            if at <= until:
                winds.append(WindObservation(station, at, "demo", 2.5, directions[day]))
        for n, town in enumerate(places):
            at = datetime(day.year, day.month, day.day, 21, n, tzinfo=SHANGHAI)
            if at < until and drawn.random() < (0.6 if south else 0.05):
                told.append(
                    Sighting(f"patrol:{back}{n}", at, 0, 0, 2500.0, True, 3, (), town.county,
                             town.official_code)
                )  # fmt: skip
    where = Station(station, "w", "demo", city.code, city.longitude, city.latitude)
    bureau.observations.save(Fetched(winds=tuple(winds), wind_stations=(where,)), at=until)
    StoredOdor(bureau.database).take_in(told)
    return directions


def test_a_short_history_says_nothing_rather_than_guess(bureau: Bureau) -> None:
    fill(bureau, 30)
    assert bureau.tonight.make_due(at=AT)
    town = bureau.places.towns()[0].official_code
    assert bureau.tonight.at(town=town, at=AT) is None
    record = bureau.tonight.record(at=AT)
    assert record is not None
    assert record.report["enough"] is False


def test_without_any_history_it_says_nothing_and_breaks_nothing(bureau: Bureau) -> None:
    assert bureau.tonight.make_due(at=AT)
    assert bureau.tonight.at(town="330411105", at=AT) is None


def test_it_is_made_once_and_not_before_half_past_five(bureau: Bureau) -> None:
    fill(bureau, 90)
    assert not bureau.tonight.make_due(at=AT - timedelta(minutes=31))
    assert bureau.tonight.make_due(at=AT - timedelta(minutes=29))
    assert not bureau.tonight.make_due(at=AT)
    # Another process finds it made.
    bureau.__dict__.pop("tonight")
    assert not bureau.tonight.make_due(at=AT)


def test_with_the_wind_that_brings_it_the_chance_is_larger_and_is_judged(bureau: Bureau) -> None:
    directions = fill(bureau, DAYS)
    town = bureau.places.towns()[0].official_code
    assert bureau.tonight.make_due(at=AT)
    record = bureau.tonight.record(at=AT)
    assert record is not None
    assert record.report["skill"] > 0.15
    tonight = bureau.tonight.at(town=town, at=AT)
    assert tonight is not None
    south = directions[AT.astimezone(SHANGHAI).date()] == 180.0
    assert (tonight.percent > tonight.usual) is south
    # After midnight it is the same night; at noon of the next day it is another one.
    assert bureau.tonight.at(town=town, at=AT + timedelta(hours=8)) == tonight
    assert bureau.tonight.at(town=town, at=AT + timedelta(hours=18)) is None
    # The next afternoon judges it.
    fill(bureau, 0, until=AT + timedelta(days=1))
    assert bureau.tonight.make_due(at=AT + timedelta(days=1))
    later = bureau.tonight.record(at=AT + timedelta(days=1))
    assert later is not None
    assert later.told is not None
    assert later.told.many == 4


def test_a_county_is_told_its_worst_town(bureau: Bureau) -> None:
    fill(bureau, DAYS)
    bureau.tonight.make_due(at=AT)
    towns = bureau.places.towns()[:4]
    county = towns[0].county or ""
    each = [bureau.tonight.at(town=t.official_code, at=AT) for t in towns if t.county == county]
    whole = bureau.tonight.at(town=county, at=AT)
    assert whole is not None
    assert whole.percent == max(one.percent for one in each if one)


def test_a_forecast_wind_goes_before_the_afternoons(bureau: Bureau) -> None:
    directions = fill(bureau, DAYS)
    day = AT.astimezone(SHANGHAI).date()
    turned = 0.0 if directions[day] == 180.0 else 180.0
    ahead = [
        WindObservation("demo-w", AT + timedelta(hours=h), "demo", 2.5, turned) for h in range(12)
    ]
    bureau.observations.save(Fetched(wind_forecasts=tuple(ahead)), at=AT)
    bureau.tonight.make_due(at=AT)
    tonight = bureau.tonight.at(town=bureau.places.towns()[0].official_code, at=AT)
    assert tonight is not None
    assert (tonight.percent > tonight.usual) is (turned == 180.0)


def test_what_was_told_is_never_written_anew(bureau: Bureau) -> None:
    fill(bureau, 90)
    bureau.tonight.make_due(at=AT)
    with bureau.database.reading() as connection:
        before = connection.execute(odor_tonight.select()).all()
    bureau.__dict__.pop("tonight")
    bureau.tonight.make_due(at=AT + timedelta(hours=2))
    with bureau.database.reading() as connection:
        assert connection.execute(odor_tonight.select()).all() == before
