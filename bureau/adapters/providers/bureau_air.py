"""The bureau's own town stations: hourly or daily tables of 镇街道 air."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from basis.clock import SHANGHAI
from bureau.adapters.providers.bureau_rows import TableRow, rows_of, value
from bureau.adapters.providers.bureau_tables import SourceSheet, Tables
from bureau.places import Gazetteer
from bureau.quality.air_index import Averaging, pollutants
from bureau.quality.headings import TIME, air_headings
from bureau.quality.model import AirDay, AirObservation, Fetched, RawAnswer, Station
from bureau.quality.ports import SourceError
from bureau.quality.reading import UnreadableError, instant
from bureau.quality.timetable import Timetable
from tabular.faults import TableError
from tabular.headings import columns

SOURCE = "bureau"


class BureauAir:
    """`bureau.quality.ports.Source` on the tables of the bureau's town stations.

    A table with `O3_8h` and without `O3` is of days, any other of hours.
    """

    name = "bureau_air"
    timetable = Timetable(timedelta(hours=1), timedelta(minutes=20), timedelta(minutes=5))

    def __init__(self, tables: Tables, places: Gazetteer) -> None:
        self._tables = tables
        self._places = places
        self._findings: dict[str, list[str]] = {}

    def fetch(self, *, at: datetime) -> Fetched:
        """Return what the tables say that are new, changed or young."""
        there = self._tables.names()
        self._findings = {name: found for name, found in self._findings.items() if name in there}
        air: dict[tuple[str, datetime], AirObservation] = {}
        days: dict[tuple[str, object], AirDay] = {}
        stations: dict[str, Station] = {}
        raw: list[RawAnswer] = []
        for name, sheets, answers in self._tables.read(at=at):
            raw += answers
            findings = self._findings[name] = []
            for sheet in sheets:
                for found in _of_sheet(sheet, at, self._places, stations, findings):
                    if isinstance(found, AirDay):
                        days[found.station, found.day] = found
                    else:
                        air[found.station, found.at] = found
        findings = [finding for found in self._findings.values() for finding in found]
        if not there:
            raise SourceError("no table is there")
        return Fetched(
            air=tuple(air.values()),
            air_days=tuple(days.values()),
            stations=tuple(stations.values()),
            raw=tuple(raw),
            findings=tuple(findings),
        )


def _of_sheet(
    sheet: SourceSheet,
    at: datetime,
    places: Gazetteer,
    stations: dict[str, Station],
    findings: list[str],
) -> Sequence[AirObservation | AirDay]:
    averaging = _averaging(sheet)
    names = pollutants(averaging)
    headings: Mapping[str, Sequence[str]] = {"time": TIME, **air_headings(averaging)}
    found: list[AirObservation | AirDay] = []
    for row in rows_of(sheet, headings, frozenset(names), places, findings):
        moment = _moment(row, at, findings)
        if moment is None:
            continue
        values = {name: value(row, name, findings) for name in names}
        code = row.site.code
        if averaging == "daily":
            found.append(AirDay.of(code, moment.date(), SOURCE, values))
        elif moment.minute or moment.second:
            findings.append(f"{row.where}: {moment:%H:%M:%S} is no whole hour")
            continue
        else:
            found.append(AirObservation.of(code, moment, SOURCE, values))
        site = row.site
        stations[code] = Station(code, site.name, SOURCE, site.place, site.longitude, site.latitude)
    return found


def _averaging(sheet: SourceSheet) -> Averaging:
    wanted = {**air_headings("daily"), **air_headings("hourly")}
    for row in sheet.rows[:12]:
        try:
            at = columns(row.cells, {name: wanted[name] for name in ("O3", "O3_8h")})
        except TableError:
            continue
        if at:
            return "daily" if "O3" not in at else "hourly"
    return "hourly"


def _moment(row: TableRow, at: datetime, findings: list[str]) -> datetime | None:
    try:
        moment = instant(row.cells.get("time", ""))
    except UnreadableError as problem:
        findings.append(f"{row.where}: {problem}")
        return None
    if moment is None:
        findings.append(f"{row.where}: no time")
        return None
    if moment > at + timedelta(hours=1):
        findings.append(f"{row.where}: the time {moment:%Y-%m-%d %H:%M} lies ahead")
        return None
    return moment.astimezone(SHANGHAI)
