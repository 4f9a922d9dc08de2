"""Hourly tables of the bureau's own stations, whatever it is that they measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from bureau.adapters.providers.bureau_rows import TableRow, rows_of
from bureau.adapters.providers.bureau_tables import SourceSheet, Tables
from bureau.places import Gazetteer
from bureau.quality.headings import TIME
from bureau.quality.model import RawAnswer, Station
from bureau.quality.ports import SourceError
from bureau.quality.reading import UnreadableError, instant
from bureau.quality.timetable import Timetable

SOURCE = "bureau"
TIMETABLE = Timetable(timedelta(hours=1), timedelta(minutes=20), timedelta(minutes=5))


class HourObserved(Protocol):
    """What was observed at a station in an hour."""

    @property
    def station(self) -> str:
        """Return the code of the station."""

    @property
    def at(self) -> datetime:
        """Return the hour."""


Observed = TypeVar("Observed", bound=HourObserved)


@dataclass(frozen=True, slots=True)
class TableHours(Generic[Observed]):
    """What the tables say: one observation a station and hour, the last one that was read."""

    observed: tuple[Observed, ...]
    stations: tuple[Station, ...]
    raw: tuple[RawAnswer, ...]
    findings: tuple[str, ...]


class BureauHours(Generic[Observed]):
    """Reads hourly tables of one kind.

    `headings` are its columns beside the time, `measured` those of which one has a number in each
    row; `read` makes an observation of a row and its hour. What `read` refuses with `ValueError`
    becomes a finding, what it makes None of is left out.
    """

    def __init__(
        self,
        tables: Tables,
        places: Gazetteer,
        *,
        headings: Mapping[str, Sequence[str]],
        measured: str,
        read: Callable[[TableRow, datetime, list[str]], Observed | None],
    ) -> None:
        self._tables = tables
        self._places = places
        self._headings = {"time": TIME, **headings}
        self._measured = frozenset({measured})
        self._read = read

    def new(self, *, at: datetime) -> TableHours[Observed]:
        """Return what the tables say that are new, changed or young. Raises `SourceError`."""
        if not self._tables.names():
            raise SourceError("no table is there")
        observed: dict[tuple[str, datetime], Observed] = {}
        stations: dict[str, Station] = {}
        raw: list[RawAnswer] = []
        findings: list[str] = []
        for _, sheets, answers in self._tables.read(at=at):
            raw += answers
            for sheet in sheets:
                for station, one in self._of_sheet(sheet, at, findings):
                    stations[station.code] = station
                    observed[one.station, one.at] = one
        return TableHours(
            tuple(observed.values()), tuple(stations.values()), tuple(raw), tuple(findings)
        )

    def _of_sheet(
        self, sheet: SourceSheet, at: datetime, findings: list[str]
    ) -> Iterator[tuple[Station, Observed]]:
        for row in rows_of(sheet, self._headings, self._measured, self._places, findings):
            try:
                one = self._read(row, _hour(row, at), findings)
            except ValueError as problem:
                findings.append(f"{row.where}: {problem}")
                continue
            if one is not None:
                site = row.site
                yield (
                    Station(
                        site.code, site.name, SOURCE, site.place, site.longitude, site.latitude
                    ),
                    one,
                )


def _hour(row: TableRow, at: datetime) -> datetime:
    """Return the time of a row; one that lies at most an hour ahead is a clock that is fast."""
    try:
        moment = instant(row.cells.get("time", ""))
    except UnreadableError as problem:
        raise ValueError(str(problem)) from None
    if moment is None or moment > at + timedelta(hours=1):
        raise ValueError("no time, or one that lies ahead")
    return moment
