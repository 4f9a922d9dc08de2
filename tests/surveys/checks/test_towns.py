"""Warnings about towns for what no single sheet shows."""

import numpy as np
import pytest

from bench.surveys_stuffing import SHAPES, honest, shaped
from surveys.checks import check
from surveys.checks.towns import town_warnings
from surveys.statistics.answers import Answers
from surveys.statistics.population import Population


def answers_of(columns: dict[str, np.ndarray]) -> Answers:
    return Answers.of(
        wave="2026Q3",
        respondent=[f"r{i}" for i in range(len(columns["grid"]))],
        region=columns["region"].tolist(),
        answers=columns["grid"],
        seconds=columns["seconds"],
        submitted=columns["submitted"],
    )


def added(columns: dict[str, np.ndarray], rows: np.ndarray) -> dict[str, np.ndarray]:
    """The answers with some rows once more, and nothing that tells them apart."""
    return {name: np.concatenate([column, column[rows]]) for name, column in columns.items()}


def kinds(answers: Answers, town: str, population: Population | None = None) -> str:
    found = town_warnings(answers, population)
    return "；".join(one.reason for one in found if one.region == town)


@pytest.fixture
def columns() -> dict[str, np.ndarray]:
    return honest(np.random.default_rng(4), 8000)


def test_honest_towns_are_not_warned_of(columns: dict[str, np.ndarray]):
    towns = np.unique(columns["region"])
    population = Population({(town, "", ""): 1000.0 for town in towns})
    assert town_warnings(answers_of(columns), population) == []


@pytest.mark.parametrize(
    "shape", [s for s in SHAPES if s not in ("content towns", "an angry town")]
)
def test_no_honest_shape_makes_a_town_suspect(shape: str):
    answers, _ = shaped(3, shape, 4000)
    assert town_warnings(answers, None) == []


def test_a_ramp_that_grows_day_by_day_is_seen(columns: dict[str, np.ndarray]):
    town = columns["region"][0]
    random = np.random.default_rng(1)
    rows = random.choice(np.flatnonzero(columns["region"] == town), 300)
    made = added(columns, rows)
    day = np.minimum(13, (14 * np.sqrt(random.random(300))).astype(int))
    made["submitted"][-300:] = np.datetime64("2026-09-01T09:00:00") + (day * 86400).astype(
        "timedelta64[s]"
    )
    assert "逐日加码" in kinds(answers_of(made), town)


def test_one_question_that_was_taught_is_seen_and_a_content_town_is_not(
    columns: dict[str, np.ndarray],
):
    town = columns["region"][0]
    mine = columns["region"] == town
    content = {**columns, "grid": columns["grid"].copy()}
    content["grid"][mine] = np.minimum(content["grid"][mine] + 1, 5)
    assert "教过" not in kinds(answers_of(content), town)
    columns["grid"][mine, 2] = 5
    columns["grid"][~mine, 2] = np.minimum(columns["grid"][~mine, 2], 4)
    assert "q3" in kinds(answers_of(columns), town)


def test_sheets_that_two_towns_have_in_common_are_seen(columns: dict[str, np.ndarray]):
    towns = np.unique(columns["region"])
    mine = np.flatnonzero(columns["region"] == towns[0])
    made = added(columns, mine)
    made["region"][-len(mine) :] = towns[1]
    assert towns[1] in kinds(answers_of(made), towns[0])


def test_a_volume_out_of_proportion_to_the_people_is_seen(columns: dict[str, np.ndarray]):
    towns = np.unique(columns["region"])
    people = {(town, "", ""): 1000.0 for town in towns}
    people[(towns[0], "", "")] = 100.0
    assert "人口" in kinds(answers_of(columns), towns[0], Population(people))


def test_without_a_population_it_is_said_that_volume_was_not_checked(
    columns: dict[str, np.ndarray],
):
    report = check(answers_of(columns))
    assert any("人口表" in said for said in report.not_checked)
    assert any("村里开会" in said for said in report.not_checked)
