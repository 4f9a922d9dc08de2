"""The demonstration's wind: invented, the same at every run, and labelled so."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from basis.clock import SHANGHAI
from bureau.adapters.providers.wind_rows import wind_of, with_weather
from bureau.places import Gazetteer, Place, gcj02_to_wgs84
from bureau.quality.model import DEMO, Fetched, Station, WindObservation
from bureau.quality.timetable import Timetable

_HOURS_A_LOOK = 48


class DemoWind:
    """`bureau.quality.ports.Source` without a network: a sea breeze by day, a light land breeze."""

    name = "demo_wind"
    timetable = Timetable(timedelta(hours=1), timedelta(minutes=5), timedelta(minutes=6))

    def __init__(self, places: Gazetteer) -> None:
        self._places = (places.city, *places.counties())

    def fetch(self, *, at: datetime) -> Fetched:
        """Return the last two days' hours."""
        newest = (at - self.timetable.lag).replace(minute=0, second=0, microsecond=0)
        hours = [newest - timedelta(hours=back) for back in range(_HOURS_A_LOOK)]
        stations = tuple(_station(place) for place in self._places)
        winds = [demo_wind(station.code, hour) for station in stations for hour in hours]
        return Fetched(winds=tuple(winds), wind_stations=stations)


def demo_wind(station: str, hour: datetime) -> WindObservation:
    """Return the wind of an hour."""
    local = hour.astimezone(SHANGHAI)
    noon = math.cos((local.hour - 14) / 24 * math.tau)
    week = math.sin(local.toordinal() / 2.9)
    speed = 1.6 + 1.4 * noon + 0.5 * week
    direction = 120 + 40 * week + 25 * noon + int(station[-1]) * 3
    wind = wind_of(station, hour, DEMO, max(speed, 0.0), "m/s", direction % 360)
    winter = math.cos((local.timetuple().tm_yday - 20) / 365 * math.tau)
    return with_weather(
        wind,
        temperature_c=17 - 11 * winter + 4 * noon + 3 * math.sin(local.toordinal() / 2.1),
        humidity=72 - 14 * noon + 8 * week,
        rain_mm=max(0.0, 2 * math.sin(local.toordinal() / 1.7) - 1.2),
    )


def _station(place: Place) -> Station:
    longitude, latitude = gcj02_to_wgs84(place.longitude, place.latitude)
    code = f"{DEMO}-wind-{place.code}"
    return Station(code, place.name, DEMO, place.code, round(longitude, 4), round(latitude, 4))
