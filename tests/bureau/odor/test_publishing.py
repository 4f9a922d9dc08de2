from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.odor.model import Plane, Sighting
from bureau.odor.publishing import (
    PublicSmell,
    PublishingRule,
    blurred,
    cell_of,
    corners,
    publishing,
    released,
)

AT = datetime(2026, 7, 1, 12, 25, tzinfo=UTC)
RULE = PublishingRule(500.0, 3, timedelta(hours=2))
STEPS = [3, 6, 10]
TOWN, OTHER = "330411105", "330402001"


def told(n: int, x: float = 100.0, y: float = 100.0, **facts) -> Sighting:
    given_facts = {"town": TOWN, "county": TOWN[:6], "qualities": ("塑料",), "intensity": 3}
    at = AT + timedelta(minutes=n)
    return Sighting(f"case:{n}", at, x, y, **{**given_facts, **facts})


def by_one_each(reports: list[Sighting]) -> dict[str, str]:
    return {each.key: f"p{n}" for n, each in enumerate(reports)}


def test_three_people_in_a_square_show_it_and_two_do_not():
    three = [told(n) for n in range(3)]
    smell = blurred(three, by_one_each(three), STEPS, RULE)
    assert smell is not None
    assert smell.cells == ((0, 0),)
    assert smell.towns == (TOWN,)
    apart = [told(0), told(1), told(2, x=900.0)]
    smell = blurred(apart, by_one_each(apart), STEPS, RULE)
    assert smell is not None
    assert (smell.cells, smell.towns) == ((), (TOWN,))
    two = three[:2]
    assert blurred(two, by_one_each(two), STEPS, RULE) is None


def test_one_person_is_one_however_often_they_tell():
    ten = [told(n) for n in range(10)]
    assert blurred(ten, {each.key: "p" for each in ten}, STEPS, RULE) is None


def test_what_two_of_many_say_is_not_shown():
    reports = [told(n, qualities=("塑料",)) for n in range(3)]
    reports += [told(n, qualities=("鱼腥",), town=OTHER, x=9000.0) for n in range(3, 5)]
    smell = blurred(reports, by_one_each(reports), STEPS, RULE)
    assert smell is not None
    assert (smell.qualities, smell.towns) == (("塑料",), (TOWN,))


def test_how_many_is_said_in_steps_and_when_in_whole_hours():
    for people, step in ((3, 3), (5, 3), (6, 6), (9, 6), (30, 10)):
        reports = [told(n % 30) for n in range(people)]
        reports = [Sighting(**{**_facts(r), "key": f"case:{n}"}) for n, r in enumerate(reports)]
        smell = blurred(reports, by_one_each(reports), STEPS, RULE)
        assert smell is not None
        assert smell.people == step
        assert (smell.first.minute, smell.last.minute) == (0, 0)


def _facts(report: Sighting) -> dict[str, object]:
    return {name: getattr(report, name) for name in report.__slots__}


def test_a_report_of_only_a_town_makes_no_square():
    reports = [told(n, blur_m=2500.0) for n in range(5)]
    smell = blurred(reports, by_one_each(reports), STEPS, RULE)
    assert smell is not None
    assert smell.cells == ()


def test_a_nose_that_noticed_nothing_and_one_that_nobody_knows_count_for_nobody():
    reports = [told(n) for n in range(3)]
    silent = [told(9, noticed=False)]
    people = by_one_each(reports)
    del people[reports[0].key]
    assert blurred([*reports, *silent], {**people, "case:9": "s"}, STEPS, RULE) is None


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.floats(-2000, 2000), st.floats(-2000, 2000)), max_size=25
    )
)
def test_no_square_is_shown_that_fewer_than_three_people_told_of(points):
    reports = [told(n, x=x, y=y) for n, (_, x, y) in enumerate(points)]
    people = {f"case:{n}": f"p{who}" for n, (who, _, _) in enumerate(points)}
    smell = blurred(reports, people, STEPS, RULE)
    for cell in smell.cells if smell else ():
        there = {people[r.key] for r in reports if cell_of(r.x_m, r.y_m, RULE) == cell}
        assert len(there) >= RULE.least


@given(st.floats(-20_000, 20_000), st.floats(-20_000, 20_000))
def test_a_square_holds_its_point_and_says_no_more_of_it(x: float, y: float):
    plane = Plane(120.755, 30.747)
    cell = cell_of(x, y, RULE)
    around = [plane.metres(*corner) for corner in corners(cell, plane, RULE)]
    assert min(e for e, _ in around) - 0.01 <= x <= max(e for e, _ in around) + 0.01
    assert min(n for _, n in around) - 0.01 <= y <= max(n for _, n in around) + 0.01
    middle = ((cell[0] + 0.5) * 500, (cell[1] + 0.5) * 500)
    assert cell_of(*middle, RULE) == cell


def test_a_released_report_shows_its_square_or_its_town_alone():
    assert released(told(1), RULE).cells == ((0, 0),)
    vague = released(told(1, blur_m=2500.0), RULE)
    assert (vague.cells, vague.towns, vague.people) == ((), (TOWN,), 0)


def test_what_is_kept_comes_back_the_same():
    reports = [told(n) for n in range(4)]
    smell = blurred(reports, by_one_each(reports), STEPS, RULE)
    assert smell is not None
    assert PublicSmell.of(smell.kept()) == smell


def test_the_house_never_shows_fewer_than_three():
    assert publishing().least >= 3
    assert publishing().grid_m >= 500
    assert publishing().delay >= timedelta(hours=1)


@pytest.mark.parametrize("moved", [1.0, 50.0, 300.0])
def test_the_grid_does_not_follow_the_reports(moved: float):
    """A grid laid around the reports would tell of them by where it lies."""
    reports = [told(n, x=10.0 + moved) for n in range(3)]
    smell = blurred(reports, by_one_each(reports), STEPS, RULE)
    assert smell is not None
    assert smell.cells == ((0, 0),)
