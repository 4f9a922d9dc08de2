"""Towns that cannot be told apart stand in one tier, and small counts are not told."""

from __future__ import annotations

import random

from bureau.figures import CaseRate
from bureau.figures.tiers import TownTier, kept_back, tiers


def test_towns_alike_are_told_apart_by_nobody() -> None:
    placed = tiers({f"t{n}": CaseRate(90 + n, 100) for n in range(10)})
    assert {each.tier for each in placed.values()} == {TownTier.MIDDLE}


def test_a_town_far_ahead_and_one_far_behind_stand_apart() -> None:
    rates = {f"t{n}": CaseRate(80, 100) for n in range(8)}
    placed = tiers({**rates, "best": CaseRate(200, 200), "worst": CaseRate(20, 100)})
    assert placed["best"].tier is TownTier.UPPER
    assert placed["worst"].tier is TownTier.LOWER
    assert placed["best"].worse == 9
    assert placed["worst"].better == 9


def test_the_same_share_of_few_cases_is_no_merit() -> None:
    rates = {f"t{n}": CaseRate(80, 100) for n in range(8)}
    assert tiers({**rates, "lucky": CaseRate(10, 10)})["lucky"].tier is TownTier.MIDDLE
    assert tiers({**rates, "tiny": CaseRate(9, 9)})["tiny"].tier is TownTier.FEW


def test_one_town_and_none_have_nothing_to_be_told_from() -> None:
    assert tiers({}) == {}
    assert tiers({"a": CaseRate(10, 10)})["a"].tier is TownTier.MIDDLE
    assert tiers({"a": CaseRate(0, 0)})["a"].tier is TownTier.FEW


def test_chance_alone_seldom_makes_a_tier() -> None:
    rng = random.Random(3)
    made = 0
    for _ in range(60):
        rates = {
            str(n): CaseRate(sum(rng.random() < 0.85 for _ in range(60)), 60) for n in range(30)
        }
        made += any(each.tier in (TownTier.UPPER, TownTier.LOWER) for each in tiers(rates).values())
    assert made <= 8


def test_a_lone_gap_gets_company_so_that_nobody_subtracts_it() -> None:
    counts = {"a1": 3, "a2": 40, "a3": 12, "a4": 0, "b1": 2, "b2": 4, "b3": 50}
    groups = {code: code[0] for code in counts}
    assert kept_back(counts, groups) == {"a1", "a3", "b1", "b2"}
    assert kept_back({"a1": 5, "a2": 0}, {"a1": "a", "a2": "a"}) == set()
