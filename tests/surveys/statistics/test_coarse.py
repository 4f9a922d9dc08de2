"""Steps in which nobody's answer can be counted."""

import pytest

from surveys.statistics.coarse import PEOPLE, nearest, step_of


@pytest.mark.parametrize("people", [50, 60, 99, 100, 137, 1000, 9999])
def test_a_step_of_shares_is_worth_five_people_at_least(people: int):
    assert step_of(people) * people >= PEOPLE - 1e-9


@pytest.mark.parametrize("people", [0, 1, 12, 24])
def test_for_few_it_is_a_fifth(people: int):
    assert step_of(people) == 0.2


def test_the_nearest_step_stays_within_the_scale():
    assert nearest(0.97, 0.1) == 1.0
    assert nearest(0.04, 0.1) == 0.0
    assert nearest(83.0, 5.0, 0.0, 100.0) == 85.0
