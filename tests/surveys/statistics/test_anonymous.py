"""Answers given away tell nobody apart, whatever is known beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from surveys.statistics.anonymous import TRAITS, Anonymous, anonymous, diversity
from surveys.statistics.answers import Answers
from surveys.statistics.demography import age_span
from surveys.statistics.population import Population
from surveys.statistics.ranking import estimate
from surveys.statistics.regions import county_of, packaged_names
from surveys.statistics.tables import Floors

NAMES = packaged_names()
TOWNS = [code for code in NAMES if len(code) == 9]
ALL = "—"
Person = tuple[str, str | None, str | None, str]


def world(
    n: int, *, towns: int = 6, seed: int = 1, crowding: float = 0.0, counties: int = 0
) -> tuple[Answers, list[Person]]:
    """Answers, and of each who gave it: town, age, sex, mode. `crowding` fills few towns more."""
    random = np.random.default_rng(seed)
    places = TOWNS[:: max(len(TOWNS) // towns, 1)][:towns]
    chance = np.exp(-crowding * np.arange(len(places)))
    region = random.choice(places, n, p=chance / chance.sum()).tolist()
    region[:counties] = [county_of(code) for code in region[:counties]]
    age = random.choice(["19", "33", "47", "64", None], n).tolist()
    sex = random.choice(["男", "女", None], n, p=[0.5, 0.48, 0.02]).tolist()
    mode = random.choice(["wechat", "telephone"], n, p=[0.9, 0.1]).tolist()
    answers = Answers.of(
        wave="2026Q3",
        respondent=[f"r{i}" for i in range(n)],
        region=region,
        answers=random.integers(0, 6, (n, 3)),
        age=age,
        sex=sex,
        mode=mode,
        device=[f"d{i}" for i in range(n)],
    )
    return answers, list(zip(region, age, sex, mode, strict=True))


WORLDS = [
    {"n": 60},
    {"n": 110, "towns": 40},
    {"n": 600, "towns": 30, "crowding": 0.3},
    {"n": 600, "towns": 72, "counties": 3},
    {"n": 3000, "towns": 72, "crowding": 0.1},
    {"n": 7, "towns": 7},
]


@pytest.fixture(params=[(case, seed, k) for case in WORLDS for seed in (1, 2) for k in (2, 5, 7)])
def released(request: pytest.FixtureRequest) -> tuple[Answers, list[Person], Anonymous]:
    case, seed, k = request.param
    answers, people = world(**case, seed=seed)
    return answers, people, anonymous(answers, NAMES, k=k)


def beside(made: Anonymous) -> list[str]:
    """Every column that is no answer to a question."""
    return [name for name in made.table.column_names if not name.startswith("q")]


def rows(made: Anonymous, columns: list[str]) -> list[tuple[object, ...]]:
    return list(zip(*(made.table[name].to_pylist() for name in columns), strict=True))


def fits(row: tuple[str, str, str, str], person: Person) -> bool:
    """Whether a released row may be a person's, as far as anybody can tell."""
    region, age, sex, mode = row
    town, own_age, own_sex, own_mode = person
    span = age_span(own_age or "")
    within = age_span(age) if age != ALL else None
    return (
        (region == ALL or town.startswith(region))
        and (within is None or (span is not None and within[0] <= span[0] <= within[1]))
        and (sex in (ALL, own_sex))
        and (mode in (ALL, own_mode))
    )


def test_everybody_stands_among_k_by_every_column_that_is_no_answer(
    released: tuple[Answers, list[Person], Anonymous],
) -> None:
    _, _, made = released
    groups = Counter(rows(made, beside(made)))
    assert min(groups.values()) == made.smallest >= made.k


def test_whoever_knows_who_answered_and_all_about_them_finds_k_rows_for_each(
    released: tuple[Answers, list[Person], Anonymous],
) -> None:
    _, people, made = released
    known = Counter(rows(made, list(TRAITS)))
    for person in set(people):
        candidates = [count for row, count in known.items() if fits(row, person)]  # type: ignore[arg-type]
        assert sum(candidates) >= made.k
        assert min(candidates) >= made.k


def test_no_number_leads_from_a_row_to_a_town_and_an_age() -> None:
    """Whoever has the population table computes every cell's weight, and looks for it."""
    answers, people = world(110, towns=40)
    population = Population(
        {
            (town, age, sex): 500.0 + 37 * i + 11 * j + 5 * s
            for i, town in enumerate(TOWNS)
            for j, age in enumerate(("18-29", "30-44", "45-59", "60-70"))
            for s, sex in enumerate("男女")
        }
    )
    ranking = estimate(answers, population, level="county", made_on=date(2026, 10, 1))
    of_weight: dict[float, set[tuple[str, str | None]]] = {}
    for code, mine in ranking.rows.items():
        for row, weight in zip(mine, ranking.designs[code].weights, strict=True):
            of_weight.setdefault(round(float(weight), 6), set()).add(people[row][:2])
    telling = [weight for weight, cells in of_weight.items() if len(cells) == 1]
    assert telling  # the attack works on a table that shows them
    made = anonymous(answers, NAMES)
    told = {value for name in made.table.column_names for value in made.table[name].to_pylist()}
    assert not {round(v, 6) for v in told if isinstance(v, float)} & set(of_weight)
    assert all(
        name.startswith("q") or name in (*TRAITS, "place") for name in made.table.column_names
    )


