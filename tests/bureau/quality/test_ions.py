"""Negative oxygen ions: graded, of the nearest station, the freshest air first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.places import gazetteer
from bureau.quality.ions import Ions, ion_grade, ion_scale
from bureau.quality.model import IonObservation, Station

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
PLACES = gazetteer()


class Kept:
    """Values in memory."""

    def __init__(self, *rows: tuple[Station, float, float]) -> None:
        self._rows = rows

    def newest(self, *, since: datetime, until: datetime) -> list[tuple[Station, IonObservation]]:
        found = []
        for station, hours, value in self._rows:
            at = AT - timedelta(hours=hours)
            if since < at <= until:
                found.append((station, IonObservation(station.code, at, station.source, value)))
        return found


def station(code: str, place: str | None, source: str = "bureau") -> Station:
    return Station(code, code, source, place)


@pytest.mark.parametrize(
    ("value", "grade"),
    [(0, 4), (99.9, 4), (100, 3), (499, 3), (500, 2), (1199, 2), (1200, 1), (90_000, 1)],
)
def test_a_grade_begins_at_its_least(value: float, grade: int) -> None:
    assert ion_grade(value).grade == grade


def test_the_scale_goes_down_to_nothing() -> None:
    assert [each.least for each in ion_scale()] == sorted(
        (each.least for each in ion_scale()), reverse=True
    )
    assert ion_scale()[-1].least == 0


def test_the_freshest_comes_first_and_what_is_old_last() -> None:
    ions = Ions(
        Kept(
            (station("low", "330402"), 1, 300),
            (station("high", "330481"), 1, 1500),
            (station("old", "330421"), 9, 9000),
            (station("gone", "330421"), 30, 9000),
        ),
        PLACES,
    )
    assert [each.station.code for each in ions.every(at=AT)] == ["high", "low", "old"]


def test_the_place_itself_speaks_before_a_neighbour() -> None:
    inside, beside = station("in", "330481101"), station("by", "330424")
    ions = Ions(Kept((beside, 1, 800), (inside, 1, 700)), PLACES)
    place = PLACES.get("330481")
    assert place is not None
    answer = ions.near(place=place, at=AT)
    assert answer is not None
    assert (answer.station.code, answer.distance_km) == ("in", None)
    other = PLACES.get("330482")
    assert other is not None
    near = ions.near(place=other, at=AT)
    assert near is not None
    assert near.distance_km is not None
    assert 5 < near.distance_km < 60
    assert Ions(Kept(), PLACES).near(place=place, at=AT) is None
