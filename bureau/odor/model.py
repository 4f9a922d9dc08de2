"""What was smelt, where and when; what many such reports make together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from math import cos, hypot, radians

_METRES_A_DEGREE = 111_194.93


@dataclass(frozen=True, slots=True)
class Plane:
    """A flat map around a point (degrees): metres east and north of it, good within 100 km."""

    longitude: float
    latitude: float

    def metres(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a position (degrees) lies."""
        across = _METRES_A_DEGREE * cos(radians(self.latitude))
        return (
            (longitude - self.longitude) * across,
            (latitude - self.latitude) * _METRES_A_DEGREE,
        )

    def degrees(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Return the longitude and latitude of a point of the map."""
        across = _METRES_A_DEGREE * cos(radians(self.latitude))
        return self.longitude + x_m / across, self.latitude + y_m / _METRES_A_DEGREE


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody smelt something, or stood there and smelt nothing (`noticed` is False).

    `key`: `case:<number>`, `patrol:<id>` or `ask:<id>`. `x_m`, `y_m`: on the city's `Plane`.
    `blur_m`: within how far of it the nose was (a point sent by the phone: 0; a town named: the
    town's extent).
    `intensity`: 0 to 5. `town`: official code.
    """

    key: str
    at: datetime
    x_m: float
    y_m: float
    blur_m: float = 0.0
    noticed: bool = True
    intensity: int | None = None
    qualities: tuple[str, ...] = ()
    county: str | None = None
    town: str | None = None

    def away(self, other: Sighting) -> float:
        """Return the distance to another one in metres."""
        return hypot(self.x_m - other.x_m, self.y_m - other.y_m)


@dataclass(frozen=True, slots=True)
class Summary:
    """What an event is in figures: enough to say why these reports are one.

    `across_m`: the largest distance between two of them. `mean_intensity` is None where nobody
    said how strong. `qualities`: the most often named first.
    """

    count: int
    first: datetime
    last: datetime
    across_m: float
    x_m: float
    y_m: float
    mean_intensity: float | None
    qualities: tuple[tuple[str, int], ...]
    towns: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """How long it is from the first report to the last."""
        return round((self.last - self.first).total_seconds() / 60)


def summary(sightings: Iterable[Sighting]) -> Summary:
    """Return the figures of an event; raises `ValueError` where nobody noticed anything."""
    noticed = [each for each in sightings if each.noticed]
    if not noticed:
        raise ValueError("nobody noticed anything")
    strengths = [each.intensity for each in noticed if each.intensity is not None]
    named = Counter(quality for each in noticed for quality in each.qualities)
    towns = Counter(each.town for each in noticed if each.town)
    return Summary(
        count=len(noticed),
        first=min(each.at for each in noticed),
        last=max(each.at for each in noticed),
        across_m=_across([(each.x_m, each.y_m) for each in noticed]),
        x_m=sum(each.x_m for each in noticed) / len(noticed),
        y_m=sum(each.y_m for each in noticed) / len(noticed),
        mean_intensity=sum(strengths) / len(strengths) if strengths else None,
        qualities=tuple(sorted(named.items(), key=lambda each: (-each[1], each[0]))),
        towns=tuple(sorted(towns, key=lambda town: (-towns[town], town))),
    )


def _across(points: Sequence[tuple[float, float]]) -> float:
    """Return the largest distance between two points, looking at the corners of their hull."""
    corners = _hull(points)
    pairs = combinations(corners, 2)
    return max((hypot(a[0] - b[0], a[1] - b[1]) for a, b in pairs), default=0.0)


def _hull(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the corners of the convex hull (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    return _chain(ordered) + _chain(ordered[::-1])


def _chain(ordered: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    corners: list[tuple[float, float]] = []
    for point in ordered:
        while len(corners) > 1 and _turn(corners[-2], corners[-1], point) <= 0:
            corners.pop()
        corners.append(point)
    return corners[:-1]


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
