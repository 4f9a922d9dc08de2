"""Where weights are capped, and what is said where weighting falls short."""

from datetime import date

import numpy as np
import pytest

from surveys.statistics.answers import Answers
from surveys.statistics.population import Population
from surveys.statistics.ranking import SurveyRanking, estimate
from surveys.statistics.trimming import RATIOS
from surveys.statistics.weights import WeightingRules

AGES = ["18-29", "30-44", "45-59", "60-70"]


def survey(
    rate: float, people: int, *, gap: float = 20.0, seed: int = 1, regions: int = 2
) -> SurveyRanking:
    """Counties whose oldest answer at `rate` of the others' rate and are less content."""
    random = np.random.default_rng(seed)
    codes = ["330402", "330411", *(f"3399{i:02d}" for i in range(regions - 2))]
    table = Population({(r, a, "男"): 100 for r in codes for a in AGES})
    chances = np.array([1, 1, 1, rate]) / (3 + rate)
    age = random.choice(4, regions * people, p=chances)
    chance = np.where(age == 3, 0.75 - gap / 100, 0.75)
    answers = np.where(random.random((regions * people, 6)) < chance[:, None], 5, 1)
    return estimate(
        Answers.of(
            wave="2026Q4",
            respondent=[str(i) for i in range(regions * people)],
            region=np.repeat(codes, people).tolist(),
            answers=answers,
            age=[AGES[i] for i in age],
            sex=["男"] * (regions * people),
        ),
        table,
        made_on=date(2026, 12, 31),
        draws=200,
    )


def test_a_cap_that_costs_more_bias_than_it_saves_is_not_set():
    ranking = survey(0.03, 3000, gap=40)
    assert ranking.trimming.ratio >= 20
    truth = 100 * (0.75 * 3 + 0.35) / 4
    for line in ranking.main.regions:
        assert line.ci_low <= truth <= line.ci_high
        assert line.rank is not None
    assert ranking.trimming.tried[3.0][0] > ranking.trimming.tried[ranking.trimming.ratio][0]
    assert any("取误差最小的" in said and "偏差" in said for said in ranking.method)


def test_a_cap_that_costs_nothing_but_saves_variance_is_set():
    """Old and young think alike: then heavy weights only add noise."""
    ratios = [survey(0.03, 800, gap=0.0, seed=seed, regions=24).trimming.ratio for seed in range(4)]
    assert np.median(ratios) <= 5
    assert max(ratios) < float("inf")


def test_every_ratio_tried_is_told_to_programs_too():
    told = survey(0.03, 2000).as_json()["trimming"]
    assert [one["ratio"] for one in told] == [*RATIOS[:-1], None]
    assert sum(one["chosen"] for one in told) == 1


def test_a_group_that_hardly_answered_costs_its_region_the_rank():
    ranking = survey(0.01, 300)
    (gap, *_) = [gap for gap in ranking.gaps()["330402"] if gap.group == "60-70"]
    assert gap.target == pytest.approx(0.25)
    assert gap.reached < 0.1
    line = ranking.main.of("330402")
    assert line.rank is None
    assert line.score is not None
    assert "60-70应占 25%、实得" in line.note
    assert any("加权仍补不齐的" in said for said in ranking.method)


@pytest.mark.parametrize("rate", [1.0, 0.5, 0.2])
def test_what_weighting_can_make_up_costs_no_rank(rate):
    ranking = survey(rate, 400)
    assert all(line.rank is not None for line in ranking.main.regions)
    for gaps in ranking.gaps().values():
        assert all(gap.reached == pytest.approx(gap.target, abs=0.03) for gap in gaps)


def test_a_fixed_ratio_is_kept():
    random = np.random.default_rng(1)
    answers = Answers.of(
        wave="w",
        respondent=[str(i) for i in range(200)],
        region=["330402"] * 200,
        answers=random.integers(1, 6, (200, 3)),
        age=["20"] * 190 + ["65"] * 10,
        sex=["男"] * 200,
    )
    table = Population({("330402", a, "男"): 100 for a in ("18-39", "40-70")})
    made = estimate(answers, table, rules=WeightingRules(trim_ratio=3), made_on=date(2026, 10, 1))
    weights = made.designs["330402"].weights
    assert weights.max() == pytest.approx(3 * weights.mean())
    assert made.designs["330402"].trimmed == 10
