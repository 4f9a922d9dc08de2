"""Routes that volunteers walk, and grids in which odor is measured."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians

from bureau.patrols.model import PatrolError, PatrolKind

MOST_SPOTS = 200
_LONGEST_NAME = 60
_M_PER_DEGREE = 111_195.0
# Jiaxing with some room around it: a point outside is a slip of the hand.
_WEST, _EAST, _SOUTH, _NORTH = 120.2, 121.5, 30.2, 31.2
_SIDE_M, _CELLS = (50.0, 2000.0), (1, 12)


@dataclass(frozen=True, slots=True)
class RouteSpot:
    """A point of a route; degrees in GCJ-02. `code` is unique in its route."""

    code: str
    name: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class GridShape:
    """Squares of `side_m` metres from a south-western corner (degrees, GCJ-02) on."""

    longitude: float
    latitude: float
    side_m: float
    columns: int
    rows: int

    def spots(self) -> tuple[RouteSpot, ...]:
        """Return the corners of the squares, which are where one measures, row by row."""
        return tuple(
            RouteSpot(f"{column}-{row}", f"{chr(65 + column)}{row + 1}", *self.corner(column, row))
            for row in range(self.rows + 1)
            for column in range(self.columns + 1)
        )

    def corner(self, column: int, row: int) -> tuple[float, float]:
        """Return a corner's longitude and latitude."""
        north = row * self.side_m / _M_PER_DEGREE
        east = column * self.side_m / (_M_PER_DEGREE * cos(radians(self.latitude)))
        return round(self.longitude + east, 6), round(self.latitude + north, 6)


@dataclass(frozen=True, slots=True)
class PatrolRoute:
    """A route with its points; one with a `grid` is measured for ten minutes at each of them."""

    id: int
    name: str
    kind: PatrolKind
    county: str | None
    town: str | None
    spots: tuple[RouteSpot, ...]
    grid: GridShape | None
    made: datetime
    made_by: str
    closed: datetime | None = None

    def spot(self, code: str) -> RouteSpot | None:
        """Return a point by its code."""
        return next((each for each in self.spots if each.code == code), None)


def named(name: str) -> str:
    """Return a route's name without space around it; raises `PatrolError` (`route_name`)."""
    told = " ".join(name.split())
    if not told or len(told) > _LONGEST_NAME:
        raise PatrolError("route_name")
    return told


def read_spots(text: str) -> tuple[RouteSpot, ...]:
    """Read points from lines of name, longitude and latitude, separated by commas or blanks.

    Raises `PatrolError`: `route_points` with its `line`, `route_size`.
    """
    spots: list[RouteSpot] = []
    for line, told in enumerate(text.splitlines(), 1):
        if not told.strip():
            continue
        parts = [part for part in re.split(r"[,，;；\t]+|\s{2,}|\s(?=[\d.]+\s*$)|\s(?=\d)", told)
                 if part.strip()]  # fmt: skip
        try:
            name, longitude, latitude = parts[0].strip()[:40], float(parts[1]), float(parts[2])
        except (IndexError, ValueError):
            raise PatrolError("route_points", line=line) from None
        inside = _WEST < longitude < _EAST and _SOUTH < latitude < _NORTH
        if len(parts) != 3 or not inside:
            raise PatrolError("route_points", line=line)
        spots.append(RouteSpot(str(len(spots) + 1), name, longitude, latitude))
    if not 1 <= len(spots) <= MOST_SPOTS or len({each.name for each in spots}) < len(spots):
        raise PatrolError("route_size")
    return tuple(spots)


def read_grid(longitude: str, latitude: str, side_m: str, columns: str, rows: str) -> GridShape:
    """Read a grid from what a form holds; raises `PatrolError` (`grid_shape`)."""
    try:
        shape = GridShape(float(longitude), float(latitude), float(side_m), int(columns), int(rows))
    except ValueError:
        raise PatrolError("grid_shape") from None
    inside = _WEST < shape.longitude < _EAST and _SOUTH < shape.latitude < _NORTH
    sized = _SIDE_M[0] <= shape.side_m <= _SIDE_M[1]
    cells = all(_CELLS[0] <= many <= _CELLS[1] for many in (shape.columns, shape.rows))
    if not (inside and sized and cells):
        raise PatrolError("grid_shape")
    return shape
