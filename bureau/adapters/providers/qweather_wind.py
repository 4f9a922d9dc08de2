"""QWeather's wind: the weather now, at the seats of the city and the counties."""

from __future__ import annotations

from datetime import datetime, timedelta

from bureau.adapters.providers.shapes import entry, moment, text
from bureau.adapters.providers.source_client import SourceClient
from bureau.adapters.providers.wind_rows import wind_of, with_weather
from bureau.places import Gazetteer, Place, gcj02_to_wgs84
from bureau.quality.model import Fetched, Station, WindObservation
from bureau.quality.ports import SourceError
from bureau.quality.timetable import Timetable

SOURCE = "qweather"
_NOW = "/v7/weather/now"
_WELL = "200"


class QWeatherWind:
    """`bureau.quality.ports.Source` on QWeather's weather of now, version 7.

    Values come as texts, speeds in km/h, measured 5 to 20 minutes before they are asked for.
    """

    name = "qweather_wind"
    timetable = Timetable(timedelta(hours=1), timedelta(minutes=20), timedelta(minutes=10))

    def __init__(self, line: SourceClient, places: Gazetteer) -> None:
        self._line = line
        self._places = (places.city, *places.counties())

    def fetch(self, *, at: datetime) -> Fetched:
        """Return the wind now at each place; a failure ends the look and what came is kept."""
        winds: list[WindObservation] = []
        findings: list[str] = []
        for place in self._places:
            try:
                winds.append(self._wind(place, at))
            except SourceError as failure:
                if not winds:
                    raise SourceError(
                        str(failure), (*self._line.take_raw(), *failure.raw)
                    ) from None
                findings.append(f"broke off: {failure}")
                break
            except ValueError as problem:
                findings.append(f"{place.name}: {problem}")
        raw = self._line.take_raw()
        if not winds:
            raise SourceError("no wind in any answer", raw)
        return Fetched(
            winds=tuple(winds),
            wind_stations=tuple(_station(place) for place in self._places),
            raw=raw,
            findings=tuple(findings),
        )

    def _wind(self, place: Place, at: datetime) -> WindObservation:
        longitude, latitude = gcj02_to_wgs84(place.longitude, place.latitude)
        params = {"location": f"{longitude:.2f},{latitude:.2f}", "unit": "m"}
        answer = entry(self._line.json("GET", _NOW, at=at, params=params))
        if text(answer.get("code")) != _WELL:
            raise ValueError("refused by the source")
        now = entry(answer.get("now"))
        measured = moment(now.get("obsTime"))
        if measured is None or measured > at + timedelta(hours=1):
            raise ValueError("no time of measuring")
        code = _station(place).code
        wind = wind_of(code, measured, SOURCE, now.get("windSpeed"), "km/h", now.get("wind360"))
        return with_weather(
            wind,
            temperature_c=now.get("temp"),
            humidity=now.get("humidity"),
            rain_mm=now.get("precip"),
        )


def _station(place: Place) -> Station:
    longitude, latitude = gcj02_to_wgs84(place.longitude, place.latitude)
    code = f"{SOURCE}-{place.code}"
    return Station(code, place.name, SOURCE, place.code, round(longitude, 4), round(latitude, 4))
