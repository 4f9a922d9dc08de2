"""The city as a drawing: outlines of the counties, marks where air or water is measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, pi, radians, sin, sqrt

from bureau.places import Gazetteer, wgs84_to_gcj02
from bureau.quality.model import Section, Station

WIDTH = 720
Ring = list[list[float]]

_MARGIN = 12
_TURN = pi * (3 - sqrt(5))  # the golden angle: marks at one seat never cover each other
_APART = 22.0
_FEWEST_CORNERS = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """A county as an SVG path, with where its name stands."""

    code: str
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Map:
    """The counties in units of a drawing that is `WIDTH` wide."""

    shapes: tuple[Shape, ...]
    height: int
    west: float
    north: float
    per_degree: tuple[float, float]

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a position (degrees, GCJ-02) lies on the drawing."""
        across, down = self.per_degree
        return (
            _MARGIN + (longitude - self.west) * across,
            _MARGIN + (self.north - latitude) * down,
        )


@dataclass(frozen=True, slots=True)
class MarkColour:
    """A station or section on the map; `exact` is False where only its town or county is known."""

    code: str
    x: float
    y: float
    exact: bool


@cache
def city_map(places: Gazetteer) -> Map:
    """Return the map of the city, an equirectangular one true to scale at its middle."""
    rings = {county.code: places.outline(county.code) for county in places.counties()}
    points = [point for around in rings.values() for ring in around for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    across = (WIDTH - 2 * _MARGIN) / (east - west)
    down = across / cos(radians((south + north) / 2))
    empty = Map((), round((north - south) * down + 2 * _MARGIN), west, north, (across, down))
    shapes = []
    for county in places.counties():
        x, y = empty.point(*_middle(max(rings[county.code], key=_area)))
        path = "".join(_path(ring, empty) for ring in rings[county.code])
        shapes.append(Shape(county.code, county.name, path, round(x), round(y)))
    return Map(tuple(shapes), empty.height, west, north, empty.per_degree)


def marks(sites: Iterable[Station | Section], places: Gazetteer) -> dict[str, MarkColour]:
    """Return a mark for every site that can be put on the map.

    One without a position of its own stands beside the seat of its town or county.
    """
    drawing = city_map(places)
    found: dict[str, MarkColour] = {}
    at_seat: dict[str, int] = {}
    for site in sites:
        seat = places.get(site.place) if site.place else None
        if site.longitude is not None and site.latitude is not None:
            x, y = drawing.point(*wgs84_to_gcj02(site.longitude, site.latitude))
            found[site.code] = MarkColour(site.code, round(x), round(y), exact=True)
        elif seat is not None:
            before = at_seat[seat.code] = at_seat.get(seat.code, -1) + 1
            x, y = drawing.point(seat.longitude, seat.latitude)
            away, turn = _APART * sqrt(before), before * _TURN
            found[site.code] = MarkColour(
                site.code, round(x + away * cos(turn)), round(y + away * sin(turn)), exact=False
            )
    return found


def _area(ring: Ring) -> float:
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairwise(ring)))


def _middle(ring: Ring) -> tuple[float, float]:
    """Return the centroid of a closed ring."""
    west, south = ring[0]  # near the ring, so that the products stay exact enough
    x = y = doubled = 0.0
    for (x1, y1), (x2, y2) in pairwise([(a - west, b - south) for a, b in ring]):
        cross = x1 * y2 - x2 * y1
        doubled += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    return west + x / (3 * doubled), south + y / (3 * doubled)


def _path(ring: Ring, drawing: Map) -> str:
    """Return a closed ring in whole units, each step from the one before; none for a speck."""
    corners: list[tuple[int, int]] = []
    for longitude, latitude in ring:
        x, y = drawing.point(longitude, latitude)
        if not corners or corners[-1] != (round(x), round(y)):
            corners.append((round(x), round(y)))
    if len(corners) < _FEWEST_CORNERS:
        return ""
    steps = " ".join(f"{x - u} {y - v}" for (u, v), (x, y) in pairwise(corners))
    return f"M{corners[0][0]} {corners[0][1]}l{steps}z"
