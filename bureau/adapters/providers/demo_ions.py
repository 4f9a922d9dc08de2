"""The demonstration's negative oxygen ions: invented, the same at every run, labelled so."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from basis.clock import SHANGHAI
from bureau.places import Gazetteer, Place, gcj02_to_wgs84
from bureau.quality.model import DEMO, Fetched, IonObservation, Station
from bureau.quality.timetable import Timetable

_HOURS_A_LOOK = 24


class DemoIons:
    """`bureau.quality.ports.Source` without a network: most before dawn, least in the rush hour."""

    name = "demo_ions"
    timetable = Timetable(timedelta(hours=1), timedelta(minutes=5), timedelta(minutes=6))

    def __init__(self, places: Gazetteer) -> None:
        self._places = places.counties()

    def fetch(self, *, at: datetime) -> Fetched:
        """Return the last day's hours."""
        newest = (at - self.timetable.lag).replace(minute=0, second=0, microsecond=0)
        hours = [newest - timedelta(hours=back) for back in range(_HOURS_A_LOOK)]
        stations = tuple(_station(place) for place in self._places)
        observed = [
            IonObservation(station.code, hour, DEMO, _invented(number, hour))
            for number, station in enumerate(stations)
            for hour in hours
        ]
        return Fetched(ions=tuple(observed), ion_stations=stations)


def _invented(number: int, hour: datetime) -> float:
    local = hour.astimezone(SHANGHAI)
    dawn = math.cos((local.hour - 5) / 24 * math.tau)
    week = math.sin(local.toordinal() / 2.3 + number)
    return float(round(700 + 240 * number + 260 * dawn + 90 * week))


def _station(place: Place) -> Station:
    longitude, latitude = gcj02_to_wgs84(place.longitude, place.latitude)
    code = f"{DEMO}-ions-{place.code}"
    return Station(code, place.name, DEMO, place.code, round(longitude, 4), round(latitude, 4))