def published(answers: Answers, people: list[Person]) -> Iterator[tuple[str, str | None, int]]:
    """The cells that the ranking prints with figures: place, mode (None: all), rows."""
    places = {place for town, *_ in people for place in (town, town[:6])}
    for place in sorted(places):
        for mode in (None, "wechat", "telephone"):
            count = sum(p[0].startswith(place) and mode in (None, p[3]) for p in people)
            yield place, mode, count
    assert len(answers) == len(people)


def test_what_is_published_less_what_is_released_leaves_nobody_or_k(
    released: tuple[Answers, list[Person], Anonymous],
) -> None:
    answers, people, made = released
    shown = rows(made, ["region", "mode"])
    for place, mode, count in published(answers, people):
        surely = sum(str(region).startswith(place) and mode in (None, own) for region, own in shown)
        left = count - surely
        named = sum(str(region).startswith(place) for region, _ in shown)
        # Either all of a place's rows are shown as its own, or not one of them.
        assert left == 0 or surely == 0 or (place[:6] == place and left >= made.k), (place, mode)
        assert made.table.num_rows == len(answers)
        assert named in (0, sum(p[0].startswith(place) for p in people)) or len(place) < 9


def test_towns_that_name_their_county_hide_behind_others_without_figures_of_their_own() -> None:
    answers, people = world(2000, towns=72, crowding=0.08)
    made = anonymous(answers, NAMES)
    named = set(made.table["region"].to_pylist())
    size = Counter(town for town, *_ in people)
    lent: dict[str, list[str]] = {}
    for town in size:
        if town not in named:
            lent.setdefault(county_of(town), []).append(town)
    assert lent
    for county, towns in lent.items():
        hidden = sum(size[town] for town in towns if size[town] < Floors().mean)
        others = [t for t in size if county_of(t) == county and t in named]
        assert hidden >= made.k or all(size[town] >= Floors().mean for town in others)


def test_nothing_points_at_a_person_and_the_order_tells_nothing() -> None:
    answers, _ = world(600)
    made = anonymous(answers, NAMES)
    assert made.table.column_names == ["region", "place", "age", "sex", "mode", "q1", "q2", "q3"]
    in_order = rows(made, ["region", "age", "sex", "mode"])
    assert in_order == sorted(in_order)  # type: ignore[type-var]
    shuffled = answers.take(np.arange(len(answers)) >= 0)
    assert anonymous(shuffled, NAMES).table.equals(made.table)


def test_what_was_made_coarser_is_said_and_nobody_is_withheld() -> None:
    answers, _ = world(200, towns=40)
    made = anonymous(answers, NAMES)
    said = "".join(made.said)
    assert "至少 5 人" in said
    assert "只列到县" in said
    assert "权重没有列出" in said
    assert made.table.num_rows == len(answers)


def test_where_all_are_many_towns_and_ages_are_told() -> None:
    answers, people = world(6000, towns=2)
    made = anonymous(answers, NAMES)
    assert set(made.table["region"].to_pylist()) == {town for town, *_ in people}
    assert {"0-29", "30-44"} <= set(made.table["age"].to_pylist())


def test_too_few_answers_are_not_given_away_at_all() -> None:
    with pytest.raises(ValueError, match="不足 5 份"):
        anonymous(world(4, towns=1)[0], NAMES)
    with pytest.raises(ValueError, match="at least 2"):
        anonymous(world(9, towns=1)[0], NAMES, k=1)


@pytest.mark.parametrize(
    ("groups", "answers", "told"),
    [
        ([0, 0, 0], [[1], [1], [1]], (1, 1, 1)),
        ([0, 0, 1, 1], [[1], [2], [3], [3]], (1, 1, 2)),
        ([0, 0, 1, 1], [[1, 1], [2, 5], [3, 1], [4, 2]], (2, 0, 2)),
        ([0, 0], [[0], [4]], (2, 0, 1)),
    ],
)
def test_how_alike_a_groups_answers_are_is_told(
    groups: list[int], answers: list[list[int]], told: tuple[int, int, int]
) -> None:
    assert diversity(np.array(groups), np.array(answers)) == told


def test_a_table_comes_back_as_it_was_kept() -> None:
    made = anonymous(world(100)[0], NAMES)
    again = Anonymous.loaded(made.dumped())
    assert again.table.equals(made.table)
    assert (again.k, again.smallest, again.said) == (made.k, made.smallest, made.said)
