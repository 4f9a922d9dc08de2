from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import hypot

import pytest

from bureau.odor.model import Plane, Sighting, summary
from bureau.places.coordinates import distance_km

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_a_plane_keeps_distances_and_leads_back() -> None:
    plane = Plane(120.755, 30.747)
    for longitude, latitude in ((120.9, 30.6), (120.5, 30.9), (121.0, 30.5)):
        x, y = plane.metres(longitude, latitude)
        true = distance_km(120.755, 30.747, longitude, latitude) * 1000
        assert hypot(x, y) == pytest.approx(true, rel=2e-3)
        assert plane.degrees(x, y) == pytest.approx((longitude, latitude))


def test_a_summary_says_why_reports_are_one() -> None:
    told = [
        Sighting("a", AT, 0, 0, intensity=4, qualities=("plastic", "solvent"), town="1"),
        Sighting("b", AT + timedelta(minutes=70), 2100, 0, intensity=3, qualities=("plastic",),
                 town="2"),
        Sighting("c", AT + timedelta(minutes=10), 1000, 10, town="2"),
        Sighting("d", AT + timedelta(hours=9), 99_000, 0, noticed=False, intensity=0),
    ]  # fmt: skip
    found = summary(told)
    assert (found.count, found.minutes, round(found.across_m)) == (3, 70, 2100)
    assert found.mean_intensity == 3.5
    assert found.qualities == (("plastic", 2), ("solvent", 1))
    assert found.towns == ("2", "1")


def test_who_did_not_say_how_strong_does_not_count_as_nothing() -> None:
    assert summary([Sighting("a", AT, 0, 0)]).mean_intensity is None


def test_the_extent_is_the_largest_distance_of_all() -> None:
    points = [(0, 0), (3000, 4000), (1500, 2000), (100, 3000), (0, 0)]
    told = [Sighting(str(n), AT, x, y) for n, (x, y) in enumerate(points)]
    assert summary(told).across_m == 5000


def test_nothing_noticed_is_no_event() -> None:
    with pytest.raises(ValueError, match="nobody"):
        summary([Sighting("a", AT, 0, 0, noticed=False)])
