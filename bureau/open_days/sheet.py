"""Facilities and open days as rows of a CSV, XLSX or YAML: what their cells say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import yaml

from basis.clock import SHANGHAI
from basis.packaged import words_beside
from bureau.open_days.model import FacilityKind
from bureau.open_days.words import words
from bureau.places import Gazetteer
from tabular.faults import TableError
from tabular.file import chosen, sheets
from tabular.headings import columns, knows, table_of
from tabular.text import plain
from tabular.times import moment

MOST_ROWS = 500
LARGEST_SHEET = 4 << 20  # bytes
DAY_FIELDS = ("date", "starts", "ends", "seats", "opens", "closes", "note")
FACILITY_FIELDS = (
    "kind", "name", "town", "meeting", "longitude", "latitude", "least_age", "alone_age",
    "most_each", "about", "shown",
)  # fmt: skip
_FRACTION = re.compile(r"0\.\d+")
_ESCAPED = re.compile(r"'(?=[=+\-@])")


@dataclass(frozen=True, slots=True)
class SheetFault:
    """What is wrong in a row (as the sender's program counts them) and a column, in Chinese."""

    line: int
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A row: its number, what its cells say by field, and the fault it came with."""

    line: int
    cells: Mapping[str, str]
    fault: str = ""

    def says(self, *fields: str) -> bool:
        """Return whether a row says anything of these."""
        return any(self.cells.get(field) for field in fields)


class UnreadCellError(Exception):
    """A cell that cannot be read; `what` is the fault in Chinese."""

    def __init__(self, name: str, /, **facts: object) -> None:
        self.what = told(name, **facts)
        super().__init__(self.what)


def told(name: str, /, **facts: object) -> str:
    """Return a fault in Chinese."""
    return str(_said()["faults"][name]).format(**facts)


def heading(field: str) -> str:
    """Return the name of a field's column."""
    return str(_said()["columns"][field][0])


def headings() -> tuple[str, ...]:
    """Return the names of all columns, in the order of an export."""
    return tuple(map(heading, _said()["columns"]))


def read_sheet(content: bytes, *, named: str = "") -> list[SheetLine]:
    """Return the rows of a CSV or XLSX.

    Raises `TableError` for what is neither, and for one that lacks the columns of a facility.
    """
    sheet = chosen(sheets(content, named=named, most_bytes=LARGEST_SHEET))
    aliases = {names[0]: names[1:] for names in _said()["columns"].values()}
    either = [heading(field) for field in _said()["header"]]
    table = table_of(sheet, knows(aliases, any_of=either))
    found = columns(table.header, aliases)
    if not set(either) & set(found):
        raise TableError("header", fault=told("lacks"))
    places = {
        field: found[heading(field)] for field in _said()["columns"] if heading(field) in found
    }
    lines = []
    for row in table.rows:
        cells = {
            field: _ESCAPED.sub("", plain(row.cells[place]))
            for field, place in places.items()
            if place < len(row.cells)
        }
        lines.append(SheetLine(row.line, cells, row.fault or ""))
        if len(lines) > MOST_ROWS:
            raise TableError("header", fault=told("too_many", most=MOST_ROWS))
    return lines


def read_list(text: str) -> list[SheetLine]:
    """Return the rows of a YAML file: `rows`, each with a sheet's columns by any of their names.

    Raises `TableError`.
    """
    try:
        rows = yaml.safe_load(text)["rows"]
        names = {
            name: field for field, all_ in _said()["columns"].items() for name in (field, *all_)
        }
        return [
            SheetLine(line, dict(_written(names[str(name)], said) for name, said in row.items()))
            for line, row in enumerate(rows, 1)
        ]
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise TableError("header", fault=told("yaml")) from error


def _written(field: str, value: Any) -> tuple[str, str]:
    """Return a field with its value as a sheet would have it."""
    if isinstance(value, bool):
        return field, str(_said()["yes" if value else "no"][0])
    if isinstance(value, int) and field in ("starts", "ends"):
        return field, f"{value // 60}:{value % 60:02d}"  # YAML reads 9:00 as so many minutes
    return field, "" if value is None else plain(str(value))


def word(name: str) -> str:
    """Return how `yes` or `no` is written."""
    return str(_said()[name][0])


def cleared(said: str) -> bool:
    """Return whether a cell takes back what stood there."""
    return said in _said()["cleared"]


def whole(said: str) -> int:
    """Return a cell's whole number of at most six digits; raises `UnreadCellError`."""
    digits = re.sub(_said()["counted"], "", said)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
        raise UnreadCellError("whole", said=said)
    return int(digits)


def degrees(said: str) -> float:
    """Return a cell's degrees; raises `UnreadCellError`."""
    try:
        return float(said.rstrip("°"))
    except ValueError:
        raise UnreadCellError("degrees", said=said) from None


def kind(said: str) -> FacilityKind:
    """Return the kind that a cell names; raises `UnreadCellError`."""
    for name, pattern in _said()["kinds"].items():
        if re.search(pattern, said, re.IGNORECASE):
            return FacilityKind(name)
    raise UnreadCellError("kind", said=said, kinds=words().part("and").join(words().kinds.values()))


def town(said: str, places: Gazetteer) -> str:
    """Return the code of the town that a cell names, with its county or alone.

    Raises `UnreadCellError`.
    """
    name = re.sub(_said()["city"], "", said).replace(" ", "")
    found = [
        each.code
        for each in places.towns()
        if name in (each.code, each.name, places.label(each.code), *each.short_names)
    ]
    if not found:
        raise UnreadCellError("town", said=said)
    if len(found) > 1:
        raise UnreadCellError("towns", said=said)
    return found[0]


def yes_or_no(said: str) -> bool:
    """Return what a cell says; raises `UnreadCellError`."""
    for name in ("yes", "no"):
        if said.lower() in _said()[name]:
            return name == "yes"
    raise UnreadCellError("yes_or_no", said=said)


def day(said: str) -> date:
    """Return a cell's date; raises `UnreadCellError`."""
    try:
        return moment(re.sub(_said()["weekday"], "", said)).date()
    except ValueError:
        raise UnreadCellError("date", said=said) from None


def clock(said: str, on: date | None) -> datetime:
    """Return a cell's time on a day, or its own day's where it names one.

    Raises `UnreadCellError`, also where neither names a day.
    """
    try:
        return moment(said) if not _FRACTION.fullmatch(said) else _of_fraction(said, on)
    except ValueError:
        pass
    found = re.fullmatch(_said()["clock"], said)
    if found is None or on is None:
        raise UnreadCellError("clock", said=said)
    late = found["late"] is not None and int(found["hour"]) < 12
    try:
        at = time(int(found["hour"]) + 12 * late, int(found["minute"] or 0))
    except ValueError:
        raise UnreadCellError("clock", said=said) from None
    return datetime.combine(on, at, SHANGHAI)


def has_day(said: str) -> bool:
    """Return whether a cell names a day with its time."""
    try:
        return bool(instant(said))
    except UnreadCellError:
        return False


def instant(said: str) -> datetime:
    """Return a cell's date and time; raises `UnreadCellError`."""
    try:
        return moment(said)
    except ValueError:
        raise UnreadCellError("moment", said=said) from None


def _of_fraction(said: str, on: date | None) -> datetime:
    """Return a time whose cell lost its format: so much of a day."""
    if on is None:
        raise UnreadCellError("clock", said=said)
    return datetime.combine(on, time(), SHANGHAI) + timedelta(minutes=round(float(said) * 1440))


@cache
def _said() -> Mapping[str, Any]:
    return words_beside(__file__)
