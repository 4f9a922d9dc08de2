"""How long a loop over a queue rests."""

from __future__ import annotations

from basis.pace import Pace


def test_the_one_that_leads_keeps_its_pace_however_long_nothing_comes() -> None:
    pace = Pace(0.5, 3.0, lambda: True)
    assert [pace.rest(worked=False) for _ in range(9)] == [0.5] * 9


def test_the_others_look_ever_more_seldom_but_never_later_than_the_longest_rest() -> None:
    pace = Pace(0.5, 3.0, lambda: False)
    assert [pace.rest(worked=False) for _ in range(5)] == [0.5, 1.0, 2.0, 3.0, 3.0]


def test_whoever_finds_work_looks_on_at_once_and_is_quick_again() -> None:
    pace = Pace(0.5, 3.0, lambda: False)
    for _ in range(5):
        pace.rest(worked=False)
    assert pace.rest(worked=True) == 0.0
    assert pace.rest(worked=False) == 0.5


def test_whoever_comes_to_lead_is_quick_from_then_on_and_slow_again_once_it_does_not() -> None:
    leads = False
    pace = Pace(0.5, 3.0, lambda: leads)
    for _ in range(5):
        pace.rest(worked=False)
    leads = True
    assert pace.rest(worked=False) == 0.5
    leads = False
    assert [pace.rest(worked=False) for _ in range(3)] == [0.5, 1.0, 2.0]
