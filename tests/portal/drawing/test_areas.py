"""The areas of towns on the map are those by which positions are named."""

from __future__ import annotations

import random

from bureau.places import gazetteer
from portal.drawing.areas import town_areas
from portal.drawing.maps import city_map


def _corners(path: str) -> list[tuple[float, float]]:
    return [tuple(map(float, pair.split())) for pair in path[1:-1].split("L")]  # type: ignore[misc]


def _inside(x: float, y: float, corners: list[tuple[float, float]]) -> bool:
    turns = [
        (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    return all(turn >= -800 for turn in turns) or all(turn <= 800 for turn in turns)


def test_every_town_has_an_area_that_holds_its_seat() -> None:
    areas = town_areas(gazetteer())
    assert len(areas) == 72
    for area in areas:
        assert _inside(area.x, area.y, _corners(area.path)), area.name


def test_a_position_lies_in_the_area_of_the_town_it_is_named_after() -> None:
    places, rng = gazetteer(), random.Random(5)
    areas = {area.code: _corners(area.path) for area in town_areas(places)}
    seen = 0
    while seen < 200:
        spot = (rng.uniform(120.3, 121.2), rng.uniform(30.4, 31.0))
        town = places.at(*spot)
        if town is not None:
            seen += 1
            assert _inside(*city_map(places).point(*spot), areas[town.code]), (spot, town.name)
