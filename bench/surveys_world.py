"""Random waves of a survey, published as the portal and the command do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from surveys.disclosure import published
from surveys.disclosure.decisions import Decisions, Tier, decide
from surveys.disclosure.rounding import steps
from surveys.statistics.answers import Answers
from surveys.statistics.population import Population
from surveys.statistics.questions import QuestionResult, by_question
from surveys.statistics.ranking import POINTS, SurveyRanking, brought_together, estimate
from surveys.statistics.regions import packaged_names
from surveys.statistics.tables import CITY

_FEW_DRAWS = 20
_EXACT = 2e-9  # the step of figures that are not rounded
_MODES = ("wechat", "phone", "paper")


@dataclass(frozen=True, slots=True)
class Page:
    """One published page: a level and a slice (a mode, or "" for all), with all that is on it."""

    slice: str
    ranking: SurveyRanking
    lines: tuple[QuestionResult, ...]
    steps: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Publication:
    """A wave and its pages; `answers` and `doubted` (n,) are what the attacker must not learn.

    `totals` are the numbers of answers in the whole city that are printed, by slice.
    """

    answers: Answers
    doubted: np.ndarray
    dimensions: Mapping[str, Sequence[str]]
    pages: tuple[Page, ...]
    totals: Mapping[str, int]


def random_publication(seed: int, *, guarded: bool = True) -> Publication:
    """A random wave as it is published; not `guarded`: with the floors alone."""
    random = np.random.default_rng(seed)
    answers, doubted, population = _world(random)
    half = len(answers.questions) // 2
    dimensions = {"a": answers.questions[:half], "b": answers.questions[half:]}
    shown = decide(answers, POINTS) if guarded else Decisions()
    modes = answers.modes()
    slices = ["", *modes] if random.random() < 0.3 else modes
    pages = []
    for level in ("county", "town"):
        for one in slices:
            mask = np.ones(len(answers), bool)
            if one:
                assert answers.mode is not None
                mask = answers.mode.codes == answers.mode.values.index(one)
            mine = answers.take(mask)
            trust = np.where(doubted[mask], 0.5, 1.0)
            # the command shows the doubtful ones of all modes together, the portal of each mode
            some = trust if (one == "") == ("" in slices) else None
            ranking = estimate(
                mine,
                population,
                level="county" if level == "county" else "town",
                made_on=date(2026, 10, 1),
                trust=some,
                draws=_FEW_DRAWS,
                withheld=shown.withheld(),
            )
            if one and len(modes) > 1:  # the portal's page of a mode shows the blend, too
                blend = brought_together(
                    answers,
                    population,
                    level=ranking.provenance.level,
                    draws=_FEW_DRAWS,
                    withheld=shown.withheld(),
                )
                ranking = replace(ranking, blend=blend)
            lines = [
                line
                for of in (None, dimensions, {"all": answers.questions})
                for line in by_question(mine, ranking, dimensions=of)
            ]
            slice_, coarse = published.slice_of(mine), dict.fromkeys(ranking.rows, _EXACT)
            if guarded:
                coarse = steps(mine, ranking, shown, slice_, dimensions)
                ranking = published.ranking(ranking, mine, shown, some)
                lines = list(published.questions(lines, ranking, shown, slice_, coarse))
            pages.append(Page(slice_, ranking, tuple(lines), coarse))
    people = {mode: len(answers.only_mode(mode)) for mode in modes}
    people |= {"": len(answers)} if len(modes) > 1 else {}
    totals = {one: n for one, n in people.items() if shown.tier(CITY, one) > Tier.NOTHING}
    return Publication(answers, doubted, dimensions, tuple(pages), totals)


def _world(random: np.random.Generator) -> tuple[Answers, np.ndarray, Population | None]:
    towns = [code for code in packaged_names() if len(code) == 9]
    counties = random.choice(sorted({town[:6] for town in towns}), random.integers(1, 4), False)
    region: list[str] = []
    for county in counties:
        inside = [town for town in towns if town.startswith(county)]
        for town in random.choice(inside, min(random.integers(1, 7), len(inside)), False):
            region += [town] * int(np.clip(random.lognormal(np.log(45), 0.9), 1, 300))
    n, questions = len(region), int(random.integers(2, 6))
    content = random.choice([0.0, 0.3, 0.7, 0.9])
    person = random.normal(random.choice([3.2, 4.0, 4.5]), 0.7, n)
    grid = np.clip(np.rint(person[:, None] + random.normal(0, 0.6, (n, questions))), 1, 5)
    grid[random.random(n) < content] = 5
    grid[random.random((n, questions)) < random.choice([0.0, 0.0, 0.03])] = 0
    modes = int(random.integers(1, 4))
    shares = random.dirichlet(np.full(modes, random.choice([0.15, 1.5])))
    ages = random.choice(["18-39", "40-59", "60-79"], n, p=random.dirichlet(np.full(3, 2.0)))
    population = {(town, age, ""): 1000.0 for town in sorted({*region}) for age in {*ages.tolist()}}
    answers = Answers.of(
        wave="2026Q3",
        respondent=[f"r{i}" for i in range(n)],
        region=region,
        answers=grid.astype(np.int8),
        age=ages.tolist(),
        mode=random.choice(np.array(_MODES[:modes]), n, p=shares).tolist(),
    )
    doubted = random.random(n) < random.choice([0.0, 0.02, 0.08])
    return answers, doubted, Population(population) if random.random() < 0.25 else None
