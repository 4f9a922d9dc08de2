"""How coarse the figures of questions are."""

import numpy as np
import pytest

from surveys.disclosure.rounding import _Printed, step_of
from surveys.statistics.tables import Floors

POINTS = (0.0, 25.0, 50.0, 75.0, 100.0)


@pytest.mark.parametrize(
    ("people", "step"), [(50, 0.1), (60, 0.1), (100, 0.05), (300, 0.02), (1000, 0.005)]
)
def test_a_step_is_round_and_worth_five_people(people: int, step: float):
    assert step_of(people) == step
    assert step * people >= 5 - 1e-9


def printed(counts: list[list[int]]) -> _Printed:
    return _Printed(np.array(counts), sum(counts[0]), POINTS, [[0], [1, 2]], Floors())


def test_figures_as_they_are_would_give_hidden_shares_away():
    made = printed([[1, 2, 6, 20, 31], [2, 3, 4, 21, 30], [1, 1, 9, 19, 30]])
    assert not made.safe(1e-7, complete=True)
    assert made.safe(0.1, complete=True)


def test_shares_of_questions_together_count_as_evidence_too():
    # met in an attack: nearly everybody content, and the sum of the questions known exactly
    made = printed([[0, 0, 0, 3, 51], [0, 0, 1, 1, 52], [0, 0, 0, 4, 50]])
    assert not made.safe(0.1, complete=True)
    assert made.safe(0.2, complete=True)


def test_a_place_where_nobody_is_few_has_nothing_to_hide():
    assert printed([[20, 20, 20, 20, 20]] * 3).hidden == []
