from __future__ import annotations

import numpy as np
import pytest

from bureau.odor.roses import cpf, meeting, odor_rose

DRAWN = np.random.default_rng(1)
FROM = DRAWN.uniform(0, 360, 5000)
SPEED = DRAWN.gamma(2, 1.2, 5000)


def near(direction: float) -> np.ndarray:
    return np.exp(-0.5 * (((FROM - direction + 180) % 360 - 180) / 15) ** 2)


def test_cpf_peaks_where_the_source_is() -> None:
    rose = cpf(near(200) * 5 + DRAWN.random(5000), FROM, SPEED)
    assert abs(rose.peak_deg - 200) <= 10
    assert max(rose.figures) > 0.5
    assert rose.figures[2] < 0.15


def test_calm_hours_are_left_out_and_told() -> None:
    values = near(200) + (SPEED < 0.5) * 100
    rose = cpf(values, FROM, SPEED)
    assert rose.calm == pytest.approx((SPEED < 0.5).mean())
    with pytest.raises(ValueError, match="no hour"):
        cpf([1, 2], [10, 20], [0.1, 0.2])


def test_missing_hours_change_nothing_but_their_number() -> None:
    values = near(90) + DRAWN.random(5000) * 0.1
    with_gaps = np.concatenate([values, [np.nan, 9.0]])
    rose = cpf(with_gaps, [*FROM, 10, np.nan], [*SPEED, 3, 3])
    assert rose.peak_deg == cpf(values, FROM, SPEED).peak_deg


def test_an_odor_rose_divides_by_what_is_usual() -> None:
    usual = 1 + near(0) * 9  # most reports come in the wind that blows when people are awake
    found = odor_rose(usual * (1 + 2 * near(150)), usual, FROM, SPEED)
    assert abs(found.peak_deg - 150) <= 10
    assert found.figures[0] == pytest.approx(1, abs=0.05)


def test_two_bearings_meet_ahead_or_not_at_all() -> None:
    assert meeting((0, 0), 45, (1000, 0), 315) == pytest.approx((500, 500))
    assert meeting((0, 0), 225, (1000, 0), 135) is None
    assert meeting((0, 0), 0, (1000, 0), 0) is None
