"""Areas of towns for the map: approximate, since no outline of a town is public.

Each is where the town's seat is the nearest of its county's, which is how the assistant itself
names the town of a position (`Gazetteer.at`); the county's outline cuts it on the drawing. Where
the bureau has surveyed outlines they belong here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bureau.places import Gazetteer
from portal.drawing.maps import WIDTH, city_map

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TownArea:
    """A town on the drawing: its corners as an SVG path, and where its seat is."""

    code: str
    name: str
    county: str
    path: str
    x: float
    y: float


@cache
def town_areas(places: Gazetteer) -> tuple[TownArea, ...]:
    """Return the area of every town, in units of `maps.city_map`."""
    drawing = city_map(places)
    found = []
    for county in places.counties():
        towns = places.towns(county.code)
        seats = [drawing.point(town.longitude, town.latitude) for town in towns]
        for town, seat in zip(towns, seats, strict=True):
            corners = _nearest(seat, [other for other in seats if other != seat], drawing.height)
            path = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in corners) + "z"
            found.append(TownArea(town.code, town.name, county.code, path, *seat))
    return tuple(found)


def _nearest(seat: Point, others: Sequence[Point], height: int) -> list[Point]:
    """Return the corners of all that is nearer to a seat than to the others, within the drawing."""
    corners: list[Point] = [(0, 0), (WIDTH, 0), (WIDTH, height), (0, height)]
    for other in others:
        corners = _cut(corners, seat, other)
    return corners


def _cut(corners: list[Point], seat: Point, other: Point) -> list[Point]:
    """Keep the half of a convex area that is nearer to `seat` than to `other`."""

    def beyond(point: Point) -> float:
        return _square(point, seat) - _square(point, other)

    kept: list[Point] = []
    for here, there in zip(corners, [*corners[1:], corners[0]], strict=True):
        a, b = beyond(here), beyond(there)
        if a <= 0:
            kept.append(here)
        if a * b < 0:
            share = a / (a - b)
            x, y = here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])
            kept.append((x, y))
    return kept


def _square(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
