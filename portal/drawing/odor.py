"""An odor event as a drawing: where it was smelt, where it came from, the wind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np
from numpy.typing import NDArray

from bureau.odor import Picture
from bureau.odor.model import Plane, Sighting
from bureau.odor.wind import Wind
from bureau.places import Gazetteer
from portal.drawing.maps import Map, city_map

_LEAST_ACROSS_M = 9_000.0
_MARGIN = 1.25
_ARROW_M = 0.13  # of the window's width, at a wind of 3 m/s
Point = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Label:
    """A town's name and where it stands."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Nose:
    """A report or a nose that noticed nothing."""

    x: float
    y: float
    noticed: bool
    intensity: int | None


@dataclass(frozen=True, slots=True)
class Arrow:
    """The wind: from where to where, with the two strokes of its head as a path."""

    path: str


@dataclass(frozen=True, slots=True)
class EventDrawing:
    """All in units of `portal.drawing.maps`; `unit` is a thousandth of the window's width.

    `blurs`: middle and radius of the circles within which somebody was who named a town only.
    """

    window: str
    unit: float
    map: Map
    likely: str
    likeliest: str
    noses: tuple[Nose, ...]
    blurs: tuple[tuple[float, float, float], ...]
    towns: tuple[Label, ...]
    works: tuple[Label, ...]
    arrow: Arrow | None
    scale: tuple[float, float, float]


def drawn(
    reports: Sequence[Sighting],
    picture: Picture,
    places: Gazetteer,
    plane: Plane,
    works: Sequence[tuple[str, float, float]] = (),
) -> EventDrawing:
    """Return the drawing of an event; `works`: label and position (degrees, GCJ-02) of some."""
    drawing = city_map(places)

    def point(x_m: float, y_m: float) -> tuple[float, float]:
        return drawing.point(*plane.degrees(x_m, y_m))

    unit_m = abs(point(1000.0, 0.0)[0] - point(0.0, 0.0)[0]) / 1000.0
    inside = picture.area.region(0.9)
    ys, xs = np.nonzero(inside)
    east = [*picture.area.xs[xs], *(each.x_m for each in reports)]
    north = [*picture.area.ys[ys], *(each.y_m for each in reports)]
    across = max(max(east) - min(east), max(north) - min(north), _LEAST_ACROSS_M) * _MARGIN
    left, top = point((max(east) + min(east) - across) / 2, (max(north) + min(north) + across) / 2)
    width = across * unit_m
    window = f"{left:.1f} {top:.1f} {width:.1f} {width:.1f}"
    seen = [
        Label(town.name, x, y)
        for town in places.towns()
        for x, y in [drawing.point(town.longitude, town.latitude)]
        if left < x < left + width and top < y < top + width
    ]
    marked = [
        Label(name, *drawing.point(longitude, latitude)) for name, longitude, latitude in works
    ]
    return EventDrawing(
        window=window,
        unit=width / 1000,
        map=drawing,
        likely=_cells(inside, picture, point),
        likeliest=_cells(picture.area.region(0.5), picture, point),
        noses=tuple(_nose(each, point) for each in reports),
        blurs=_blurs(reports, point, unit_m),
        towns=tuple(seen),
        works=tuple(marked),
        arrow=_arrow(picture.area.wind, left, top, width),
        scale=(left + width * 0.04, top + width * 0.96, 2000 * unit_m),
    )


def _cells(inside: NDArray[np.bool_], picture: Picture, point: Point) -> str:
    """Return the cells of a region as one path, each run of a row as one rectangle."""
    xs, ys = picture.area.xs, picture.area.ys
    dx, dy = (xs[1] - xs[0]) / 2, (ys[1] - ys[0]) / 2
    parts = []
    for row, y in zip(inside, ys, strict=True):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
        for first, behind in edges.reshape(-1, 2):
            left, top = point(float(xs[first] - dx), float(y + dy))
            right, bottom = point(float(xs[behind - 1] + dx), float(y - dy))
            parts.append(f"M{left:.1f} {top:.1f}H{right:.1f}V{bottom:.1f}H{left:.1f}z")
    return "".join(parts)


def _nose(each: Sighting, point: Point) -> Nose:
    x, y = point(each.x_m, each.y_m)
    return Nose(round(x, 1), round(y, 1), each.noticed, each.intensity)


def _blurs(
    reports: Sequence[Sighting], point: Point, unit_m: float
) -> tuple[tuple[float, float, float], ...]:
    found = {(*point(each.x_m, each.y_m), each.blur_m * unit_m) for each in reports if each.blur_m}
    return tuple(sorted((round(x, 1), round(y, 1), radius) for x, y, radius in found))


def _arrow(wind: Wind | None, left: float, top: float, width: float) -> Arrow | None:
    """Return an arrow in the corner that points where the wind blows to; none in a calm."""
    if wind is None or wind.calm:
        return None
    length = width * _ARROW_M
    u, v = wind.u / wind.speed_m_s * length / 2, -wind.v / wind.speed_m_s * length / 2
    x, y = left + width * 0.9, top + width * 0.1
    tip, tail = (x + u, y + v), (x - u, y - v)
    side = hypot(u, v) / length
    wings = [
        (tip[0] - 0.6 * u + sign * 0.4 * v * side * 2, tip[1] - 0.6 * v - sign * 0.4 * u * side * 2)
        for sign in (1, -1)
    ]
    path = f"M{tail[0]:.1f} {tail[1]:.1f}L{tip[0]:.1f} {tip[1]:.1f}"
    path += "".join(f"M{tip[0]:.1f} {tip[1]:.1f}L{a:.1f} {b:.1f}" for a, b in wings)
    return Arrow(path)
