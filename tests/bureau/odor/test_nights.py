from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from basis.clock import SHANGHAI
from bureau.odor.model import Sighting
from bureau.odor.nights import FEATURES, Nights, NightTable, night_of, span
from bureau.odor.wind import Wind

TOWN, OTHER = "330411105", "330402001"
DAY = date(2026, 7, 10)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def smelt(when: datetime, town: str = TOWN, **facts) -> Sighting:
    return Sighting(f"{when}{town}", when, 0, 0, town=town, **facts)


@pytest.mark.parametrize(
    ("hour", "days"), [(18, 0), (23, 0), (0, -1), (5, -1), (6, None), (12, None), (17, None)]
)
def test_a_night_goes_from_six_to_six_and_bears_the_day_it_begins(hour: int, days: int | None):
    expected = None if days is None else DAY + timedelta(days=days)
    assert night_of(at(DAY, hour)) == expected
    begins, ends = span(DAY)
    if days == 0:
        assert begins <= at(DAY, hour) < ends


def test_reports_of_the_afternoon_are_known_and_those_of_the_evening_are_not():
    nights = Nights.of([smelt(at(DAY, 16, 59)), smelt(at(DAY, 17))])
    assert nights.by_day[TOWN, DAY] == 1
    assert nights.by_day[TOWN, DAY + timedelta(days=1)] == 1


def test_a_nose_that_noticed_nothing_makes_no_night():
    nights = Nights.of([smelt(at(DAY, 20), noticed=False), smelt(at(DAY, 20), town="")])
    assert not nights.smelt


def table(reports: list[Sighting], wind: Wind | None = None) -> NightTable:
    return NightTable(
        Nights.of(reports), [TOWN, OTHER], {TOWN: [OTHER], OTHER: [TOWN]}, lambda _, __: wind
    )


def row(reports: list[Sighting], wind: Wind | None = None) -> dict[str, float]:
    return dict(zip(FEATURES, table(reports, wind).rows(DAY)[0], strict=True))


def test_the_coming_night_itself_is_in_no_feature():
    before = row([])
    assert row([smelt(at(DAY, 20)), smelt(at(DAY + timedelta(days=1), 3))]) == before


def test_what_was_smelt_before_stands_in_its_features():
    yesterday = DAY - timedelta(days=1)
    told = row([smelt(at(yesterday, 20)), smelt(at(DAY, 9)), smelt(at(DAY, 10), OTHER)])
    assert told["evening_before"] == 1.0
    assert told["day_before"] == pytest.approx(np.log1p(2))
    assert told["neighbours"] == pytest.approx(np.log1p(1))
    week = row([smelt(at(DAY - timedelta(days=n), 22)) for n in (2, 5, 8, 9)])
    assert week["week_before"] == pytest.approx(3 / 7)


def test_the_wind_that_brought_it_before_speaks_for_it_again():
    south, north = Wind.blowing(3, 180), Wind.blowing(3, 0)
    blown = {}
    reports = []
    for n in range(40, 0, -1):
        day = DAY - timedelta(days=n)
        blown[day] = south if n % 2 else north
        if n % 2:
            reports.append(smelt(at(day, 21)))
    for tonight, more in ((south, True), (north, False)):
        made = NightTable(
            Nights.of(reports), [TOWN], {TOWN: []},
            lambda _, day, tonight=tonight: blown.get(day, tonight),
        )  # fmt: skip
        for n in range(40, 0, -1):
            made.rows(DAY - timedelta(days=n))
            made.learn(DAY - timedelta(days=n))
        [features] = made.rows(DAY)
        assert bool(features[FEATURES.index("from_there")] > 0) is more


def test_calm_and_unknown_wind_have_no_direction():
    for wind in (None, Wind(0.1, 0.1)):
        assert row([], wind)["from_there"] == 0.0
    assert row([], Wind(0.1, 0.1))["calm"] == 1.0
