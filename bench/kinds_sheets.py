"""Tables people send: how many were tried of each kind, and how many read or refused rightly.

    .venv/bin/python -m bench.kinds_sheets

The tables are those of the tests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from basis.clock import SHANGHAI
from bureau.quality.headings import air_headings
from bureau.quality.tables import table as standard
from bureau.quality.units import factors
from tabular.faults import TableError
from tabular.file import chosen, sheets
from tabular.headings import Table, columns, table_of
from tabular.numbers import number
from tabular.times import moment, month
from tests.bureau.quality.headings_with_units import AIR, WATER
from tests.tabular import corpus


def kinds() -> list[tuple[str, int, int]]:
    """Return each kind, how many were tried, and how many came out right."""
    tried: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for kind, is_right in (*_tables(), *_cells(), *_units()):
        tried[kind] += 1
        right[kind] += is_right
    return [(kind, count, right[kind]) for kind, count in tried.items()]


def _table(data: bytes, named: str = "") -> Table:
    return table_of(chosen(sheets(data, named=named)), lambda header: True)


def _tables() -> Iterator[tuple[str, bool]]:
    for _, data in corpus.same_tables():
        table = _table(data)
        found = [table.header, *(row.cells for row in table.rows)]
        yield (
            "one table however it is written",
            [row[: len(corpus.HEADER)] for row in found] == corpus.WHOLE,
        )
    for _, named, data, word in corpus.no_tables():
        try:
            list(_table(data, named).rows)
        except TableError as error:
            yield "what is no table is called what it is", word in str(error)
        else:
            yield "what is no table is called what it is", False
    for _, data, faults in corpus.spoilt_rows():
        found = {row.line: row.fault for row in _table(data).rows if row.fault}
        is_told = found.keys() == faults.keys() and all(faults[i] in found[i] for i in found)
        yield "a spoilt row is told by its line", is_told


def _cells() -> Iterator[tuple[str, bool]]:
    for text, value in corpus.NUMBERS.items():
        yield _of("number", value), _read(number, text) == corpus.decimal(value)
    for text, day in corpus.MONTHS.items():
        yield _of("month", day), _read(month, text) == day
    for text, time in corpus.MOMENTS.items():
        yield _of("moment", time), _read(moment, text) == (time and time.replace(tzinfo=SHANGHAI))


def _units() -> Iterator[tuple[str, bool]]:
    names = {**air_headings("hourly"), **standard("surface_water")["aliases"]}
    for heading, cell, expected in AIR + WATER:
        kind = "a unit of a heading is refused" if expected is None else "a unit is converted"
        try:
            [scale] = factors([heading], columns([heading], names)).values()
            found = round(float(number(cell) * scale), 9)
        except TableError:
            found = None
        yield kind, found == (expected and float(expected))


def _of(kind: str, value: object) -> str:
    return f"{'what looks like a' if value is None else 'a'} {kind}"


def _read(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except ValueError:
        return None


def main() -> None:
    """Print the kinds."""
    for kind, tried, right in kinds():
        print(f"{kind:40} {right:5} of {tried:5}  {right / tried:7.2%}")


if __name__ == "__main__":
    main()
