"""The bureau's network of clean air: hourly tables of negative oxygen ions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bureau.adapters.providers.bureau_rows import TableRow, rows_of, value
from bureau.adapters.providers.bureau_tables import SourceSheet, Tables
from bureau.places import Gazetteer
from bureau.quality.headings import IONS, TIME
from bureau.quality.model import Fetched, IonObservation, RawAnswer, Station
from bureau.quality.ports import SourceError
from bureau.quality.reading import UnreadableError, instant
from bureau.quality.timetable import Timetable

SOURCE = "bureau"
_MOST_PER_CM3 = 200_000.0  # below a waterfall; more is a fault of the instrument


class BureauIons:
    """`bureau.quality.ports.Source` on the tables of the network.

    A value is in ions per cm³ unless its heading names another unit.
    """

    name = "bureau_ions"
    timetable = Timetable(timedelta(hours=1), timedelta(minutes=20), timedelta(minutes=5))

    def __init__(self, tables: Tables, places: Gazetteer) -> None:
        self._tables = tables
        self._places = places

    def fetch(self, *, at: datetime) -> Fetched:
        """Return what the tables say that are new, changed or young."""
        if not self._tables.names():
            raise SourceError("no table is there")
        ions: dict[tuple[str, datetime], IonObservation] = {}
        stations: dict[str, Station] = {}
        raw: list[RawAnswer] = []
        findings: list[str] = []
        for _, sheets, answers in self._tables.read(at=at):
            raw += answers
            for sheet in sheets:
                for station, observed in self._of_sheet(sheet, at, findings):
                    stations[station.code] = station
                    ions[observed.station, observed.at] = observed
        return Fetched(
            ions=tuple(ions.values()),
            ion_stations=tuple(stations.values()),
            raw=tuple(raw),
            findings=tuple(findings),
        )

    def _of_sheet(
        self, sheet: SourceSheet, at: datetime, findings: list[str]
    ) -> Iterator[tuple[Station, IonObservation]]:
        headings = {"time": TIME, "ions": IONS}
        for row in rows_of(sheet, headings, frozenset({"ions"}), self._places, findings):
            site = row.site
            try:
                observed = _observed(row, at, findings)
            except ValueError as problem:
                findings.append(f"{row.where}: {problem}")
                continue
            if observed is not None:
                yield (
                    Station(
                        site.code, site.name, SOURCE, site.place, site.longitude, site.latitude
                    ),
                    observed,
                )


def _observed(row: TableRow, at: datetime, findings: list[str]) -> IonObservation | None:
    try:
        moment = instant(row.cells.get("time", ""))
    except UnreadableError as problem:
        raise ValueError(str(problem)) from None
    if moment is None or moment > at + timedelta(hours=1):
        raise ValueError("no time, or one that lies ahead")
    ions = value(row, "ions", findings)
    if ions is None:
        return None
    if not 0 <= ions <= _MOST_PER_CM3:
        raise ValueError(f"{ions:g} ions per cm³")
    return IonObservation(row.site.code, moment, SOURCE, round(ions, 1))
