"""The answers that are given away, beside the tables that are shown."""

from collections import Counter

import numpy as np

from surveys.disclosure.giving import given_away
from surveys.statistics.answers import Answers
from surveys.statistics.regions import packaged_names

POINTS = (0.0, 25.0, 50.0, 75.0, 100.0)
SIZES = {"330402001": 6, "330402002": 60, "330402003": 200, "330411001": 120, "330411002": 300}


def wave() -> Answers:
    random = np.random.default_rng(1)
    region = [town for town, n in SIZES.items() for _ in range(n)]
    return Answers.of(
        wave="2026Q3",
        respondent=[f"r{i}" for i in range(len(region))],
        region=region,
        answers=random.integers(1, 6, (len(region), 4)).astype(np.int8),
        age=[str(a) for a in random.integers(18, 70, len(region))],
        sex=random.choice(["男", "女"], len(region)).tolist(),
        mode=["wechat"] * len(region),
    )


def test_no_place_is_named_whose_figures_are_kept_back():
    made = given_away(wave(), POINTS, packaged_names(), k=5, random=np.random.default_rng(2))
    named = set(made.table["region"].to_pylist())
    assert not {"330402001", "330402002"} & named
    assert {"330411001", "330411002"} <= named


def test_ten_people_at_least_of_every_named_place_stay_out():
    made = given_away(wave(), POINTS, packaged_names(), k=5, random=np.random.default_rng(2))
    given = Counter(made.table["region"].to_pylist())
    for town in ("330411001", "330411002"):
        assert SIZES[town] - given[town] >= max(10, SIZES[town] // 10)


def test_some_answers_are_drawn_anew_and_it_is_said():
    answers = wave()
    made = given_away(answers, POINTS, packaged_names(), k=5, random=np.random.default_rng(2))
    assert "随机替换" in made.said[-1]
    rows = {tuple(row) for row in answers.answers.tolist()}
    table = made.table.select(list(answers.questions)).to_pylist()
    strangers = sum(tuple(row.values()) not in rows for row in table)
    assert strangers > 0


def test_two_draws_differ_so_that_who_stays_out_cannot_be_worked_out():
    first, second = (given_away(wave(), POINTS, packaged_names(), k=5) for _ in range(2))
    assert not first.table.equals(second.table)
