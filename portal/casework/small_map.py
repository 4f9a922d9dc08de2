"""Small maps drawn by the server: what lies around a case, and the city to point at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bureau.cases import Case
from bureau.casework.nearness import Neighbour
from portal.context import bureau
from portal.drawing.maps import Map, city_map

_LEAST_WIDE = 30.0  # of the city's 720: some five kilometres
_ROOM = 1.35
_HIGH = 0.45  # of its width
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class CaseSpot:
    """A report on a small map; `exact` is False where it stands at its town's seat."""

    case: Case
    x: float
    y: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A town on a map, where its seat is."""

    code: str
    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class SmallMap:
    """A part of the city's drawing: `box` is its view box, `unit` a hundredth of its width."""

    drawing: Map
    box: tuple[float, float, float, float]
    unit: float
    spots: tuple[CaseSpot, ...]
    towns: tuple[Named, ...]
    own: CaseSpot | None = None

    @property
    def kilometre(self) -> float:
        """How long a kilometre is on the drawing."""
        return self.drawing.per_degree[1] / _KM_PER_DEGREE


def around(case: Case, found: Iterable[Neighbour]) -> SmallMap | None:
    """Return a map of a case and its neighbours; None where it is not known where it lies."""
    own = _spot(case)
    if own is None:
        return None
    spots = [spot for each in found if (spot := _spot(each.case)) is not None]
    farthest = max(
        [abs(s.x - own.x) for s in spots] + [abs(s.y - own.y) / _HIGH for s in spots] + [0]
    )
    wide = max(_LEAST_WIDE, 2 * farthest * _ROOM)
    box = (own.x - wide / 2, own.y - wide * _HIGH / 2, wide, wide * _HIGH)
    return SmallMap(_city(), box, wide / 100, tuple(spots), tuple(_towns(box)), own)


def picker(case: Case) -> SmallMap:
    """Return the map of the whole city with every town, to point at a place."""
    drawing = _city()
    box = (0.0, 0.0, 720.0, float(drawing.height))
    return SmallMap(drawing, box, 7.2, (), tuple(_towns(box)), _spot(case))


def _spot(case: Case) -> CaseSpot | None:
    point = case.draft.location
    if point is not None:
        x, y = _city().point(point.longitude, point.latitude)
        return CaseSpot(case, round(x, 2), round(y, 2), exact=True)
    seat = bureau().places.get(case.town) if case.town else None
    if seat is None:
        return None
    x, y = _city().point(seat.longitude, seat.latitude)
    return CaseSpot(case, round(x, 2), round(y, 2), exact=False)


def _towns(box: tuple[float, float, float, float]) -> list[Named]:
    left, top, wide, high = box
    found = []
    for town in bureau().places.towns():
        x, y = _city().point(town.longitude, town.latitude)
        if left <= x <= left + wide and top <= y <= top + high:
            found.append(Named(town.code, town.name, round(x, 2), round(y, 2)))
    return found


def _city() -> Map:
    return city_map(bureau().places)
