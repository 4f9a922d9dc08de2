"""The demonstration's survey answers: enough of everything, and the same every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from bureau.demo.surveys import load_demo_answers
from bureau.settings import load
from bureau.wiring import Bureau
from tests.surveys.standard import moment

AT = moment("2026-11-24T09:00")


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    made = Bureau(load({"VAR_DIR": str(tmp_path_factory.mktemp("var")), "DEMO": "1"}))
    assert load_demo_answers(made, AT) > 5000
    return made


def test_it_is_loaded_once(bureau: Bureau) -> None:
    assert load_demo_answers(bureau, AT) == 0


def test_every_town_and_county_is_ranked_or_honestly_left_out(bureau: Bureau) -> None:
    towns = bureau.survey_service.ranking(level="town", at=AT).main.regions
    counties = bureau.survey_service.ranking(level="county", at=AT).main.regions
    assert (len(towns), len(counties)) == (72, 7)
    assert all(line.rank is not None for line in counties)
    assert all(40 < line.score < 95 for line in towns if line.score is not None)


def test_no_answer_comes_from_the_future(bureau: Bureau) -> None:
    answers = bureau.survey_service.answers(wave="2026Q4")
    assert answers.submitted is not None
    assert answers.submitted.max().item() <= AT.replace(tzinfo=None)


def test_two_first_starts_give_the_same_answers(bureau: Bureau, tmp_path: Path) -> None:
    other = Bureau(load({"VAR_DIR": str(tmp_path), "DEMO": "1"}))
    load_demo_answers(other, AT)
    mine, theirs = (b.survey_service.answers(wave="2026Q3").answers for b in (bureau, other))
    assert mine.tolist() == theirs.tolist()
