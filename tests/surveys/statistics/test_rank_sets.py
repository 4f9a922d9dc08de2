"""Sets of ranks that hold with 95 %."""

import csv
from pathlib import Path

import numpy as np
import pytest

from bench.surveys_coverage import peers, simulate
from surveys.statistics.estimates import change
from surveys.statistics.rank_sets import bands, bare_ranks, rank_sets


def sets_of(scores, errors, df=400.0):
    scores = np.array(scores, float)
    return rank_sets(scores, np.full(len(scores), float(errors)), np.full(len(scores), df))


def test_places_far_apart_are_certain():
    found = sets_of([90, 80, 70], 0.5)
    assert found.rank.tolist() == [1, 2, 3]
    assert found.low.tolist() == found.high.tolist() == [1, 2, 3]
    assert found.above.sum() == 3


def test_places_close_together_cannot_be_told_apart():
    found = sets_of([80.1, 80.0, 79.9], 2)
    assert found.low.tolist() == [1, 1, 1]
    assert found.high.tolist() == [3, 3, 3]


def test_equal_scores_share_the_better_rank():
    assert bare_ranks(np.array([80.0, 80.0, 70.0, 90.0])).tolist() == [2, 2, 4, 1]


@pytest.mark.parametrize("p", [0, 1])
def test_nothing_to_compare_is_no_error(p):
    assert sets_of([80.0] * p, 1).rank.tolist() == [1] * p


def test_sets_hold_the_rank_and_marginal_ones_are_no_wider():
    random = np.random.default_rng(3)
    found = sets_of(random.normal(80, 3, 20), 1.0)
    assert (found.low <= found.rank).all()
    assert (found.rank <= found.high).all()
    assert (found.low_marginal >= found.low).all()
    assert (found.high_marginal <= found.high).all()


def test_the_order_in_which_regions_come_does_not_matter_beyond_simulation():
    scores = np.array([84.0, 83, 80, 79, 70])
    forward, backward = sets_of(scores, 1), sets_of(scores[::-1], 1)
    assert forward.low.tolist() == backward.low[::-1].tolist()


def test_chances_of_the_top_three_add_up_to_three():
    found = sets_of(np.linspace(70, 90, 9), 3)
    assert found.top.sum() == pytest.approx(3)
    assert found.bottom.sum() == pytest.approx(3)
    assert found.top[-1] > 0.95


def test_no_band_holds_two_places_that_differ():
    random = np.random.default_rng(6)
    scores = random.normal(80, 4, 15)
    found = sets_of(scores, 1.2)
    groups = bands(scores, found.above)
    assert sorted({i for group in groups for i in group}) == list(range(15))
    for group in groups:
        assert not found.above[np.ix_(group, group)].any()


def test_a_band_is_together_exactly_who_cannot_be_told_apart():
    random = np.random.default_rng(7)
    for _ in range(30):
        scores, errors = random.normal(80, 4, 12), random.uniform(0.5, 3, 12)
        above = rank_sets(scores, errors, np.full(12, 200.0), draws=500).above
        groups = bands(scores, above)
        together = np.zeros((12, 12), bool)
        for group in groups:
            together[np.ix_(group, group)] = True
            others = set(range(12)) - set(group)
            alike = ~(above | above.T)
            assert not any(all(alike[i, j] for j in group) for i in others)  # none may join
        assert (together == ~(above | above.T)).all()


def test_sets_cover_the_true_ranks_where_a_bootstrap_does_not():
    found = peers(150, seed=5)
    assert found["simultaneous"][1] >= 0.95
    assert found["marginal"][0] >= 0.95
    assert found["bootstrap"][0] < 0.93
    assert found["simultaneous"][2] < 7


@pytest.mark.parametrize("world", ["dissent", "households", "villages", "skipped"])
def test_sets_hold_in_the_worlds_that_broke_them(world):
    regions = 72 if world == "dissent" else 7
    assert simulate(world, regions, 40)[0] >= 0.94
    assert simulate(world, regions, 40, before=True)[0] < 0.9


def test_the_ranks_of_pisa_are_those_published():
    """OECD countries by mathematics in 2018, and `irank(math_score)` of R's csranks (README).

    The sets are checked against the definition, computed here in one step and plain normals: the
    stepped down ones may be narrower, and by how the noise fell a rank wider.
    """
    with Path(__file__).with_name("pisa2018.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    score, se = (np.array([float(row[name]) for row in rows]) for name in ("score", "se"))
    found = rank_sets(score, se, np.full(len(score), 1e6))
    assert found.rank.tolist() == [int(row["rank"]) for row in rows]
    random = np.random.default_rng(1)
    first, second = np.triu_indices(len(score), 1)
    spread = np.hypot(se[first], se[second])
    noise = random.normal(0, se, (4000, len(se)))
    largest = np.abs((noise[:, first] - noise[:, second]) / spread).max(axis=1)
    sure = np.abs(score[:, None] - score) > np.quantile(largest, 0.95) * np.hypot(se[:, None], se)
    low = 1 + (sure & (score > score[:, None])).sum(axis=1)
    high = len(score) - (sure & (score < score[:, None])).sum(axis=1)
    assert (found.low >= low - 1).all()
    assert (found.high <= high + 1).all()
    assert (found.high - found.low).mean() >= (high - low).mean() - 1
    best = {rows[i]["country"] for i in np.flatnonzero(found.high <= 8)}
    assert {"Japan", "Korea", "Estonia"} <= best


def test_a_change_is_clear_only_when_its_interval_leaves_out_zero():
    assert change((82, 1, 300), (78, 1, 300)).clear
    small = change((82, 1, 300), (81, 1, 300))
    assert not small.clear
    assert small.low < 1 < small.high
