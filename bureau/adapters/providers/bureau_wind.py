"""The bureau's own wind: hourly tables of its stations, with the direction in degrees or words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from basis.packaged import words_beside
from bureau.adapters.providers.bureau_rows import TableRow, rows_of, value
from bureau.adapters.providers.bureau_tables import SourceSheet, Tables
from bureau.adapters.providers.wind_rows import wind_of
from bureau.places import Gazetteer
from bureau.quality.headings import TIME, WIND
from bureau.quality.model import Fetched, RawAnswer, Station, WindObservation
from bureau.quality.ports import SourceError
from bureau.quality.reading import UnreadableError, instant, is_missing
from bureau.quality.timetable import Timetable
from tabular.text import plain

SOURCE = "bureau"


class BureauWind:
    """`bureau.quality.ports.Source` on the tables of the bureau's stations.

    A speed is in m/s unless its heading names another unit.
    """

    name = "bureau_wind"
    timetable = Timetable(timedelta(hours=1), timedelta(minutes=20), timedelta(minutes=5))

    def __init__(self, tables: Tables, places: Gazetteer) -> None:
        self._tables = tables
        self._places = places

    def fetch(self, *, at: datetime) -> Fetched:
        """Return what the tables say that are new, changed or young."""
        if not self._tables.names():
            raise SourceError("no table is there")
        winds: dict[tuple[str, datetime], WindObservation] = {}
        stations: dict[str, Station] = {}
        raw: list[RawAnswer] = []
        findings: list[str] = []
        for _, sheets, answers in self._tables.read(at=at):
            raw += answers
            for sheet in sheets:
                for station, wind in self._of_sheet(sheet, at, findings):
                    stations[station.code] = station
                    winds[wind.station, wind.at] = wind
        return Fetched(
            winds=tuple(winds.values()),
            wind_stations=tuple(stations.values()),
            raw=tuple(raw),
            findings=tuple(findings),
        )

    def _of_sheet(
        self, sheet: SourceSheet, at: datetime, findings: list[str]
    ) -> Iterator[tuple[Station, WindObservation]]:
        headings = {"time": TIME, **WIND}
        for row in rows_of(sheet, headings, frozenset({"wind_speed"}), self._places, findings):
            site = row.site
            try:
                wind = _wind(row, at, findings)
            except ValueError as problem:
                findings.append(f"{row.where}: {problem}")
                continue
            yield (
                Station(site.code, site.name, SOURCE, site.place, site.longitude, site.latitude),
                wind,
            )


def _wind(row: TableRow, at: datetime, findings: list[str]) -> WindObservation:
    try:
        moment = instant(row.cells.get("time", ""))
    except UnreadableError as problem:
        raise ValueError(str(problem)) from None
    if moment is None or moment > at + timedelta(hours=1):
        raise ValueError("no time, or one that lies ahead")
    speed = value(row, "wind_speed", findings)
    direction = _direction(row.cells.get("wind_direction", ""))
    return wind_of(row.site.code, moment, SOURCE, speed, "m/s", direction)


def _direction(cell: str) -> float | str | None:
    """Return the degrees of a cell that may hold a word; None for a calm or a missing mark."""
    said = plain(cell)
    words = words_beside(__file__)
    if is_missing(said) or said in words["none"]:
        return None
    bare = said.removesuffix("°")
    for ending in words["endings"]:
        bare = bare.removesuffix(ending)
    if bare in words["points"]:
        return float(words["points"].index(bare)) * 22.5
    if not bare.replace(".", "", 1).isdigit():
        raise ValueError(f"no direction: {said[:20]!r}")
    return bare
