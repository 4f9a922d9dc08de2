"""An interval holds what it promises where days hang together, and never says nothing is sure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.diagnosis.chance import (
    Spell,
    Values,
    against_own_past,
    autocorrelation,
    change_of_counts,
    change_of_pairs,
    change_of_shares,
    changes,
    mean_of,
    surely,
)
from bureau.diagnosis.monthly import statistics

MONTHS = 150


def days_of(phi: float, n: int, random: np.random.Generator) -> Values:
    """Return days of six quantities, each an AR(1) with variance 1, as the logarithm of a value."""
    found = np.zeros((n + 40, 6))
    noise = random.standard_normal((n + 40, 6)) * np.sqrt(1 - phi**2)
    for day in range(1, n + 40):
        found[day] = phi * found[day - 1] + noise[day]
    return np.exp(3.3 + 0.5 * found[40:])


def of_month(days: Values) -> Values:
    return statistics(days, np.ones(6))


@pytest.mark.parametrize("phi", [0.0, 0.3, 0.5, 0.7])
def test_the_intervals_of_a_mean_and_a_percentile_cover(phi: float) -> None:
    random, held = np.random.default_rng(3), np.zeros(7)
    for n in range(MONTHS):
        now = Spell.of(days_of(phi, 30, random), of_month, seed=2 * n)
        before = Spell.of(days_of(phi, 31, random), of_month, seed=2 * n + 1)
        held += [bool(c and c.low <= 0 <= c.high) for c in changes(now, before)]
    # Six statistics alike: 900 intervals of which 95 in 100 shall hold; 91 for chance and bias.
    assert held[:6].sum() / 6 / MONTHS > 0.91
    assert held[6] / MONTHS > 0.91


def test_a_doubled_month_is_sure_and_the_same_month_is_not() -> None:
    random = np.random.default_rng(4)
    days = days_of(0.4, 30, random)
    here, double = Spell.of(days, of_month, seed=1), Spell.of(2.5 * days, of_month, seed=2)
    [change, *_] = changes(double, here)
    assert change is not None
    assert change.sure
    assert change.chance < 0.05
    [same, *_] = changes(here, here)
    assert same is not None
    assert not same.sure


def test_a_spell_too_short_has_no_change() -> None:
    days = np.full((9, 6), 20.0)
    assert changes(Spell.of(days, of_month, seed=1), Spell.of(days, of_month, seed=2)) == []


def test_days_that_follow_each_other_count_for_fewer() -> None:
    random = np.random.default_rng(5)
    found = [autocorrelation(days_of(0.7, 60, random)[:, 0]) for _ in range(50)]
    assert 0.5 < float(np.mean(found)) < 0.8
    assert autocorrelation([3.0] * 20) == 0.0


@given(st.integers(0, 31), st.integers(0, 30), st.floats(0, 0.8))
def test_a_share_has_an_interval_even_where_all_days_are_good(
    good: int, before: int, phi: float
) -> None:
    change = change_of_shares(good, 31, before, 30, phi=phi, phi_before=phi)
    assert change is not None
    assert -100 <= change.low <= change.value <= change.high <= 100
    assert change.high - change.low > 5


def test_pairs_and_counts_and_own_past_are_sure_of_much_only() -> None:
    assert change_of_pairs(0, 1, 4) is None
    few, many = change_of_pairs(1, 2, 40), change_of_pairs(0, 15, 40)
    assert few is not None
    assert many is not None
    assert not few.sure
    assert many.sure
    assert not change_of_counts(12, 9).sure
    assert change_of_counts(40, 9).sure
    assert against_own_past(0.5, [0.1] * 5) is None
    usual, odd = against_own_past(0.12, [0.1, -0.1] * 6), against_own_past(0.5, [0.1, -0.1] * 6)
    assert usual is not None
    assert odd is not None
    assert not usual.sure
    assert odd.sure


def test_the_highest_of_many_must_stand_out_as_such() -> None:
    random = np.random.default_rng(6)
    held = 0
    for _ in range(200):
        hours = random.standard_normal((30, 24))
        worst = int(hours.mean(axis=0).argmax())
        change = mean_of(hours[:, worst], among=24)
        assert change is not None
        held += change.low > 0
    assert held / 200 < 0.08


def test_several_findings_are_tested_together() -> None:
    assert surely([0.001, 0.03, 0.2]) == [True, False, False]
    assert surely([0.03]) == [True]
    assert surely([]) == []
