"""Voluntary and drawn answers brought together."""

import numpy as np
import pytest

from surveys.statistics.blend import combine


def worlds(rest: float, places: int = 12, times: int = 400) -> dict[str, np.ndarray]:
    """Root mean squared errors of each way and coverage of the blend, over many worlds."""
    random = np.random.default_rng(4)
    drawn_se, voluntary_se = np.full(places, 2.0), np.full(places, 0.8)
    found = []
    for _ in range(times):
        true = random.normal(78, 3, places)
        drawn = true + random.normal(0, drawn_se)
        voluntary = true + 5 + random.normal(0, rest, places) + random.normal(0, voluntary_se)
        value, se, *_ = combine(drawn, drawn_se, voluntary, voluntary_se)
        pooled = (drawn / 4 + voluntary / 0.64) / (1 / 4 + 1 / 0.64)
        found.append(
            [
                np.mean((value - true) ** 2),
                np.mean((drawn - true) ** 2),
                np.mean((pooled - true) ** 2),
                np.mean(np.abs(value - true) <= 2.1 * se),
            ]
        )
    blend, alone, pooled, covered = np.mean(found, axis=0)
    return {"blend": blend**0.5, "alone": alone**0.5, "pooled": pooled**0.5, "covered": covered}


@pytest.mark.parametrize("rest", [0.0, 1.0, 2.5])
def test_the_blend_is_nearer_than_either_and_its_error_honest(rest):
    found = worlds(rest)
    assert found["blend"] < 0.92 * found["alone"]
    assert found["alone"] < found["pooled"]
    assert found["covered"] > 0.92


def test_where_volunteers_differ_by_place_they_count_for_little():
    random = np.random.default_rng(5)
    drawn = np.full(30, 80.0)
    voluntary = 85 + random.normal(0, 12, 30)
    value, _, share, bias, _, rest = combine(drawn, np.full(30, 1.0), voluntary, np.full(30, 0.5))
    assert share.max() < 0.02
    assert value == pytest.approx(drawn, abs=0.6)
    assert bias == pytest.approx(5, abs=5)
    assert rest == pytest.approx(12, abs=4)


def test_the_bias_is_taken_off_and_said():
    drawn, voluntary = np.linspace(70, 90, 9), np.linspace(74, 94, 9)
    value, _, share, bias, _, rest = combine(drawn, np.full(9, 2.0), voluntary, np.full(9, 0.5))
    assert (bias, rest) == pytest.approx((4, 0))
    assert value == pytest.approx(drawn)
    assert (share > 0.5).all()
