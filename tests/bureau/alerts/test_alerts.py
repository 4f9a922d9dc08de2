"""A citizen is told once, by day, and only what the values say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from bureau.adapters.store.alerts import StoredAlerts
from bureau.adapters.store.engine import Database
from bureau.adapters.store.observations import StoredObservations
from bureau.adapters.store.schema import metadata
from bureau.alerts import MOST_EACH, AlertKind, Alerts, AlertWish, TooManyError
from bureau.messaging import Allowance
from bureau.places import gazetteer
from bureau.quality.air_index import grade_air
from bureau.quality.model import AirObservation, Fetched, SourceState, Station
from bureau.quality.service import QualityService
from bureau.quality.sites import national_stations

ME = "c" * 32
TOWN = "330411105"
NOON = datetime.fromisoformat("2026-11-24T12:40:00+08:00")
OVER = AlertWish(AlertKind.OVER, TOWN, "AQI", 150)
DIGEST = AlertWish(AlertKind.DIGEST, TOWN)


def pm2_5_at(aqi: int) -> float:
    """Return the PM2.5 (μg/m³) that gives an AQI."""
    levels = (tenth / 10 for tenth in range(10000))
    return next(
        value
        for value in levels
        if (grade := grade_air({"PM2.5": value}, day=NOON.date())) and grade.aqi >= aqi
    )


@dataclass
class Letters:
    """What was written; `ends` is when the citizen's window closes."""

    ends: datetime | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)
    recalled: list[str] = field(default_factory=list)

    def notify(self, **letter: Any) -> None:
        if letter["why"] not in [known["why"] for known in self.sent]:
            self.sent.append(letter)

    def recall(self, *, to: str, topic: str) -> None:
        self.recalled.append(to)

    def allowance(self, *, to: str, at: datetime) -> Allowance:
        return Allowance(5 if self.ends else 0, self.ends)

    @property
    def texts(self) -> list[str]:
        return [letter["text"] for letter in self.sent]


@dataclass
class World:
    """Alerts over real stores, and air as the test wants it."""

    store: StoredObservations
    alerts: Alerts
    letters: Letters

    def air(self, aqi: int, at: datetime, **more: Any) -> None:
        """Let every station have this AQI for the hour before `at`, and look at once."""
        hour = at.replace(minute=0)
        pm2_5 = pm2_5_at(aqi)
        seen = [
            AirObservation(station.code, hour, "national", pm2_5, pm2_5, 5, 20, 0.5, 30, **more)
            for station in national_stations()
        ]
        self.store.save(Fetched(air=tuple(seen)), at=at)
        self.store.put_state(SourceState("national_air", at, at, hour))
        self.alerts.send_due(at=at)

    def subscribe(self, *wishes: AlertWish, at: datetime = NOON - timedelta(days=1)) -> None:
        for number, wish in enumerate(wishes):
            self.alerts.subscribe(wish=wish, by=ME, at=at, message_key=f"m{at}{number}")


@pytest.fixture(scope="session")
def alert_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("alerts") / "alerts.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def world(alert_database: Database) -> World:
    database = alert_database
    with database.transaction() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    store = StoredObservations(database)
    store.register([Station(s.code, s.name, "national", s.place) for s in national_stations()])
    letters = Letters()
    quality = QualityService(store, gazetteer())
    return World(store, Alerts(StoredAlerts(database), quality, letters, gazetteer()), letters)


def test_going_over_the_threshold_is_told_with_verdict_figure_time_and_source(
    world: World,
) -> None:
    world.subscribe(OVER)
    world.air(160, NOON)
    (text,) = world.letters.texts
    for words in ("王店镇", "160", "150", "中度污染", "11月24日12点", "来源", "退订"):
        assert words in text


def test_a_value_that_trembles_around_the_threshold_is_told_once(world: World) -> None:
    world.subscribe(OVER)
    for hour, aqi in enumerate((160, 145, 160, 145, 160)):
        world.air(aqi, NOON + timedelta(hours=hour))
        world.air(aqi, NOON + timedelta(days=1, hours=hour))
    assert len(world.letters.texts) == 1


def test_a_second_rise_is_told_on_another_day_only(world: World) -> None:
    world.subscribe(OVER)
    for hour, aqi in enumerate((160, 56, 160)):
        world.air(aqi, NOON + timedelta(hours=hour))
    assert len(world.letters.texts) == 1
    world.air(160, NOON + timedelta(days=1))
    assert len(world.letters.texts) == 2


def test_nobody_is_woken_and_what_lasts_is_told_in_the_morning(world: World) -> None:
    world.subscribe(OVER)
    night = NOON.replace(hour=23)
    world.air(160, night)
    world.air(160, night + timedelta(hours=7))
    assert world.letters.texts == []
    world.air(160, night + timedelta(hours=8))
    assert len(world.letters.texts) == 1


