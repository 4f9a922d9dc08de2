from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.odor.wind import Wind, bearing, between, in_m_s, mean


@pytest.mark.parametrize(
    ("from_deg", "u", "v"), [(0, 0, -2), (360, 0, -2), (90, -2, 0), (180, 0, 2), (270, 2, 0)]
)
def test_a_direction_is_where_it_comes_from(from_deg: float, u: float, v: float) -> None:
    wind = Wind.blowing(2, from_deg)
    assert (wind.u, wind.v) == pytest.approx((u, v), abs=1e-9)
    assert wind.from_deg == pytest.approx(from_deg % 360, abs=1e-6) or from_deg in (0, 360)


def test_north_is_the_mean_of_350_and_10_degrees() -> None:
    found = mean([Wind.blowing(3, 350), Wind.blowing(3, 10)])
    assert between(found.from_deg, 0) < 1e-6
    assert mean([]) is None


def test_winds_against_each_other_are_a_calm_without_direction() -> None:
    found = mean([Wind.blowing(3, 90), Wind.blowing(3, 270)])
    assert found.calm
    assert found.from_deg is None
    assert Wind.blowing(0.49, 90).calm
    assert not Wind.blowing(0.51, 90).calm


@given(st.floats(0.6, 40), st.floats(0, 359), st.floats(-180, 180))
def test_a_turn_turns_where_it_comes_from(speed: float, from_deg: float, by: float) -> None:
    turned = Wind.blowing(speed, from_deg).turned(by)
    assert turned.speed_m_s == pytest.approx(speed)
    assert between(turned.from_deg, from_deg + by) < 1e-5


@pytest.mark.parametrize(
    ("speed", "unit", "metres"),
    [(36, "km/h", 10), (10, "m/s", 10), (10, "kn", 5.144), (10, "mph", 4.47)],
)
def test_units_are_not_confused(speed: float, unit: str, metres: float) -> None:
    assert in_m_s(speed, unit) == pytest.approx(metres, abs=1e-2)


@pytest.mark.parametrize("unit", ["", "KT", "km/s", "Bft"])
def test_an_unknown_unit_is_refused(unit: str) -> None:
    with pytest.raises(ValueError, match="unit"):
        in_m_s(1, unit)


def test_bearings_go_round_the_compass() -> None:
    assert [round(bearing(*step)) for step in ((0, 1), (1, 0), (0, -1), (-1, 0))] == [
        0,
        90,
        180,
        270,
    ]
    assert between(350, 10) == 20
