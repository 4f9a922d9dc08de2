"""Tables as they may be shown."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from surveys.checks import CheckReport, GroupWarning
from surveys.disclosure import published
from surveys.disclosure.cells import Group
from surveys.disclosure.decisions import Decisions, Tier, decide
from surveys.statistics.answers import Answers
from surveys.statistics.changes import compare
from surveys.statistics.population import Population
from surveys.statistics.questions import QuestionResult, by_question
from surveys.statistics.ranking import SurveyRanking, brought_together, estimate
from surveys.statistics.weights import WeightingRules
from tests.surveys.disclosure.test_decisions import POINTS, A, B, C, D, one_mode, wave

SHOWN = Decisions({Group(A, ""): Tier.FULL, Group(B, ""): Tier.COUNT, Group(C, ""): Tier.NOTHING})
RANKED = estimate(
    one_mode({A: 60, B: 60, C: 60}),
    level="town",
    made_on=date(2026, 10, 1),
    draws=100,
    withheld={"wechat": {C: "cell"}},
)


def line(region: str) -> QuestionResult:
    return QuestionResult(
        region, region, "q1", 60, 81.3, 77.2, 99.4, 0.8333, (None, None, None, 0.4167, 0.4833)
    )


def test_figures_of_questions_come_in_whole_steps_and_intervals_go_outward():
    (made,) = published.questions([line(A)], RANKED, SHOWN, "", {A: 0.1})
    assert (made.score, made.ci_low, made.ci_high) == (80.0, 75.0, 100.0)
    assert made.satisfied == 0.8
    assert made.shares == (None, None, None, 0.4, 0.5)


def test_a_question_tells_no_more_of_a_place_than_the_ranking():
    counted, nothing = published.questions([line(B), line(C)], RANKED, SHOWN, "", {B: 0.1, C: 0.1})
    assert (counted.n, counted.score, counted.satisfied) == (60, None, None)
    assert (nothing.n, nothing.score) == (None, None)


def test_a_place_whose_steps_never_suffice_shows_no_figures_of_questions():
    (made,) = published.questions([line(A)], RANKED, SHOWN, "", {A: 1.0})
    assert (made.score, made.satisfied, made.n) == (None, None, 60)


def test_warnings_of_places_stand_only_where_their_figures_do():
    warnings = (
        *(GroupWarning(code, 60, "x", code) for code in (A, B, C)),
        GroupWarning("interviewer 1", 60, "x"),
    )
    report = CheckReport("2026Q3", 1, np.zeros(1, bool), np.ones(1), (), warnings, ())
    kept = published.checks(report, SHOWN, "").groups
    assert [one.region for one in kept] == [A, ""]


def ranked(sizes: dict[str, int], wave: str = "2026Q3") -> SurveyRanking:
    answers = one_mode(sizes)
    return estimate(
        answers,
        level="town",
        made_on=date(2026, 10, 1),
        draws=100,
        withheld=decide(answers, POINTS).withheld(),
    )


def test_ranks_are_made_among_those_that_are_shown_and_leave_no_hole():
    made = ranked({A: 6, B: 60, C: 200, D: 90, "330411002": 95})
    places = {one.region: one.rank for one in made.main.regions}
    assert places[A] is None
    assert places[B] is None
    assert sorted(rank for rank in places.values() if rank) == [1, 2, 3]


def test_no_change_is_told_of_a_place_that_either_wave_keeps_back():
    now = ranked({A: 6, B: 60, C: 200, D: 90})
    before = ranked({A: 100, B: 60, C: 200, D: 90})
    assert set(compare(now, before).changes) == {C, D}
    assert set(compare(before, now).changes) == {C, D}


def test_the_few_doubtful_ones_take_figures_but_not_ranks_from_the_table_without_them():
    answers = one_mode({A: 100, B: 120, C: 140, D: 90})
    trust = np.ones(len(answers))
    trust[:3] = 0.5
    made = estimate(answers, level="town", made_on=date(2026, 10, 1), draws=100, trust=trust)
    shown = published.ranking(made, answers, decide(answers, POINTS), trust)
    assert shown.without_flagged is not None
    hidden = shown.without_flagged.of(A)
    assert (hidden.n, hidden.score, hidden.se) == (None, None, None)
    assert hidden.rank is not None


def test_the_number_under_a_question_is_its_places_and_what_was_left_out_comes_in_steps():
    answers = one_mode({A: 60, B: 80})
    grid = answers.answers.copy()
    grid[:3, 1] = 0
    answers = replace(answers, answers=grid)
    made = estimate(answers, level="town", made_on=date(2026, 10, 1), draws=100)
    assert made.main.of(A).responded == pytest.approx(1 - 3 / 240)
    shown = published.ranking(made, answers, decide(answers, POINTS))
    assert shown.main.of(A).responded == 1.0  # steps of a tenth
    lines = published.questions(
        by_question(answers, made), made, decide(answers, POINTS), "wechat", {A: 0.1, B: 0.1}
    )
    assert {(one.region, one.n) for one in lines} == {(A, 60), (B, 80)}
    assert made.answered["q2"] == 1.0  # 137 of 140, in steps of a twentieth


def test_the_blend_stands_only_on_places_whose_scores_both_modes_show():
    towns = [A, B, C, D, "330411002", "330411003"]
    sizes = {(town, mode): 90 for town in towns for mode in ("wechat", "phone")}
    sizes[(A, "phone")] = 12
    answers = wave(sizes)
    kept_back = decide(answers, POINTS).withheld()
    made = brought_together(answers, None, level="town", draws=100, withheld=kept_back)
    open_ = brought_together(answers, None, level="town", draws=100)
    assert made is not None
    assert open_ is not None
    hidden = {*kept_back["phone"], *kept_back["wechat"]} & {*towns}
    assert len(hidden) > 1
    assert {one.region for one in made.regions} == {*towns} - hidden
    assert {one.region for one in open_.regions} == {*towns} - {A}


def test_what_weighting_reached_is_told_in_steps_and_only_beside_a_score():
    ages = ["20-39"] * 115 + ["40-59"] * 5 + ["20-39"] * 12
    region = [A] * 120 + [B] * 12
    answers = Answers.of(
        wave="2026Q3",
        respondent=[str(i) for i in range(132)],
        region=region,
        answers=np.full((132, 2), 4, np.int8),
        age=ages,
    )
    population = Population(
        {(town, age, ""): 500.0 for town in (A, B) for age in ("20-39", "40-59")}
    )
    made = estimate(
        answers,
        population,
        level="town",
        made_on=date(2026, 10, 1),
        draws=100,
        rules=WeightingRules(trim_ratio=3),
    )
    assert set(made.gaps()) == {A}
    for gap in made.gaps()[A]:
        assert gap.reached == pytest.approx(round(gap.reached / 0.05) * 0.05)
        assert gap.reached != gap.target
    said = [line for line in made.method if "加权仍补不齐的" in line]
    assert said
    assert made.main.of(B).name not in said[0]


def test_a_mode_kept_back_is_named_without_its_number():
    sizes = {(A, "wechat"): 80, (B, "wechat"): 90, (B, "phone"): 1, (D, "wechat"): 70}
    answers = wave(sizes)
    made = estimate(
        answers,
        level="town",
        made_on=date(2026, 10, 1),
        draws=100,
        withheld=decide(answers, POINTS).withheld(),
    )
    assert not any(" 1 份" in line for line in made.method)
    assert any(" 240 份" in line for line in made.method)
