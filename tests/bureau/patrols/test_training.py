"""The self test of intensity words."""

from __future__ import annotations

import pytest

from bureau.patrols.training import LEVELS, drawn, judged


@pytest.mark.parametrize("seed", range(30))
def test_every_level_is_asked_and_who_knows_them_passes(seed: int) -> None:
    asked = drawn(seed)
    assert {each.level for each in asked} == set(range(LEVELS))
    assert len({each.id for each in asked}) == len(asked) == 8
    result = judged(seed, {each.id: each.level for each in asked})
    assert (result.passed, result.right, result.wrong) == (True, 8, ())


def test_a_slip_or_two_by_one_step_is_forgiven_and_a_wild_guess_is_not() -> None:
    asked = drawn(1)
    known = {each.id: each.level for each in asked}
    slips = {each.id: abs(each.level - 1) for each in asked[:2]}
    assert judged(1, {**known, **slips}).passed
    assert not judged(1, {**known, **{e.id: abs(e.level - 1) for e in asked[:3]}}).passed
    wild = {asked[0].id: (asked[0].level + 3) % 6}
    assert not judged(1, {**known, **wild}).passed
    missing = {id_: level for id_, level in known.items() if id_ != asked[0].id}
    assert not judged(1, missing).passed


@pytest.mark.parametrize("level", range(LEVELS))
def test_saying_the_same_to_everything_never_passes(level: int) -> None:
    for seed in range(30):
        assert not judged(seed, {each.id: level for each in drawn(seed)}).passed


def test_another_try_asks_otherwise() -> None:
    orders = {tuple(each.id for each in drawn(seed)) for seed in range(20)}
    assert len(orders) > 15
