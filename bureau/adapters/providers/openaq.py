"""OpenAQ: physical values that others publish; those of China come hours late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bureau.adapters.providers.shapes import Entry, entries, entry, moment, quantity, text
from bureau.adapters.providers.source_client import SourceClient
from bureau.places import Gazetteer, Place, wgs84_to_gcj02
from bureau.quality.model import AirObservation, Fetched, RawAnswer, Station
from bureau.quality.ports import SourceError
from bureau.quality.timetable import Timetable
from bureau.quality.units import in_standard_unit

SOURCE = "openaq"
# West, south, east, north of Jiaxing in WGS-84, as the API's `bbox` takes them.
_BOX = "120.25,30.25,121.35,31.05"
_NAMES = {
    "pm25": "PM2.5", "pm10": "PM10", "so2": "SO2", "no2": "NO2", "co": "CO", "o3": "O3",
}  # fmt: skip
_ASLEEP = timedelta(days=2)
_MOST_LOCATIONS = 40


class OpenAq:
    """`bureau.quality.ports.Source` on OpenAQ's API, version 3.

    Locations within the city that still report; each one's newest hour, converted from the
    unit its sensor speaks.
    """

    name = "openaq_air"
    timetable = Timetable(timedelta(hours=1), timedelta(hours=2), timedelta(minutes=20))

    def __init__(self, line: SourceClient, places: Gazetteer) -> None:
        self._line = line
        self._places = places

    def fetch(self, *, at: datetime) -> Fetched:
        """Return the newest hour of every location that reports."""
        raw: list[RawAnswer] = []
        findings: list[str] = []
        stations: list[Station] = []
        air: list[AirObservation] = []
        try:
            for location in self._awake(at):
                found = self._newest_hour(location, at, findings)
                if found is not None:
                    stations.append(found[0])
                    air.append(found[1])
        except SourceError as failure:
            raw += failure.raw
            if not air:
                raise SourceError(str(failure), (*self._line.take_raw(), *raw)) from None
            findings.append(f"broke off: {failure}")
        raw = [*self._line.take_raw(), *raw]
        if not air:
            raise SourceError("no location of the city reports", raw)
        return Fetched(
            air=tuple(air),
            stations=tuple(stations),
            raw=tuple(raw),
            findings=tuple(dict.fromkeys(findings)),
        )

    def _awake(self, at: datetime) -> Iterator[Entry]:
        for location in self._results("/v3/locations", at, {"bbox": _BOX, "limit": "1000"})[
            :_MOST_LOCATIONS
        ]:
            last = moment(entry(location.get("datetimeLast")).get("utc"))
            asleep = last is None or at - last > _ASLEEP
            if not asleep and not location.get("isMobile") and self._county(location):
                yield location

    def _newest_hour(
        self, location: Entry, at: datetime, findings: list[str]
    ) -> tuple[Station, AirObservation] | None:
        number = text(location.get("id"))
        sensors = {
            text(sensor.get("id")): entry(sensor.get("parameter"))
            for sensor in entries(location.get("sensors"))
        }
        hours: dict[datetime, dict[str, float]] = {}
        for row in self._results(f"/v3/locations/{number}/latest", at, {"limit": "100"}):
            measured = moment(entry(row.get("datetime")).get("utc"))
            parameter = sensors.get(text(row.get("sensorsId")), {})
            name = _NAMES.get(text(parameter.get("name")).lower())
            value = quantity(row.get("value"))
            if measured is None or measured > at or name is None or value is None:
                continue
            try:
                converted = in_standard_unit(name, value, text(parameter.get("units")))
            except ValueError as problem:
                findings.append(f"location {number}: a unit that is not known: {problem}")
                continue
            hours.setdefault(measured, {})[name] = converted
        if not hours:
            return None
        newest = max(hours)
        observation = AirObservation.of(f"{SOURCE}-{number}", newest, SOURCE, hours[newest])
        return self._station(location, number), observation

    def _station(self, location: Entry, number: str) -> Station:
        county = self._county(location)
        longitude, latitude = _position(location) or (None, None)
        return Station(
            f"{SOURCE}-{number}",
            text(location.get("name")) or number,
            SOURCE,
            county.code if county else None,
            longitude,
            latitude,
        )

    def _county(self, location: Entry) -> Place | None:
        position = _position(location)
        return self._places.county_at(*wgs84_to_gcj02(*position)) if position else None

    def _results(self, path: str, at: datetime, params: dict[str, str]) -> list[Entry]:
        answer = self._line.json("GET", path, at=at, params=params)
        if not isinstance(entry(answer).get("results"), list):
            raise SourceError("the answer has no results", self._line.take_raw())
        return entries(entry(answer)["results"])


def _position(location: Entry) -> tuple[float, float] | None:
    position = entry(location.get("coordinates"))
    longitude, latitude = quantity(position.get("longitude")), quantity(position.get("latitude"))
    return None if longitude is None or latitude is None else (longitude, latitude)