def test_what_passes_in_the_night_is_not_told(world: World) -> None:
    world.subscribe(OVER)
    night = NOON.replace(hour=23)
    world.air(160, night)
    world.air(56, night + timedelta(hours=8))
    assert world.letters.texts == []


def test_what_is_over_when_the_citizen_asks_is_no_news(world: World) -> None:
    world.air(160, NOON)
    world.subscribe(OVER, at=NOON)
    world.air(160, NOON + timedelta(hours=1))
    assert world.letters.texts == []


@pytest.mark.parametrize("doubt", ["jump", "impossible", "frozen"])
def test_a_doubtful_value_alarms_nobody(world: World, doubt: str) -> None:
    world.subscribe(OVER)
    world.air(250, NOON, suspicions=(doubt,))
    assert world.letters.texts == []


def test_a_stale_value_alarms_nobody(world: World) -> None:
    world.subscribe(OVER)
    world.air(56, NOON)
    hour = NOON.replace(minute=0) + timedelta(hours=1)
    late = [AirObservation(s.code, hour, "national", 200, 200) for s in national_stations()]
    world.store.save(Fetched(air=tuple(late)), at=NOON)
    world.alerts.send_due(at=hour + timedelta(hours=4))
    assert world.letters.texts == []


def test_the_digest_comes_once_each_morning(world: World) -> None:
    world.subscribe(DIGEST)
    morning = NOON.replace(hour=7, minute=40)
    world.air(56, morning - timedelta(minutes=15))
    assert world.letters.texts == []
    for minutes in (0, 5, 60):
        world.alerts.send_due(at=morning + timedelta(minutes=minutes))
    (text,) = world.letters.texts
    assert text.startswith("早上好。王店镇空气良")
    world.air(56, morning + timedelta(days=1))
    assert len(world.letters.texts) == 2


def test_the_digest_without_a_fresh_value_says_so(world: World) -> None:
    world.subscribe(DIGEST)
    world.alerts.send_due(at=NOON.replace(hour=7, minute=40))
    assert "还没有新的空气数据" in world.letters.texts[0]


def test_a_morning_missed_is_not_made_up_for_in_the_afternoon(world: World) -> None:
    world.subscribe(DIGEST)
    world.air(56, NOON + timedelta(hours=2))
    assert world.letters.texts == []


def test_the_digest_asks_for_a_word_when_the_window_closes_before_the_next(world: World) -> None:
    world.subscribe(DIGEST)
    morning = NOON.replace(hour=7, minute=40)
    world.letters.ends = morning + timedelta(hours=30)
    world.air(56, morning)
    world.letters.ends = morning + timedelta(hours=40)
    world.air(56, morning + timedelta(days=1))
    first, second = world.letters.texts
    assert "回我一个字" not in first
    assert "回我一个字" in second


def test_several_things_to_tell_make_one_message(world: World) -> None:
    world.subscribe(OVER, DIGEST, AlertWish(AlertKind.OVER, "330402100", "PM2.5", 75))
    world.air(160, NOON.replace(hour=7, minute=40))
    (text,) = world.letters.texts
    assert text.count("来源") == 1
    assert "早上好" in text
    assert "PM2.5" in text


def test_a_crash_after_the_letter_writes_it_not_again(world: World) -> None:
    world.subscribe(OVER)
    world.air(160, NOON)
    with world.alerts._store._database.transaction() as connection:  # as if `told` was lost
        connection.exec_driver_sql("UPDATE alerts SET above = 0, told = NULL")
    world.air(160, NOON + timedelta(minutes=5, hours=1))
    assert len(world.letters.texts) == 1


def test_one_place_or_kind_can_be_ended_and_the_rest_goes_on(world: World) -> None:
    world.subscribe(OVER, DIGEST)
    ended = world.alerts.unsubscribe(by=ME, at=NOON, message_key="x", kind=AlertKind.DIGEST)
    assert [alert.wish.kind for alert in ended] == [AlertKind.DIGEST]
    assert world.letters.recalled == []
    world.alerts.unsubscribe(by=ME, at=NOON, message_key="y")
    assert world.letters.recalled == [ME]
    assert world.alerts.of_citizen(by=ME) == []


def test_there_is_a_limit_but_not_for_a_new_threshold(world: World) -> None:
    towns = [town.code for town in gazetteer().towns()][: MOST_EACH + 1]
    world.subscribe(*(AlertWish(AlertKind.OVER, code) for code in towns[:-1]))
    with pytest.raises(TooManyError):
        world.subscribe(AlertWish(AlertKind.OVER, towns[-1]), at=NOON)
    world.subscribe(AlertWish(AlertKind.OVER, towns[0], "AQI", 200), at=NOON)
