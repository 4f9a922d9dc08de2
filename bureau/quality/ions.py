"""Negative oxygen ions: how many there are at a place, graded by a stated scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Protocol

from basis.packaged import yaml_beside
from bureau.places import Gazetteer, Place, distance_km, gcj02_to_wgs84
from bureau.quality.model import DEMO, IonObservation, Station
from bureau.quality.sites import source_label

_LOOKED_BACK = timedelta(hours=24)
STALE = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class IonGrade:
    """A grade of the scale: 1 is the best; `least`: ions per cm³ from which on."""

    grade: int
    least: float
    name: str
    means: str


@dataclass(frozen=True, slots=True)
class IonAnswer:
    """A station's newest value, in ions per cm³; `distance_km` from the place asked for."""

    station: Station
    observed: IonObservation
    grade: IonGrade
    distance_km: float | None = None

    @property
    def demo(self) -> bool:
        """Whether it is invented."""
        return self.observed.source == DEMO

    @property
    def source_label(self) -> str:
        """How its source is called to people."""
        return source_label(self.observed.source, "ions")

    def stale(self, at: datetime) -> bool:
        """Return whether the value is too old to be called the present one."""
        return at - self.observed.at > STALE


class IonStore(Protocol):
    """Where values are kept."""

    def newest(self, *, since: datetime, until: datetime) -> list[tuple[Station, IonObservation]]:
        """Return each station with its newest value of a time."""


class Ions:
    """Answers about negative oxygen ions, from values not older than a day."""

    def __init__(self, store: IonStore, places: Gazetteer) -> None:
        self._store = store
        self._places = places

    def every(self, *, at: datetime) -> list[IonAnswer]:
        """Return every station's newest value, the freshest air first; stale ones come last."""
        found = [
            IonAnswer(station, observed, ion_grade(observed.per_cm3))
            for station, observed in self._store.newest(since=at - _LOOKED_BACK, until=at)
        ]
        return sorted(
            found, key=lambda each: (each.stale(at), -each.observed.per_cm3, each.station.code)
        )

    def near(self, *, place: Place, at: datetime) -> IonAnswer | None:
        """Return the nearest station's value, one in the place itself first; None for none."""
        answers = self.every(at=at)
        here = gcj02_to_wgs84(place.longitude, place.latitude)
        ranked = []
        for each in answers:
            away = self._away(each.station, here)
            inside = (each.station.place or "").startswith(place.code)
            ranked.append((each.stale(at), not inside, away, each))
        ranked.sort(key=lambda entry: entry[:3])
        if not ranked:
            return None
        _, outside, away, best = ranked[0]
        distance = round(away, 1) if outside else None
        return IonAnswer(best.station, best.observed, best.grade, distance)

    def _away(self, station: Station, here: tuple[float, float]) -> float:
        if station.longitude is not None and station.latitude is not None:
            return distance_km(*here, station.longitude, station.latitude)
        seat = self._places.get(station.place) if station.place else None
        if seat is None:
            return float("inf")
        return distance_km(*here, *gcj02_to_wgs84(seat.longitude, seat.latitude))


def ion_grade(per_cm3: float) -> IonGrade:
    """Return the grade of a value in ions per cm³."""
    return next(each for each in ion_scale() if per_cm3 >= each.least)


@cache
def ion_scale() -> tuple[IonGrade, ...]:
    """Return the grades, the best first."""
    return tuple(
        IonGrade(int(e["grade"]), float(e["least"]), str(e["name"]), str(e["means"]))
        for e in _told()["grades"]
    )


def scale_name() -> str:
    """Return by what it is graded, as people read it."""
    return str(_told()["scale"])


@cache
def _told() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "ions.yml"))
