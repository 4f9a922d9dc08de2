"""Answers given away tell nobody apart, and say what was made coarser."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from surveys.statistics.anonymous import Anonymous, anonymous
from surveys.statistics.answers import Answers
from surveys.statistics.ranking import estimate
from surveys.statistics.regions import packaged_names

TOWNS = [code for code in packaged_names() if len(code) == 9]
TRAITS = ("region", "age", "sex", "mode")


def given(n: int, *, towns: int = 6, k: int = 5, seed: int = 1) -> tuple[Answers, Anonymous]:
    random = np.random.default_rng(seed)
    answers = Answers.of(
        wave="2026Q3",
        respondent=[f"r{i}" for i in range(n)],
        region=random.choice(TOWNS[:towns], n).tolist(),
        answers=random.integers(0, 6, (n, 3)),
        age=random.choice(["19", "33", "47", "64", None], n).tolist(),
        sex=random.choice(["男", "女", None], n, p=[0.5, 0.48, 0.02]).tolist(),
        mode=random.choice(["wechat", "telephone"], n, p=[0.97, 0.03]).tolist(),
        device=[f"d{i}" for i in range(n)],
    )
    ranking = estimate(answers, made_on=date(2026, 10, 1))
    return answers, anonymous(answers, ranking, packaged_names(), k=k)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("n", "k"), [(60, 5), (600, 5), (600, 20), (3000, 2)])
def test_everybody_stands_among_at_least_k(n: int, k: int, seed: int) -> None:
    _, made = given(n, k=k, seed=seed)
    groups = Counter(zip(*(made.table[name].to_pylist() for name in TRAITS), strict=True))
    assert min(groups.values()) == made.smallest >= k


def test_nothing_points_at_a_person_and_the_order_tells_nothing() -> None:
    answers, made = given(600)
    assert made.table.column_names == [
        *TRAITS[:1],
        "place",
        *TRAITS[1:],
        "weight",
        "q1",
        "q2",
        "q3",
    ]
    rows = list(zip(*(made.table[name].to_pylist() for name in TRAITS), strict=True))
    assert rows == sorted(rows)
    assert made.table.num_rows <= len(answers)


def test_what_was_made_coarser_and_withheld_is_said() -> None:
    answers, made = given(200, towns=20)
    said = "".join(made.said)
    assert "至少 5 人" in said
    assert "年龄段" in said
    withheld = len(answers) - made.table.num_rows
    assert f"仍不足的 {withheld} 份没有列出（共 200 份答卷）" in said


def test_where_all_are_many_nothing_is_lost() -> None:
    answers, made = given(6000, towns=2)
    assert made.table.num_rows == len(answers)
    assert set(made.table["region"].to_pylist()) >= set(TOWNS[:2])


def test_too_few_answers_are_not_given_away_at_all() -> None:
    with pytest.raises(ValueError, match="不足 5 份"):
        given(4, towns=1)
