"""The model for towns with few answers."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from surveys.statistics.answers import Answers
from surveys.statistics.population import Population
from surveys.statistics.ranking import SurveyRanking, estimate
from surveys.statistics.regions import packaged_names
from surveys.statistics.small_areas import likely_ranks, small_areas

TOWNS = [code for code in packaged_names() if len(code) == 9]


def world(seed: int, *, size: int = 40, towns: int = 40) -> tuple[Answers, dict[str, float]]:
    """Answers of towns whose truth follows how dense they are, and that density."""
    random = np.random.default_rng(seed)
    density = random.normal(0, 1, towns)
    sizes = random.integers(size // 4, 2 * size, towns)
    town = np.repeat(np.arange(towns), sizes)
    level = 3.8 - 0.25 * density + random.normal(0, 0.1, towns)
    person = level[town] + random.normal(0, 0.7, len(town))
    grid = np.clip(np.rint(person[:, None] + random.normal(0, 0.6, (len(town), 5))), 1, 5)
    answers = Answers.of(
        wave="2026Q3",
        respondent=[f"r{i}" for i in range(len(town))],
        region=[TOWNS[t] for t in town],
        answers=grid.astype(np.int8),
        age=[str(a) for a in random.integers(18, 70, len(town))],
        sex=random.choice(["男", "女"], len(town)).tolist(),
    )
    return answers, dict(zip(TOWNS, density, strict=False))


def ranked(answers: Answers) -> SurveyRanking:
    return estimate(answers, level="town", made_on=date(2026, 10, 1), draws=200)


def truth(answers: Answers, seed: int) -> dict[str, float]:
    """Each town's mean among very many like its people."""
    random = np.random.default_rng(seed)
    density = random.normal(0, 1, 40)
    random.integers(10, 80, 40)
    level = 3.8 - 0.25 * density + random.normal(0, 0.1, 40)
    many = np.random.default_rng(0)
    person = level[:, None] + many.normal(0, 0.7, (40, 20_000))
    answer = np.clip(np.rint(person + many.normal(0, 0.6, person.shape)), 1, 5)
    return dict(zip(TOWNS, ((answer - 1) * 25).mean(axis=1), strict=False))


def test_the_model_is_nearer_to_the_truth_than_the_towns_own_means_and_covariates_help():
    errors: dict[str, list[float]] = {"direct": [], "model": [], "covariates": []}
    for seed in range(4):
        answers, density = world(seed)
        ranking, real = ranked(answers), truth(answers, seed)
        plain = small_areas(answers, ranking, simulations=1)
        known = {town: {"density": value} for town, value in density.items()}
        helped = small_areas(answers, ranking, None, known, simulations=1)
        assert plain is not None
        assert helped is not None
        own = (answers.answers - 1.0).mean(axis=1) * 25
        for code, rows in ranking.rows.items():
            errors["direct"].append(own[rows].mean() - real[code])
        errors["model"] += [area.value - real[area.region] for area in plain.areas]
        errors["covariates"] += [area.value - real[area.region] for area in helped.areas]
    rmse = {name: float(np.sqrt(np.mean(np.square(e)))) for name, e in errors.items()}
    assert rmse["covariates"] < rmse["model"] < rmse["direct"]
    assert rmse["covariates"] < 0.8 * rmse["direct"]


def test_intervals_and_rank_sets_hold_in_the_waves_simulated_from_the_model():
    answers, _ = world(5)
    made = small_areas(answers, ranked(answers), simulations=40)
    assert made is not None
    assert made.checks.covered == pytest.approx(0.95, abs=0.03)
    assert made.checks.ranks_held >= 0.85
    assert made.checks.simulations == 40


def test_its_checks_stand_among_what_is_said_and_it_calls_itself_a_model():
    answers, _ = world(6, size=90)
    made = small_areas(answers, ranked(answers), simulations=2)
    assert made is not None
    assert made.checks.left_out > 10
    assert "模型估计" in made.said[0]
    assert f"{made.checks.left_out} 个" in made.said[-1]


def test_a_silent_town_gets_nothing_from_its_own_answers():
    answers, _ = world(7)
    silent = TOWNS[3]
    before = small_areas(answers, ranked(answers), silent=frozenset({silent}), simulations=1)
    assert before is not None
    area = next(a for a in before.areas if a.region == silent)
    assert area.own == 0.0
    others = [a.value for a in before.areas if a.own > 0]
    assert min(others) <= area.value <= max(others)


def test_age_and_sex_are_put_together_by_the_population():
    answers, _ = world(8)
    old = np.array([int(text[:2]) >= 50 for text in answers.age.values])[answers.age.codes]
    content = answers.answers.copy()
    content[old] = 5
    answers = replace(answers, answers=content)
    ranking = ranked(answers)
    values = []
    for many_old in (100.0, 10_000.0):
        population = Population(
            {
                (town, age, sex): count
                for town in TOWNS
                for age, count in (("18-49", 1000.0), ("50-70", many_old))
                for sex in "男女"
            }
        )
        made = small_areas(answers, ranking, population, simulations=1)
        assert made is not None
        values.append(np.mean([area.value for area in made.areas]))
    assert values[1] > values[0] + 10


def test_there_is_no_model_for_counties_nor_for_a_handful_of_towns():
    answers, _ = world(9)
    county = estimate(answers, level="county", made_on=date(2026, 10, 1), draws=50)
    assert small_areas(answers, county) is None
    few, _ = world(9, towns=5)
    assert small_areas(few, ranked(few)) is None


def test_ranks_of_towns_that_lie_far_apart_are_sure_and_of_equal_ones_open():
    random = np.random.default_rng(1)
    first, last = likely_ranks(np.array([90.0, 80.0, 70.0]) + random.normal(0, 0.1, (5000, 3)))
    assert (first == [1, 2, 3]).all()
    assert (last == [1, 2, 3]).all()
    first, last = likely_ranks(random.normal(80, 2, (5000, 5)))
    assert (first == 1).all()
    assert (last == 5).all()
