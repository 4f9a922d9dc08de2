from __future__ import annotations

import numpy as np
import pytest

from bureau.odor.long_run import point_to
from bureau.odor.wind import bearing, between

DRAWN = np.random.default_rng(2)
HOURS = 4000
FROM, SPEED = DRAWN.uniform(0, 360, HOURS), DRAWN.gamma(2, 1.2, HOURS)
PLACES = [(0.0, 0.0), (4000.0, 1000.0), (-2000.0, 3000.0)]
CELLS = [(x * 2000.0, y * 2000.0) for x in range(-6, 7) for y in range(-6, 7)]
SOURCE = (2000.0, -8000.0)


def counts(strength: float) -> np.ndarray:
    told = []
    for x, y in PLACES:
        towards = bearing(SOURCE[0] - x, SOURCE[1] - y)
        apart = np.array([between(each, towards) for each in FROM])
        told.append(DRAWN.poisson(0.1 * (1 + strength * np.exp(-0.5 * (apart / 15) ** 2))))
    return np.array(told, float).T


def test_reports_point_to_their_source_by_bearing() -> None:
    found = point_to(counts(8), np.ones((HOURS, 3)), PLACES, FROM, SPEED, CELLS)
    assert between(bearing(found.x_m, found.y_m), bearing(*SOURCE)) < 15
    assert found.llr > 50


def test_reports_that_have_nothing_to_do_with_the_wind_point_nowhere() -> None:
    found = point_to(counts(0), np.ones((HOURS, 3)), PLACES, FROM, SPEED, CELLS)
    assert found.llr < 12


def test_calm_and_missing_hours_say_nothing() -> None:
    told = counts(8)
    quiet = point_to(told, np.ones((HOURS, 3)), PLACES, FROM, np.full(HOURS, 0.1), CELLS)
    assert quiet.llr == pytest.approx(0)
    missing = point_to(told, np.ones((HOURS, 3)), PLACES, np.full(HOURS, np.nan), SPEED, CELLS)
    assert missing.llr == pytest.approx(0)
