from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bureau.adapters.store.odor import StoredOdor
from bureau.adapters.store.schema.odor import odor_events, odor_sightings
from bureau.adapters.store.wind import StoredWinds
from bureau.cases import Draft, Location
from bureau.odor import OdorError, OdorEvents
from bureau.odor.model import Sighting
from bureau.officers import Officer
from bureau.settings import load
from bureau.wiring import Bureau

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def bureau(tmp_path: Path):
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path)}))
    yield bureau
    bureau.close()


@pytest.fixture
def city() -> Officer:
    return Officer("li", "li", True, 1, AT, None, False)


def tell(bureau: Bureau, key: str, minutes: float, east: float = 0.0, **facts) -> str:
    town = bureau.places.towns()[0]
    point = Location(town.longitude + east, town.latitude)
    draft = Draft(
        **{
            "categories": ("odor",), "place": town.code, "location": point, "description": "x",
            **facts,
        }
    )  # fmt: skip
    at = AT + timedelta(minutes=minutes)
    return bureau.cases.submit(draft=draft, by=key * 32, at=at, message_key=key).number


def follow(bureau: Bureau, minutes: float = 120) -> int:
    return bureau.odor.follow(at=AT + timedelta(minutes=minutes))


def events(bureau: Bureau, city: Officer):
    return bureau.odor.search(officer=city, limit=99, offset=0)[0]


def test_events_grow_as_reports_come_and_again_is_nothing_new(
    bureau: Bureau, city: Officer
) -> None:
    for n in range(2):
        tell(bureau, str(n), n)
    assert follow(bureau) == 2
    assert events(bureau, city) == []
    tell(bureau, "2", 30, intensity=4)
    assert follow(bureau) == 1
    [event] = events(bureau, city)
    assert (event.summary.count, event.summary.minutes) == (3, 30)
    assert follow(bureau) == 0
    tell(bureau, "3", 80)
    follow(bureau)
    [again] = events(bureau, city)
    assert (again.id, again.summary.count) == (event.id, 4)


def test_followed_bit_by_bit_or_at_once_the_events_are_the_same(
    bureau: Bureau, city: Officer, tmp_path: Path
) -> None:
    plan = [(n, n * 17.0 % 300, (n * 7 % 5) * 0.008) for n in range(30)]
    for n, minutes, east in sorted(plan, key=lambda each: each[1]):
        tell(bureau, chr(65 + n), minutes, east)
        follow(bureau, minutes + 1)
    bit_by_bit = sorted(
        sorted(each.key for each in bureau.odor.reports(event)) for event in events(bureau, city)
    )
    with bureau.database.transaction() as connection:
        connection.execute(odor_sightings.delete())
        connection.execute(odor_events.delete())
    follow(bureau, 400)
    at_once = sorted(
        sorted(each.key for each in bureau.odor.reports(event)) for event in events(bureau, city)
    )
    assert bit_by_bit == at_once
    assert at_once


@pytest.mark.parametrize(
    "facts",
    [
        {"place": "330402", "location": None},
        {"place": None, "location": None},
        {"categories": ("water",)},
        {"categories": ("noise",)},
    ],
    ids=["a county alone", "nowhere", "water", "noise"],
)
def test_what_cannot_be_put_on_the_map_or_is_no_smell_makes_no_event(
    bureau: Bureau, city: Officer, facts: dict
) -> None:
    for n in range(5):
        tell(bureau, str(n), n, **facts)
    follow(bureau)
    assert events(bureau, city) == []


def test_reports_of_a_town_alone_are_an_event_of_that_town(bureau: Bureau, city: Officer) -> None:
    for n in range(3):
        tell(bureau, str(n), n, location=None)
    follow(bureau)
    [event] = events(bureau, city)
    assert all(each.blur_m for each in bureau.odor.reports(event))
    assert event.town == bureau.places.towns()[0].code


def test_without_wind_the_picture_says_so(bureau: Bureau, city: Officer) -> None:
    for n in range(3):
        tell(bureau, str(n), n)
    follow(bureau)
    picture = bureau.odor.picture(events(bureau, city)[0])
    assert picture.area.calm
    assert picture.area.wind is None
    assert picture.suspicions == ()


def test_a_split_stays_split_when_new_reports_come(bureau: Bureau, city: Officer) -> None:
    for n in range(4):
        tell(bureau, str(n), n, n * 0.003)
    follow(bureau)
    [event] = events(bureau, city)
    keys = [each.key for each in bureau.odor.reports(event)][:1]
    apart = bureau.odor.split(event=event.id, keys=keys, by=city, at=AT)
    tell(bureau, "9", 5, 0.009)
    follow(bureau)
    assert {each.id: each.summary.count for each in events(bureau, city)} == {
        event.id: 4,
        apart.id: 1,
    }


@pytest.mark.parametrize("wanted", [[], ["case:none"], "all"])
def test_a_split_that_leaves_nothing_on_one_side_is_refused(
    bureau: Bureau, city: Officer, wanted
) -> None:
    for n in range(3):
        tell(bureau, str(n), n)
    follow(bureau)
    [event] = events(bureau, city)
    keys = [each.key for each in bureau.odor.reports(event)] if wanted == "all" else wanted
    with pytest.raises(OdorError):
        bureau.odor.split(event=event.id, keys=keys, by=city, at=AT)


def test_an_unusual_evening_is_told_only_when_the_usual_is_known(
    bureau: Bureau, city: Officer
) -> None:
    for n in range(4):
        tell(bureau, str(n), n)
    follow(bureau)
    assert events(bureau, city)[0].chance is None
    assert not events(bureau, city)[0].unusual
    store = StoredOdor(bureau.database)
    service = OdorEvents(store, StoredWinds(bureau.database), bureau.places)
    towns = bureau.places.towns()
    usual = [
        Sighting(f"case:u{n}", AT - timedelta(hours=20 + n * 5), *service.plane.metres(
            towns[n % 60].longitude, towns[n % 60].latitude), town=towns[n % 60].code)
        for n in range(120)
    ]  # fmt: skip
    store.take_in(usual)
    tell(bureau, "9", 6)
    follow(bureau)
    assert events(bureau, city)[0].unusual
