"""What may be shown of a wave, from how many answered where and how."""

from dataclasses import replace

import numpy as np
import pytest

from surveys.disclosure.cells import EVERY, tabulated
from surveys.disclosure.decisions import Tier, decide, without_doubtful
from surveys.statistics.answers import Answers, Coded
from surveys.statistics.tables import CITY

POINTS = (0.0, 25.0, 50.0, 75.0, 100.0)
A, B, C, D = "330402001", "330402002", "330402003", "330411001"


def wave(sizes: dict[tuple[str, str], int], *, seed: int = 1) -> Answers:
    random = np.random.default_rng(seed)
    region = [town for (town, _), n in sizes.items() for _ in range(n)]
    mode = [mode for (_, mode), n in sizes.items() for _ in range(n)]
    return Answers.of(
        wave="2026Q3",
        respondent=[f"r{i}" for i in range(len(region))],
        region=region,
        answers=random.integers(2, 6, (len(region), 4)).astype(np.int8),
        mode=mode,
    )


def one_mode(sizes: dict[str, int]) -> Answers:
    return wave({(town, "wechat"): n for town, n in sizes.items()})


def test_a_wave_of_large_towns_shows_everything():
    made = decide(one_mode({A: 100, B: 120, D: 90}), POINTS)
    assert set(made.tiers.values()) == {Tier.FULL}
    assert made.withheld()["wechat"] == {}


def test_a_small_town_takes_the_smallest_beside_it_out_of_sight():
    made = decide(one_mode({A: 6, B: 60, C: 200, D: 90}), POINTS)
    assert made.tier(A, "wechat") == Tier.NOTHING
    assert made.tier(B, "wechat") == Tier.NOTHING
    assert made.tier(C, "wechat") == Tier.FULL
    assert made.tier("330402", "wechat") == Tier.FULL


def test_a_town_without_a_score_does_not_get_one_from_its_countys():
    made = decide(one_mode({A: 20, B: 60, C: 200, D: 90}), POINTS)
    assert made.tier(A, "wechat") == Tier.COUNT
    assert made.tier(B, "wechat") <= Tier.COUNT
    assert made.tier(C, "wechat") == Tier.FULL


def test_every_mode_shown_alone_keeps_all_modes_together_from_giving_one_away():
    made = decide(
        wave({(A, "wechat"): 80, (A, "phone"): 5, (B, "wechat"): 90, (B, "phone"): 70}), POINTS
    )
    assert made.tier(A, "phone") == Tier.NOTHING
    assert made.tier(A, "wechat") == Tier.FULL
    assert made.tier(A, EVERY) < Tier.FULL


def test_the_same_mode_gets_the_same_decision_whoever_asks():
    sizes = {(A, "wechat"): 80, (A, "phone"): 5, (B, "wechat"): 90, (B, "phone"): 70}
    assert decide(wave(sizes), POINTS) == decide(wave(sizes), POINTS)


def test_answers_of_a_county_alone_count_as_a_part_of_it():
    answers = one_mode({"330402": 7, A: 100, B: 90})
    made = decide(answers, POINTS)
    assert made.tier("330402*", "wechat") == Tier.NOTHING
    assert Tier.NOTHING in (made.tier(A, "wechat"), made.tier(B, "wechat"))


def test_few_doubtful_answers_close_the_table_without_them():
    answers = one_mode({A: 100, B: 120, C: 140, D: 90})
    doubted = np.zeros(450, bool)
    doubted[:3] = True
    open_ = without_doubtful(answers, POINTS, doubted, decide(answers, POINTS), "wechat")
    assert A not in open_
    assert not {B, C, "330402"} <= open_
    # how many of the whole city are doubtful is printed: with D open they would all be its county's
    assert not {"330402", "330411"} <= open_


def test_many_doubtful_answers_or_none_leave_it_open():
    answers = one_mode({A: 100, B: 120, D: 90})
    doubted = np.zeros(310, bool)
    doubted[:40] = True
    assert {A, B, D} <= without_doubtful(
        answers, POINTS, doubted, decide(answers, POINTS), "wechat"
    )


def test_a_missing_mode_is_a_slice_of_its_own():
    region = Coded.of([A] * 30 + [B] * 40)
    mode = Coded.of(["wechat"] * 35 + [None] * 35)
    cells = tabulated(region, mode, *[np.full(70, 0.5)] * 3)
    people = dict(zip(cells.groups, cells.people, strict=True))
    for relation in cells.relations:
        parts = sum(people[cells.groups[i]] for i in relation.parts)
        assert parts == people[cells.groups[relation.whole]]


def test_a_mode_that_hardly_anybody_used_has_no_number_in_the_city_either():
    sizes = {(A, "wechat"): 80, (A, "phone"): 1, (B, "wechat"): 90, (D, "wechat"): 70}
    made = decide(wave(sizes), POINTS)
    assert made.tier(CITY, "phone") == Tier.NOTHING
    assert made.tier(CITY, "wechat") == Tier.FULL
    assert made.tier(CITY, EVERY) == Tier.NOTHING  # else it would be all less the others


def test_a_mode_of_many_keeps_its_number_wherever_it_is_thin():
    sizes = {(A, "wechat"): 80, (A, "phone"): 4, (B, "wechat"): 90, (B, "phone"): 40}
    made = decide(wave(sizes), POINTS)
    assert made.tier(CITY, "phone") == Tier.FULL


def test_plain_means_over_the_questions_answered_are_relations_of_their_own():
    answers = one_mode({A: 20, B: 60, C: 200, D: 90})
    grid = answers.answers.copy()
    grid[:40, 0] = 0
    cells = tabulated(
        answers.region,
        answers.mode,
        np.arange(370) / 370,
        np.arange(370)[::-1] / 370,
        np.full(370, 0.5),
    )
    assert not np.allclose(cells.score, cells.plain)
    for relation in cells.relations:
        for values in (cells.score, cells.plain):
            assert values[list(relation.parts)].sum() == pytest.approx(values[relation.whole])
    made = decide(replace(answers, answers=grid), POINTS)
    assert made.tier(A, "wechat") == Tier.COUNT
    assert min(made.tier(B, "wechat"), made.tier(C, "wechat")) <= Tier.COUNT
