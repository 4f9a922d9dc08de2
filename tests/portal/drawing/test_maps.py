"""The map and its colours."""

from __future__ import annotations

import re
from itertools import combinations
from math import hypot
from pathlib import Path

import portal
from bureau.places import gazetteer
from bureau.quality.air_index import levels
from bureau.quality.model import Section, Station
from bureau.quality.sites import national_sections, national_stations
from bureau.quality.water_class import class_name
from portal.drawing.maps import WIDTH, city_map, marks

PLACES = gazetteer()
CSS = (Path(portal.__file__).parent / "static" / "quality.css").read_text(encoding="utf-8")


def colour(name: str) -> str:
    found = re.search(rf"\.{name}\b[^{{]*{{ --mark: (#[0-9a-f]{{6}})", CSS)
    assert found, name
    return found[1]


def test_every_county_is_drawn_and_named_inside_the_picture() -> None:
    drawing = city_map(PLACES)
    assert [shape.name for shape in drawing.shapes] == [c.name for c in PLACES.counties()]
    for shape in drawing.shapes:
        assert re.fullmatch(r"(M\d+ \d+l-?\d+ -?\d+( -?\d+ -?\d+){2,}z)+", shape.path)
        assert 0 < shape.x < WIDTH
        assert 0 < shape.y < drawing.height


def test_north_is_up_and_a_kilometre_is_the_same_both_ways() -> None:
    drawing = city_map(PLACES)
    x, y = drawing.point(120.75, 30.75)
    east, north = drawing.point(120.76, 30.75), drawing.point(120.75, 30.76)
    assert east[0] > x
    assert north[1] < y
    # A degree of longitude is cos(30.75°) = 0.859 of one of latitude.
    assert 0.85 < (east[0] - x) / (y - north[1]) < 0.87


def test_a_station_with_a_position_stands_there_and_one_without_at_its_seat() -> None:
    found = marks(national_stations(), PLACES)
    assert found["1252A"].exact
    assert not found["3407A"].exact


def test_marks_at_one_seat_do_not_cover_each_other() -> None:
    found = marks(national_sections(), PLACES)
    for one, other in combinations(found.values(), 2):
        assert hypot(one.x - other.x, one.y - other.y) > 20


def test_what_nobody_can_place_is_left_out() -> None:
    nowhere = (Section("a", "甲", "national"), Station("b", "乙", "bureau", "999999"))
    assert marks(nowhere, PLACES) == {}


def test_the_colours_are_those_of_the_standards() -> None:
    for level in levels():
        assert colour(f"air-{level.number}") == level.hex.lower()
    for water_class in range(1, 7):
        assert colour(f"water-{water_class}") == class_name(water_class).hex.lower()
