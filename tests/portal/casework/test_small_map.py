"""Small maps hold what they show, drawn where it lies."""

from __future__ import annotations

from flask import Flask

from bureau.cases import Location
from bureau.casework.nearness import Neighbour
from portal.casework.small_map import around, picker
from tests.portal.casework.conftest import WANGDIAN, Report


def test_a_map_holds_the_case_in_its_middle_and_every_neighbour(app: Flask, report: Report) -> None:
    own = report("m1")
    far = report("m2", location=Location(WANGDIAN.longitude + 0.03, WANGDIAN.latitude + 0.02))
    with app.app_context():
        drawn = around(own, [Neighbour(far, 1.0, far.created - own.created)])
    assert drawn is not None
    assert drawn.own is not None
    left, top, wide, high = drawn.box
    assert abs(left + wide / 2 - drawn.own.x) < 0.01
    (spot,) = drawn.spots
    assert left < spot.x < left + wide
    assert top < spot.y < top + high
    assert spot.y < drawn.own.y  # north is up
    assert [town.name for town in drawn.towns].count("王店镇") == 1
    assert 5 < drawn.kilometre < 8  # of a city that is 720 wide


def test_a_case_without_a_point_stands_at_its_towns_seat_and_one_without_a_town_nowhere(
    app: Flask, report: Report
) -> None:
    with app.app_context():
        rough = around(report("m1", location=None), [])
        assert rough is not None
        assert rough.own is not None
        assert not rough.own.exact
        assert around(report("m2", location=None, place=None), []) is None
        assert len(picker(report("m3")).towns) > 70
