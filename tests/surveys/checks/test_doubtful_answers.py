"""What the checks flag, and whom they leave alone."""

import numpy as np
import pytest

from bench.surveys_stuffing import ATTACKS, SHAPES, attacked, honest, shaped
from surveys.checks import check
from surveys.statistics.answers import Answers


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_a_known_tool_is_found_and_honest_people_are_left_alone(attack):
    answers, forged = attacked(7, attack, 4000)
    flagged = check(answers).flagged
    assert flagged[forged].mean() >= 0.9
    assert flagged[~forged].mean() <= 0.02


@pytest.mark.parametrize("content", [0.0, 0.15, 0.5])
def test_people_who_mean_their_fives_are_not_doubted(content):
    made = honest(np.random.default_rng(3), 3000, content=content)
    answers = Answers.of(
        wave="w",
        respondent=[str(i) for i in range(3000)],
        region=made["region"].tolist(),
        answers=made["grid"],
        seconds=made["seconds"],
        device=made["device"].tolist(),
    )
    assert check(answers).flagged.mean() <= 0.02


def test_without_seconds_and_devices_a_model_sheet_is_still_found():
    answers, forged = attacked(7, "printed model sheet", 3000)
    bare = Answers.of(
        wave="w",
        respondent=answers.respondent.to_pylist(),
        region=[answers.region.text(i) for i in range(len(answers))],
        answers=answers.answers,
    )
    report = check(bare)
    assert report.flagged[forged].mean() >= 0.9
    assert any("seconds" in said for said in report.not_checked)


def test_an_unanswered_attention_check_is_named():
    answers = Answers.of(
        wave="w",
        respondent=["a", "b"],
        region=["330402"] * 2,
        answers=np.full((2, 3), 4),
        attention=[1, 0],
    )
    report = check(answers)
    assert [flag.respondent for flag in report.flags] == ["b"]
    assert "注意力" in report.flags[0].reasons[0]
    assert report.flags[0].weight == 0.5


def test_times_rounded_by_an_agency_are_not_doubted():
    random = np.random.default_rng(1)
    made = honest(random, 2000)
    answers = Answers.of(
        wave="w",
        respondent=[str(i) for i in range(2000)],
        region=made["region"].tolist(),
        answers=made["grid"],
        seconds=np.rint(made["seconds"] / 30) * 30 + 30,
    )
    assert check(answers).flagged.mean() <= 0.02


def test_a_model_sheet_that_is_almost_all_fives_is_found_with_its_changed_copies():
    answers, forged = attacked(4, "model sheet, one changed", 4000)
    flagged = check(answers).flagged
    assert flagged[forged].mean() >= 0.9
    assert flagged[~forged].mean() <= 0.02


@pytest.mark.parametrize(("rows", "questions"), [(300, 5), (1000, 10), (1000, 20)])
def test_where_nearly_everybody_is_content_nobody_is_doubted_for_it(rows, questions):
    random = np.random.default_rng(8)
    counties = ["330402", "330411", "330421", "330424", "330481", "330482", "330483"]
    person = 4.7 + random.normal(0, 0.7, (rows, 1))
    grid = np.clip(np.rint(person + random.normal(0, 0.5, (rows, questions))), 1, 5)
    grid[random.random(rows) < 0.35] = 5
    answers = Answers.of(
        wave="w",
        respondent=[str(i) for i in range(rows)],
        region=random.choice(counties, rows).tolist(),
        answers=grid,
    )
    assert check(answers).flagged.mean() <= 0.02


@pytest.mark.parametrize(("median", "spread"), [(45, 0.3), (90, 0.3), (180, 0.6)])
def test_people_who_take_about_the_same_time_are_no_program(median, spread):
    random = np.random.default_rng(4)
    made = honest(random, 3000)
    answers = Answers.of(
        wave="w",
        respondent=[str(i) for i in range(3000)],
        region=made["region"].tolist(),
        answers=made["grid"],
        seconds=np.rint(random.lognormal(np.log(median), spread, 3000)),
    )
    assert check(answers).flagged.mean() <= 0.02


@pytest.mark.parametrize("questions", [5, 10])
def test_towns_where_seven_answers_in_ten_are_a_five_are_not_doubted(questions):
    random = np.random.default_rng(5)
    regions = np.repeat([f"3304020{i:02d}" for i in range(20)], 100)
    usual, content = [0.05, 0.1, 0.2, 0.3, 0.35], [0.02, 0.03, 0.05, 0.2, 0.7]
    grid = random.choice(5, (2000, questions), p=usual) + 1
    grid[:300] = random.choice(5, (300, questions), p=content) + 1
    answers = Answers.of(
        wave="w", respondent=[str(i) for i in range(2000)], region=regions.tolist(), answers=grid
    )
    assert check(answers).flagged.mean() <= 0.02


def test_a_town_whose_people_answer_five_throughout_is_warned_of_but_nobody_is_doubted():
    random = np.random.default_rng(6)
    regions = np.repeat([f"3304020{i:02d}" for i in range(20)], 100)
    grid = np.clip(np.rint(random.normal(3.8, 0.9, (2000, 8))), 1, 5)
    grid[random.random(2000) < 0.15] = 5
    grid[:70] = 5
    answers = Answers.of(
        wave="w", respondent=[str(i) for i in range(2000)], region=regions.tolist(), answers=grid
    )
    report = check(answers)
    assert not report.flagged[:70].any()
    assert any("330402000" in group.group for group in report.groups)


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_few_answers_are_no_error(rows):
    answers = Answers.of(
        wave="w",
        respondent=[str(i) for i in range(rows)],
        region=["330402"] * rows,
        answers=np.full((rows, 1), 5),
        seconds=[np.nan] * rows,
        device=[None] * rows,
    )
    assert not check(answers).flagged.any()


def test_a_town_that_answers_unlike_all_others_is_warned_of_as_a_whole():
    random = np.random.default_rng(2)
    regions = [f"3304020{i:02d}" for i in range(10) for _ in range(60)]
    grid = np.clip(np.rint(random.normal(3.5, 1, (600, 6))), 1, 5)
    grid[:60] = np.clip(np.rint(random.normal(4.8, 0.4, (60, 6))), 1, 5)
    answers = Answers.of(
        wave="w", respondent=[str(i) for i in range(600)], region=regions, answers=grid
    )
    assert any("330402000" in group.group for group in check(answers).groups)


@pytest.mark.parametrize("content", [0.15, 0.35])
@pytest.mark.parametrize("shape", SHAPES)
def test_at_most_two_in_a_hundred_are_doubted_in_any_honest_shape(shape: str, content: float):
    mine = []
    for seed in range(2):
        answers, rows = shaped(seed, shape, 4000, content=content)
        mine.append(check(answers).flagged[rows].mean())
    assert np.mean(mine) <= 0.02
