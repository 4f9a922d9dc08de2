from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bureau.odor.tonight import (
    LEAST_JUDGED,
    LEAST_NIGHTS,
    LEAST_SMELT,
    correction,
    enough,
    fit,
    judged,
    walked,
)

FIRST = date(2026, 1, 1).toordinal()


def history(nights: int, towns: int, seed: int, *, told: float = 2.0):
    """Nights whose smell follows one feature; the first column is what is usual."""
    drawn = np.random.default_rng(seed)
    days = np.repeat(np.arange(nights) + FIRST, towns).astype(float)
    usual = np.full(nights * towns, np.log(0.15 / 0.85))
    sign = drawn.normal(size=nights * towns)
    noise = drawn.normal(size=nights * towns)
    chance = 1 / (1 + np.exp(-(usual + told * sign)))
    smelt = (drawn.random(len(chance)) < chance).astype(float)
    return days, np.column_stack([usual, sign, noise]), smelt


def test_without_other_knowledge_it_says_what_is_usual():
    drawn = np.random.default_rng(1)
    usual = drawn.choice([-3.0, -2.0, -1.0], size=20_000)
    smelt = (drawn.random(20_000) < 1 / (1 + np.exp(-usual))).astype(float)
    features = np.column_stack([usual, drawn.normal(size=20_000)])
    chances = fit(features, smelt).chances(features)
    assert np.allclose(chances, 1 / (1 + np.exp(-usual)), atol=0.03)


def test_it_beats_what_is_usual_where_something_tells_and_is_calibrated():
    days, features, smelt = history(200, 8, 2)
    told, _ = walked(days, features, smelt)
    known = ~np.isnan(told)
    usual = np.full(int(known.sum()), smelt.mean())
    judgement = judged(told[known].tolist(), usual.tolist(), smelt[known].astype(bool).tolist())
    assert judgement.skill > 0.2
    for row in judgement.table:
        if row.many >= 100:
            assert row.said == pytest.approx(row.came, abs=0.08)


def test_no_night_is_told_by_itself_or_by_later_ones():
    days, features, smelt = history(120, 6, 3)
    told, _ = walked(days, features, smelt)
    cut = FIRST + 80
    other = smelt.copy()
    other[days >= cut] = 1 - other[days >= cut]
    changed, _ = walked(days, features, other)
    # The block that holds the cut learns from before it only.
    before = (days < cut) & ~np.isnan(told)
    assert before.any()
    assert np.array_equal(told[before], changed[before])


def test_noise_alone_is_worth_next_to_nothing():
    days, features, smelt = history(200, 8, 4, told=0.0)
    told, _ = walked(days, features, smelt)
    known = ~np.isnan(told)
    usual = np.full(int(known.sum()), 0.15)
    judgement = judged(told[known].tolist(), usual.tolist(), smelt[known].astype(bool).tolist())
    assert -0.05 < judgement.skill < 0.03


def test_a_short_history_says_nothing():
    assert enough(LEAST_NIGHTS, LEAST_SMELT, LEAST_JUDGED)
    assert not enough(LEAST_NIGHTS - 1, 500, 5000)
    assert not enough(400, LEAST_SMELT - 1, 5000)
    assert not enough(400, 500, LEAST_JUDGED - 1)


def test_too_few_chances_are_not_corrected():
    assert correction(np.zeros(10), np.ones(10)) == (0.0, 1.0)


def test_chances_that_were_all_too_sure_are_corrected():
    drawn = np.random.default_rng(5)
    true = drawn.normal(-1.5, 1, size=4000)
    smelt = (drawn.random(4000) < 1 / (1 + np.exp(-true))).astype(float)
    a, b = correction(3 * true, smelt)
    assert b == pytest.approx(1 / 3, abs=0.05)
    assert a == pytest.approx(0.0, abs=0.2)


def test_a_perfect_forecast_has_the_skill_of_one():
    judgement = judged([1.0, 0.0], [0.5, 0.5], [True, False])
    assert (judgement.brier, judgement.skill) == (0.0, 1.0)
    with pytest.raises(ValueError, match="nothing"):
        judged([], [], [])
