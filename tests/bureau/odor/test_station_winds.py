from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.odor.model import Plane
from bureau.odor.station_winds import StationWinds
from bureau.odor.wind import between
from bureau.places import gcj02_to_wgs84
from bureau.quality.model import Station, WindObservation

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
PLANE = Plane(120.755, 30.747)


def station(code: str, x_m: float) -> Station:
    return Station(code, code, "metar", None, *gcj02_to_wgs84(*PLANE.degrees(x_m, 0)))


def wind(
    code: str, from_deg: float | None, speed: float = 3.0, minutes: int = 0
) -> WindObservation:
    return WindObservation(code, AT + timedelta(minutes=minutes), "metar", speed, from_deg)


def around(*observations: WindObservation, stations=None) -> StationWinds:
    known = stations or [station("a", 1000), station("b", -2000), station("far", 200_000)]
    return StationWinds.around((0, 0), PLANE, known, observations)


def test_stations_around_are_averaged_by_components_and_far_ones_left_out() -> None:
    found = around(wind("a", 350), wind("b", 10), wind("far", 180, 30))
    assert between(found.at(AT).from_deg, 0) < 1e-6
    assert [each.code for each in found.stations] == ["a", "b"]


def test_half_hours_of_one_station_do_not_outweigh_the_other() -> None:
    found = around(
        wind("a", 0), wind("a", 0, minutes=-20), wind("a", 0, minutes=-40), wind("b", 90)
    )
    assert found.at(AT).from_deg == pytest.approx(45)


def test_a_calm_counts_as_no_movement_not_as_missing() -> None:
    found = around(wind("a", 90, 2), wind("b", None, 0.2))
    assert found.at(AT).speed_m_s == pytest.approx(1)


def test_an_hour_that_is_missing_takes_the_one_beside_it_and_no_farther() -> None:
    found = around(wind("a", 90))
    assert found.at(AT + timedelta(minutes=30)) == found.at(AT)
    assert found.at(AT + timedelta(hours=3)) is None
    assert around().at(AT) is None


def test_the_four_nearest_of_an_hour_are_enough() -> None:
    many = [station(str(n), 1000.0 * n) for n in range(1, 8)]
    found = around(*(wind(str(n), 90 if n < 5 else 270) for n in range(1, 8)), stations=many)
    assert found.at(AT).from_deg == pytest.approx(90)
    assert [each.code for each in found.stations] == ["1", "2", "3", "4"]


def test_hours_are_listed_from_start_to_end_with_their_gaps() -> None:
    listed = around(wind("a", 90)).hours(AT - timedelta(hours=2), AT + timedelta(minutes=10))
    assert [(end - AT).total_seconds() / 3600 for end, _ in listed] == [-1, 0, 1]
    assert [known is not None for _, known in listed] == [False, True, False]
