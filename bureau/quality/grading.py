"""Grading tables of observations: every row comes back with its index or class."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TextIO

from bureau.quality.air_index import Averaging, deciding_instead, grade_air, pollutants
from bureau.quality.headings import KIND, TIME, air_headings, headings_instead
from bureau.quality.reading import (
    UnreadableError,
    below_detection,
    instant,
    is_missing,
    is_time_like,
    number,
    unmarked,
)
from bureau.quality.tables import table as standard
from bureau.quality.units import factors
from bureau.quality.water_class import Kind, grade_water, indicators
from tabular.delimited import Row
from tabular.faults import TableError
from tabular.file import Sheet
from tabular.headings import Table, columns, knows, table_of

AIR_RESULT = ("AQI", "level", "primary")
WATER_RESULT = ("class", "deciding", "exceedance")

Complain = Callable[[int, str], None]

KINDS: dict[str, Kind] = {
    **dict.fromkeys(["river", "河流", "河"], "river"),
    **dict.fromkeys(["lake", "reservoir", "湖库", "湖泊", "水库", "湖、库"], "lake"),
}
_FOUR_PLACES = Decimal("0.0001")


def grade_air_table(
    sheet: Sheet, output: TextIO, complain: Complain, *, averaging: Averaging = "hourly"
) -> None:
    """Write the air table with `AQI,level,primary` added.

    A missing mark leaves its cell empty and the index is that of the other pollutants; with no
    pollutant at all it stays empty. A row that cannot be read, or whose index nobody can tell
    since a value lies beyond the end of its table, is passed to `complain` with its line and
    written ungraded. Raises `TableError` without a time or any pollutant.
    """
    names = pollutants(averaging)
    headings = air_headings(averaging) | headings_instead(averaging)
    aliases = {"time": TIME, **headings}
    table = table_of(sheet, knows(aliases, all_of=["time"], any_of=names))
    at = columns(table.header, aliases)
    if "time" not in at:  # it chooses the standard
        raise TableError("lacks", columns="time")
    if not any(name in at for name in names):
        raise TableError("lacks_all", columns="、".join(names))
    measured = {name: at[name] for name in headings if name in at}
    scale = factors(table.header, measured)

    def grade(cells: list[str]) -> list[str]:
        moment = instant(cells[at["time"]])
        if moment is None:
            raise UnreadableError("no time, which chooses the standard")
        values = _values(cells, measured, scale, number)
        result = grade_air(values, day=moment.date(), averaging=averaging)
        if result is None:
            return ["", "", ""]
        if result.aqi is None or result.level is None:
            raise UnreadableError(_beyond(result.beyond, averaging))
        return [str(result.aqi), result.level.name, ",".join(result.primary)]

    _write(table, output, complain, AIR_RESULT, measured, grade)


def _beyond(pollutants: tuple[str, ...], averaging: Averaging) -> str:
    instead = deciding_instead(averaging)
    return "; ".join(
        f"{name} is above the end of its table, no index without {instead[name]}"
        for name in pollutants
    )


def grade_water_table(sheet: Sheet, output: TextIO, complain: Complain) -> None:
    """Write the water table with `class,deciding,exceedance` added.

    `deciding` joins the indicators of the worst class by commas, the largest excess first;
    `exceedance` is the largest multiple among them, empty when none has one. Without a kind a
    section is a river. A missing mark leaves its cell empty and the class is that of the other
    indicators. Raises `TableError` without any indicator.
    """
    names = standard("surface_water")["aliases"]
    aliases = {"time": TIME, "kind": KIND, **{name: names[name] for name in indicators()}}
    table = table_of(sheet, knows(aliases, any_of=indicators()))
    at = columns(table.header, aliases)
    measured = {name: at[name] for name in indicators() if name in at}
    if not measured:
        raise TableError("lacks_all", columns="、".join(indicators()))
    scale = factors(table.header, measured)

    def grade(cells: list[str]) -> list[str]:
        if "time" in at and not is_time_like(cells[at["time"]]):
            raise UnreadableError(f"{cells[at['time']][:30]!r} is not a time")
        kind: Kind = "river"
        if "kind" in at and not is_missing(cells[at["kind"]]):
            written = cells[at["kind"]].strip().lower()
            if written not in KINDS:
                raise UnreadableError(f"kind {written[:30]!r} is neither river nor lake")
            kind = KINDS[written]
        values = _values(cells, measured, scale, _water_value)
        if values.get("pH") is not None and (values["pH"] or 0) > 14:
            raise UnreadableError("pH above 14")
        result = grade_water(values, kind=kind)
        if result is None:
            return ["", "", ""]
        excess = result.deciding_exceedance
        return [str(result.water_class), ",".join(result.deciding), _multiple(excess)]

    _write(table, output, complain, WATER_RESULT, measured, grade)


def _write(
    table: Table,
    output: TextIO,
    complain: Complain,
    added: tuple[str, ...],
    measured: Mapping[str, int],
    grade: Callable[[list[str]], list[str]],
) -> None:
    writer = csv.writer(output, lineterminator="\n")
    # The csv module leaves a carriage return bare, and a reader would end the row there.
    careful = csv.writer(output, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([*table.header, *added])
    width = len(table.header)
    for record in table.rows:
        result = _graded(record, complain, grade, len(added))
        cells = (record.cells + [""] * width)[:width]
        for place in measured.values():
            if is_missing(unmarked(cells[place])):
                cells[place] = ""
        broken = any("\r" in cell for cell in cells)
        (careful if broken else writer).writerow([*cells, *result])


def _graded(
    record: Row, complain: Complain, grade: Callable[[list[str]], list[str]], width: int
) -> list[str]:
    try:
        if record.fault:
            raise UnreadableError(record.fault)
        return grade(record.cells)
    except UnreadableError as error:
        complain(record.line, str(error))
        return [""] * width


def _values(
    cells: list[str],
    measured: Mapping[str, int],
    scale: Mapping[str, Decimal],
    read: Callable[[str], Decimal | None],
) -> dict[str, Decimal | None]:
    values: dict[str, Decimal | None] = {}
    for name, place in measured.items():
        try:
            value = read(cells[place])
            values[name] = None if value is None else value * scale[name]
        except UnreadableError as error:
            raise UnreadableError(f"{name}: {error}") from None
    return values


def _water_value(cell: str) -> Decimal | None:
    cell = unmarked(cell)
    if is_missing(cell):
        return None
    half_limit = below_detection(cell)
    return number(cell) if half_limit is None else half_limit


def _multiple(value: Decimal | None) -> str:
    if value is None:
        return ""
    return f"{value.quantize(_FOUR_PLACES).normalize():f}"
