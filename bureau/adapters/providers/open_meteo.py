"""Open-Meteo and whoever answers in its shape: modelled wind and weather by the hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from basis.clock import SHANGHAI
from bureau.adapters.providers.shapes import Entry, entry, quantity, text
from bureau.adapters.providers.source_client import SourceClient
from bureau.adapters.providers.wind_rows import wind_of, with_weather
from bureau.places import Gazetteer, Place, gcj02_to_wgs84
from bureau.quality.model import Fetched, Station, WindObservation
from bureau.quality.ports import SourceError
from bureau.quality.timetable import Timetable

SOURCE = "openmeteo"
_PATH = "/v1/forecast"
_WIND = ("wind_speed_10m", "wind_direction_10m")
_WEATHER = ("temperature_2m", "relative_humidity_2m", "precipitation")
# So many hours with one and the same direction are a fault that the source has had before.
_STUCK = 12
_LOOKED_AHEAD = range(15, 18)  # local hours
_NIGHT = timedelta(hours=16)


class OpenMeteo:
    """`bureau.quality.ports.Source` on hourly wind, with the weather where the answer has it.

    The unit is read from the answer and the times by its offset from UTC, whatever was asked for.
    Hours that lie ahead are a forecast: of them the coming night is kept, as it was seen in the
    afternoon, which is when tonight's odor is forecast.
    """

    name = "openmeteo_wind"
    timetable = Timetable(timedelta(hours=1), timedelta(minutes=20), timedelta(minutes=10))

    def __init__(self, line: SourceClient, places: Gazetteer) -> None:
        self._line = line
        self._places = (places.city, *places.counties())

    def fetch(self, *, at: datetime) -> Fetched:
        """Return the hours of the last day at each place."""
        winds: list[WindObservation] = []
        ahead: list[WindObservation] = []
        findings: list[str] = []
        for place in self._places:
            try:
                winds += self._hours(place, at, findings, ahead)
            except SourceError as failure:
                if not winds:
                    raise SourceError(
                        str(failure), (*self._line.take_raw(), *failure.raw)
                    ) from None
                findings.append(f"broke off: {failure}")
                break
        raw = self._line.take_raw()
        if not winds:
            raise SourceError(next(iter(findings), "no wind in any answer")[:110], raw)
        stations = tuple(_station(place) for place in self._places)
        told = tuple(dict.fromkeys(findings))
        return Fetched(
            winds=tuple(winds), wind_forecasts=tuple(ahead), wind_stations=stations, raw=raw,
            findings=told,
        )  # fmt: skip

    def _hours(
        self, place: Place, at: datetime, findings: list[str], ahead: list[WindObservation]
    ) -> list[WindObservation]:
        longitude, latitude = gcj02_to_wgs84(place.longitude, place.latitude)
        params = {
            "longitude": f"{longitude:.4f}",
            "latitude": f"{latitude:.4f}",
            "hourly": ",".join((*_WIND, *_WEATHER)),
            "wind_speed_unit": "ms",
            "past_days": "1",
            "forecast_days": "2",
            "timezone": "GMT",
        }
        answer = entry(self._line.json("GET", _PATH, at=at, params=params))
        unit = text(entry(answer.get("hourly_units")).get("wind_speed_10m"))
        found: list[WindObservation] = []
        coming = at.astimezone(SHANGHAI).hour in _LOOKED_AHEAD
        for when, speed, direction, *weather in _rows(answer):
            past = at - timedelta(days=1) < when <= at
            if not past and not (coming and at < when <= at + _NIGHT):
                continue
            try:
                wind = wind_of(_station(place).code, when, SOURCE, speed, unit, direction)
            except ValueError as problem:
                findings.append(f"{place.name}: {problem}")
                continue
            if not past:
                ahead.append(wind)
                continue
            temperature, humidity, rain = weather
            found.append(
                with_weather(wind, temperature_c=temperature, humidity=humidity, rain_mm=rain)
            )
        if len(found) >= _STUCK and len({wind.from_deg for wind in found}) == 1:
            findings.append(f"{place.name}: one direction for {len(found)} hours, left out")
            ahead[:] = [wind for wind in ahead if wind.station != _station(place).code]
            return []
        return found


def _rows(answer: Entry) -> list[tuple[datetime, object, object, object, object, object]]:
    """Return time, speed, direction, temperature, humidity, rain; weather that is not told None."""
    hourly = entry(answer.get("hourly"))
    columns: list[list[object]] = []
    for name in ("time", *_WIND):
        told = hourly.get(name)
        if not isinstance(told, list):
            return []
        columns.append(told)
    for name in _WEATHER:
        told = hourly.get(name)
        columns.append(told if isinstance(told, list) else [None] * len(columns[0]))
    offset = quantity(answer.get("utc_offset_seconds")) or 0.0
    zone = timezone(timedelta(seconds=offset)) if offset < 86_400 else UTC
    rows = []
    for time, speed, direction, temperature, humidity, rain in zip(*columns, strict=False):
        try:
            when = datetime.fromisoformat(text(time)).replace(tzinfo=zone)
        except ValueError:
            continue
        rows.append((when, speed, direction, temperature, humidity, rain))
    return rows


def _station(place: Place) -> Station:
    longitude, latitude = gcj02_to_wgs84(place.longitude, place.latitude)
    code = f"{SOURCE}-{place.code}"
    return Station(code, place.name, SOURCE, place.code, round(longitude, 4), round(latitude, 4))
