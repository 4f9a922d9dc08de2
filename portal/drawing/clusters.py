"""Cases on the map: what lies close together is one circle with its number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from bureau.figures import SpotCount
from bureau.finding.entry import cell_middle
from bureau.places import Gazetteer
from portal.drawing.maps import WIDTH, Map, city_map

_STEP = 44.0  # units of the screen's drawing within which cases become one circle
_LEAST, _MOST = 6.0, 24.0


@dataclass(frozen=True, slots=True)
class MapWindow:
    """The part of the drawing that is shown."""

    x: float
    y: float
    width: float
    height: float

    @property
    def scale(self) -> float:
        """How many units of the drawing one of the screen's is."""
        return self.width / WIDTH

    @property
    def box(self) -> str:
        """As SVG writes it."""
        return f"{self.x:g} {self.y:g} {self.width:g} {self.height:g}"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Cases that are drawn as one circle; not `exact` where only their town is known."""

    x: float
    y: float
    radius: float
    count: int
    exact: bool


def window(places: Gazetteer, county: str = "") -> MapWindow:
    """Return the whole city, or the part that a county fills."""
    drawing = city_map(places)
    if not county:
        return MapWindow(0, 0, WIDTH, drawing.height)
    points = [drawing.point(*corner) for ring in places.outline(county) for corner in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    north, south = min(y for _, y in points), max(y for _, y in points)
    width = max(east - west, (south - north) * WIDTH / drawing.height) * 1.06
    height = width * drawing.height / WIDTH
    left, top = (west + east - width) / 2, (north + south - height) / 2
    return MapWindow(round(left), round(top), round(width), round(height))


def clusters(
    spots: Iterable[SpotCount], places: Gazetteer, shown: MapWindow, *, apart: bool
) -> list[Cluster]:
    """Return the circles of some spots, the largest first, so that small ones lie above.

    Cases of which only the town is known stand at its seat: with `apart` as circles of their own,
    which a county has room for.
    """
    drawing = city_map(places)
    step = _STEP * shown.scale
    sums: dict[tuple[bool, int, int], list[float]] = {}
    for spot in spots:
        where = _where(spot, places, drawing)
        if where is None:
            continue
        x, y = where
        cell = (spot.cell is not None or not apart, int(x / step), int(y / step))
        held = sums.setdefault(cell, [0.0, 0.0, 0.0])
        held[0] += x * spot.count
        held[1] += y * spot.count
        held[2] += spot.count
    largest = max((held[2] for held in sums.values()), default=1.0)
    found = [
        Cluster(
            round(x / count, 1),
            round(y / count, 1),
            round((_LEAST + (_MOST - _LEAST) * sqrt(count / largest)) * shown.scale, 1),
            int(count),
            exact,
        )
        for (exact, _, _), (x, y, count) in sums.items()
    ]
    return sorted(found, key=lambda each: (-each.count, each.x, each.y))


def _where(spot: SpotCount, places: Gazetteer, drawing: Map) -> tuple[float, float] | None:
    if spot.cell is not None:
        return drawing.point(*cell_middle(spot.cell))
    seat = places.get(spot.area)
    return None if seat is None else drawing.point(seat.longitude, seat.latitude)
