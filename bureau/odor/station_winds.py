"""The wind around a place, hour by hour, out of what the stations around measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil, hypot

from bureau.odor.model import Plane
from bureau.odor.wind import Wind, mean
from bureau.places import wgs84_to_gcj02
from bureau.quality.model import Station, WindObservation

_FARTHEST_M = 80_000.0
_MOST_STATIONS = 4


@dataclass(frozen=True, slots=True)
class StationWinds:
    """The nearest stations, the nearest first, and the mean of their winds by the hour."""

    stations: tuple[Station, ...] = ()
    by_hour: dict[int, Wind] = field(default_factory=dict)

    @classmethod
    def around(
        cls,
        here: tuple[float, float],
        plane: Plane,
        stations: Iterable[Station],
        observations: Sequence[WindObservation],
    ) -> StationWinds:
        """Return the winds around a point of a plane on GCJ-02.

        Of each hour the nearest stations that have it are averaged by their components.
        """
        away = {}
        for station in stations:
            if station.longitude is not None and station.latitude is not None:
                x, y = plane.metres(*wgs84_to_gcj02(station.longitude, station.latitude))
                distance = hypot(x - here[0], y - here[1])
                if distance <= _FARTHEST_M:
                    away[station.code] = (distance, station)
        hours: dict[int, dict[str, list[Wind]]] = defaultdict(lambda: defaultdict(list))
        for each in observations:
            if each.station in away:
                hours[_hour(each.at)][each.station].append(_wind(each))
        by_hour: dict[int, Wind] = {}
        used: set[str] = set()
        for hour, measured in hours.items():
            nearest = sorted(measured, key=lambda code: (away[code][0], code))[:_MOST_STATIONS]
            blown = mean(wind for code in nearest if (wind := mean(measured[code])) is not None)
            if blown is not None:
                by_hour[hour] = blown
                used |= set(nearest)
        ordered = sorted(used, key=lambda code: away[code][0])
        return cls(tuple(away[code][1] for code in ordered), by_hour)

    def at(self, moment: datetime) -> Wind | None:
        """Return the wind of a moment; of an hour that is missing that of the one beside it."""
        hour = _hour(moment)
        for near in (hour, hour - 1, hour + 1):
            if near in self.by_hour:
                return self.by_hour[near]
        return None

    def hours(self, start: datetime, end: datetime) -> list[tuple[datetime, Wind | None]]:
        """Return the hours that end from start on, until the one that holds `end`."""
        first = start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        many = max(1, ceil((end - first).total_seconds() / 3600) + 1)
        ends = [first + timedelta(hours=n) for n in range(many)]
        return [(end, self.by_hour.get(_hour(end))) for end in ends]


def _hour(moment: datetime) -> int:
    """Return the number of the hour that ends at a moment or holds it."""
    return int(-(-moment.timestamp() // 3600))


def _wind(observation: WindObservation) -> Wind:
    if observation.from_deg is None:
        return Wind(0.0, 0.0)
    return Wind.blowing(observation.speed_m_s, observation.from_deg)
