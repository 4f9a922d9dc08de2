"""Weights that bring answers to the population."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from balance.weighting_methods.rake import rake as balance_rake

from surveys.statistics.answers import Answers
from surveys.statistics.calibration import Calibration, collapse
from surveys.statistics.demography import age_span, canonical_sex
from surveys.statistics.population import Population
from surveys.statistics.ranking import estimate
from surveys.statistics.weights import WeightingRules, kish_design_effect, poststratify, rake, trim


def test_raking_agrees_with_balance():
    random = np.random.default_rng(4)
    n = 600
    age, sex, town = (
        random.choice(size, n, p=p)
        for size, p in ((4, [0.5, 0.25, 0.15, 0.1]), (2, [0.65, 0.35]), (3, [0.2, 0.3, 0.5]))
    )
    base = random.uniform(0.5, 2.0, n)
    shares = [np.array([0.1, 0.3, 0.35, 0.25]), np.array([0.5, 0.5]), np.array([0.4, 0.4, 0.2])]
    targets = [share * 10_000 for share in shares]
    ours = rake([age, sex, town], targets, base)
    sample = pd.DataFrame({"age": age, "sex": sex, "town": town}).astype(str)
    grid = np.stack(np.meshgrid(range(4), range(2), range(3), indexing="ij"), -1).reshape(-1, 3)
    target = pd.DataFrame(grid, columns=["age", "sex", "town"]).astype(str)
    joint = shares[0][grid[:, 0]] * shares[1][grid[:, 1]] * shares[2][grid[:, 2]] * 10_000
    theirs = balance_rake(
        sample,
        pd.Series(base),
        target,
        pd.Series(joint),
        convergence_rate=1e-13,
        rate_tolerance=1e-16,
        transformations=None,
    )["weight"].to_numpy()
    np.testing.assert_allclose(ours / ours.sum(), theirs / theirs.sum(), rtol=1e-6)
    assert kish_design_effect(ours) == pytest.approx(kish_design_effect(theirs), rel=1e-6)


def test_raking_meets_every_margin():
    random = np.random.default_rng(1)
    margins = [random.integers(0, 3, 200), random.integers(0, 2, 200)]
    targets = [np.array([50.0, 30, 20]), np.array([70.0, 30])]
    weights = rake(margins, targets, np.ones(200))
    for margin, target in zip(margins, targets, strict=True):
        np.testing.assert_allclose(np.bincount(margin, weights), target, rtol=1e-8)


def test_raking_to_a_group_nobody_answered_for_is_refused():
    with pytest.raises(ValueError, match="no answers"):
        rake([np.zeros(5, int)], [np.array([3.0, 2.0])], np.ones(5))


def test_poststratified_cells_reach_their_targets():
    cell = np.array([0, 0, 0, 1])
    weights = poststratify(cell, np.array([6.0, 4.0]), np.array([1.0, 1, 2, 1]))
    np.testing.assert_allclose(weights, [1.5, 1.5, 3, 4])


def test_trimming_caps_weights_and_keeps_their_sum():
    weights = np.array([1.0] * 99 + [100.0])
    trimmed = trim(weights, 5.0)
    assert trimmed.sum() == pytest.approx(weights.sum())
    assert trimmed.max() == pytest.approx(5 * weights.mean())


def test_kish_design_effect_is_one_plus_the_squared_variation():
    weights = np.random.default_rng(2).uniform(0.2, 3, 500)
    assert kish_design_effect(weights) == pytest.approx(1 + np.var(weights) / weights.mean() ** 2)


def test_thin_age_groups_join_their_neighbour():
    place, targets, merged = collapse(np.array([40, 0, 30]), np.array([5.0, 3, 2]), 5)
    assert merged
    assert place.tolist() == [0, 1, 1]
    assert targets.tolist() == [5, 5]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("34", (34, 34)),
        ("34.0", (34, 34)),
        ("18-29", (18, 29)),
        ("18~29岁", (18, 29)),
        ("30至44", (30, 44)),
        ("60+", (60, 150)),
        ("60岁以上", (60, 150)),
        ("≥60", (60, 150)),
        ("<30", (0, 29)),
        ("30岁及以下", (0, 30)),
        ("青年", None),
        ("60-18", None),
    ],
)
def test_ages_are_read_as_people_write_them(text, span):
    assert age_span(text) == span


@pytest.mark.parametrize(("text", "sex"), [("男", "男"), ("F", "女"), ("2", "女"), ("不详", None)])
def test_sexes_are_read_as_people_write_them(text, sex):
    assert canonical_sex(text) == sex


def sample(ages: list[str], sexes: list[str], region: str = "330402") -> Answers:
    n = len(ages)
    return Answers.of(
        wave="w",
        respondent=[str(i) for i in range(n)],
        region=[region] * n,
        answers=np.full((n, 1), 3),
        age=ages,
        sex=sexes,
    )


def test_full_cells_are_poststratified_and_thin_ones_raked():
    table = Population(
        {
            ("330402", a, s): c
            for a, s, c in (
                ("18-39", "男", 10),
                ("18-39", "女", 20),
                ("40-70", "男", 30),
                ("40-70", "女", 40),
            )
        }
    )
    full = sample(["20", "20", "50", "50"] * 10, ["男", "女", "男", "女"] * 10)
    design = Calibration(full, table, WeightingRules()).region("330402", np.arange(40))
    assert design.kind == "poststratified"
    assert design.weights[:4] / design.weights[0] == pytest.approx([1, 2, 3, 4])
    thin = sample(
        ["20"] * 20 + ["50"] * 18 + ["50"] * 2, ["男", "女"] * 10 + ["男"] * 18 + ["女"] * 2
    )
    design = Calibration(thin, table, WeightingRules(trim_ratio=50)).region("330402", np.arange(40))
    assert design.kind == "raked"
    shares = np.bincount(np.repeat([0, 1], 20), design.weights) / design.weights.sum()
    assert shares == pytest.approx([0.3, 0.7])


def test_people_of_unknown_age_keep_their_share():
    table = Population({("330402", a, "男"): c for a, c in (("18-39", 75), ("40-70", 25))})
    answers = sample(["20"] * 30 + ["50"] * 30 + [""] * 20, ["男"] * 80)
    design = Calibration(answers, table, WeightingRules()).region("330402", np.arange(80))
    assert design.unknown == 20
    assert design.weights[60:].sum() / design.weights.sum() == pytest.approx(0.25)
    assert design.weights[:30].sum() / design.weights[:60].sum() == pytest.approx(0.75)


def test_children_in_the_table_do_not_make_the_young_count_for_more():
    table = Population(
        {("330402", a, "男"): c for a, c in (("0-17", 1000), ("18-39", 50), ("40-70", 50))}
    )
    answers = sample(["20"] * 30 + ["50"] * 30, ["男"] * 60)
    calibration = Calibration(answers, table, WeightingRules())
    assert calibration.outside == ["0-17"]
    assert calibration.region("330402", np.arange(60)).weights == pytest.approx(np.ones(60))


def test_a_county_table_lends_its_structure_to_the_towns():
    table = Population({("330402", a, "男"): c for a, c in (("18-39", 75), ("40-70", 25))})
    answers = sample(["20"] * 30 + ["50"] * 30, ["男"] * 60, "330402007")
    design = Calibration(answers, table, WeightingRules()).region("330402007", np.arange(60))
    assert design.borrowed
    ranking = estimate(answers, table, made_on=date(2026, 10, 1))
    assert any("人口表只到县" in said for said in ranking.method)


def test_a_county_is_weighted_to_the_sizes_of_its_towns():
    table = Population({(t, "18-70", "男"): c for t, c in (("330402007", 90), ("330402008", 10))})
    answers = Answers.of(
        wave="w",
        respondent=[str(i) for i in range(120)],
        region=["330402007"] * 60 + ["330402008"] * 60,
        answers=np.repeat([[5], [1]], 60, axis=0),
        age=["30"] * 120,
        sex=["男"] * 120,
    )
    line = estimate(answers, table, level="county", made_on=date(2026, 10, 1)).main.of("330402")
    assert line.score == pytest.approx(90)


def test_weighting_removes_a_bias_and_the_interval_covers_the_truth():
    random = np.random.default_rng(8)
    table = Population({("330402", a, s): 100 for a in ("18-39", "40-70") for s in "男女"})
    covered = 0
    for _ in range(200):
        young = random.random(300) < 0.8
        level = np.where(young, 0.9, 0.4)
        answers = Answers.of(
            wave="w",
            respondent=[str(i) for i in range(300)],
            region=["330402"] * 300,
            answers=np.where(random.random(300) < level, 5, 1)[:, None],
            age=np.where(young, "25", "55").tolist(),
            sex=random.choice(["男", "女"], 300).tolist(),
        )
        line = estimate(answers, table, made_on=date(2026, 10, 1)).main.of("330402")
        covered += line.ci_low <= 65 <= line.ci_high
    assert covered >= 182  # 95 % of 200 less three standard errors
