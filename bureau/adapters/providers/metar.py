"""METAR: what the airports around report each half hour, measured by people who depend on it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from basis.packaged import words_beside
from bureau.adapters.providers.shapes import entries, text
from bureau.adapters.providers.source_client import SourceClient
from bureau.adapters.providers.wind_rows import wind_of
from bureau.quality.model import Fetched, Station, WindObservation
from bureau.quality.ports import SourceError
from bureau.quality.timetable import Timetable

SOURCE = "metar"
_PATH = "/api/data/metar"
_REPORT = re.compile(
    r"\b(?P<icao>[A-Z]{4})\s+(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)Z\s+(?:AUTO\s+|COR\s+)?"
    r"(?P<from>\d{3}|VRB)(?P<speed>\d{2,3})(?:G\d{2,3})?(?P<unit>KT|MPS|KMH)\b"
)
_UNITS = {"KT": "kn", "MPS": "m/s", "KMH": "km/h"}


class Metar:
    """`bureau.quality.ports.Source` on a service that answers as aviationweather.gov.

    The report itself is read (`rawOb`). VRB and 00000KT have no direction; a gust is no wind.
    """

    name = "metar_wind"
    timetable = Timetable(timedelta(hours=1), timedelta(minutes=10), timedelta(minutes=10))

    def __init__(self, line: SourceClient) -> None:
        self._line = line
        self._stations = {
            each["code"]: Station(source=SOURCE, **each)
            for each in words_beside(__file__)["stations"]
        }

    def fetch(self, *, at: datetime) -> Fetched:
        """Return what the airports reported in the last hours."""
        params = {"ids": ",".join(self._stations), "format": "json", "hours": "3"}
        answer = self._line.json("GET", _PATH, at=at, params=params)
        winds: list[WindObservation] = []
        findings: list[str] = []
        for report in entries(answer):
            said = text(report.get("rawOb"))
            try:
                wind = read_report(said, at=at)
            except ValueError as problem:
                findings.append(f"{said[:20]}: {problem}")
                continue
            if wind.station in self._stations:
                winds.append(wind)
        raw = self._line.take_raw()
        if not winds:
            raise SourceError("no report of wind", raw)
        stations = tuple(self._stations.values())
        return Fetched(
            winds=tuple(winds), wind_stations=stations, raw=raw, findings=tuple(findings)
        )


def read_report(said: str, *, at: datetime) -> WindObservation:
    """Return the wind of a report. Raises `ValueError` where there is none to read.

    A report names the day of the month only: the latest such moment before `at` is meant.
    """
    found = _REPORT.search(said)
    if not found:
        raise ValueError("no wind")
    direction = None if found["from"] == "VRB" else float(found["from"])
    when = _moment(int(found["day"]), int(found["hour"]), int(found["minute"]), at)
    return wind_of(found["icao"], when, SOURCE, found["speed"], _UNITS[found["unit"]], direction)


def _moment(day: int, hour: int, minute: int, at: datetime) -> datetime:
    latest = at.astimezone(UTC) + timedelta(hours=1)
    for back in range(32):
        date = latest - timedelta(days=back)
        if date.day == day:
            moment = date.replace(hour=hour, minute=minute, second=0, microsecond=0)
            if moment <= latest:
                return moment
    raise ValueError("no such day")
