"""The bureau's 252 town sections: a monthly table of what the samplers brought home."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from bureau.adapters.providers.bureau_rows import TableRow, rows_of
from bureau.adapters.providers.bureau_tables import SourceSheet, Tables
from bureau.places import Gazetteer
from bureau.quality.grading import KINDS
from bureau.quality.headings import KIND, TIME
from bureau.quality.model import Fetched, RawAnswer, Section, WaterMonth
from bureau.quality.ports import SourceError
from bureau.quality.reading import UnreadableError, below_detection, is_missing, number
from bureau.quality.tables import table
from bureau.quality.timetable import Timetable
from bureau.quality.water_class import indicators
from tabular import times

SOURCE = "bureau"
_MONTH = re.compile(r"(20\d{2})\s*[-年./_]?\s*(0?[1-9]|1[0-2])(?!\d)")


class BureauWater:
    """`bureau.quality.ports.Source` on the monthly tables of the town sections.

    The month stands in a column or in the name of the file or worksheet (2026年8月, 2026-08).
    """

    name = "bureau_water"
    timetable = Timetable(timedelta(days=1), timedelta(0), timedelta(minutes=15))

    def __init__(self, tables: Tables, places: Gazetteer) -> None:
        self._tables = tables
        self._places = places
        self._findings: dict[str, list[str]] = {}

    def fetch(self, *, at: datetime) -> Fetched:
        """Return what the tables say that are new, changed or young."""
        there = self._tables.names()
        self._findings = {name: found for name, found in self._findings.items() if name in there}
        months: dict[tuple[str, date], WaterMonth] = {}
        sections: dict[str, Section] = {}
        raw: list[RawAnswer] = []
        for name, sheets, answers in self._tables.read(at=at):
            raw += answers
            findings = self._findings[name] = []
            for sheet in sheets:
                for section, month in _of_sheet(sheet, at, self._places, findings):
                    if (month.section, month.month) in months:
                        findings.append(f"{sheet.name}: {section.name} stands there twice")
                    sections[section.code] = section
                    months[month.section, month.month] = month
        if not there:
            raise SourceError("no table is there")
        return Fetched(
            water_months=tuple(months.values()),
            sections=tuple(sections.values()),
            raw=tuple(raw),
            findings=tuple(finding for found in self._findings.values() for finding in found),
        )


def _of_sheet(
    sheet: SourceSheet, at: datetime, places: Gazetteer, findings: list[str]
) -> list[tuple[Section, WaterMonth]]:
    aliases = table("surface_water")["aliases"]
    measured = {name: aliases[name] for name in indicators()}
    headings = {"month": ("月份", "监测月份", "month", *TIME), "kind": KIND, **measured}
    found = []
    for row in rows_of(sheet, headings, frozenset(measured), places, findings):
        month = _month(row, sheet.name, at, findings)
        kind = KINDS.get(row.cells.get("kind", "").lower(), "river")
        values = _values(row, measured, findings)
        if month is None or not values:
            continue
        site = row.site
        section = Section(
            site.code, site.name, SOURCE, kind, site.place, site.longitude, site.latitude
        )
        found.append((section, WaterMonth(site.code, month, SOURCE, values)))
    return found


def _month(row: TableRow, sheet: str, at: datetime, findings: list[str]) -> date | None:
    written = row.cells.get("month", "")
    month = None
    if is_missing(written):
        match = _MONTH.search(sheet)
        month = date(int(match[1]), int(match[2]), 1) if match else None
    else:
        try:
            month = times.month(written)
        except ValueError:
            findings.append(f"{row.where}: {written[:30]!r} is no month")
            return None
    if month is None:
        findings.append(f"{row.where}: no month")
    elif month > at.date():
        findings.append(f"{row.where}: the month {month:%Y-%m} lies ahead")
        return None
    return month


def _values(row: TableRow, measured: dict[str, list[str]], findings: list[str]) -> dict[str, float]:
    values = {}
    for name in measured:
        cell = row.cells.get(name, "")
        if is_missing(cell):
            continue
        try:
            half = below_detection(cell)
            value = number(cell) if half is None else half
        except UnreadableError as problem:
            findings.append(f"{row.where}: {name} {problem}")
            continue
        if value is not None:
            values[name] = float(value * row.scale[name])
    return values
