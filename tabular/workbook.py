"""Rows of the worksheets of an XLSX workbook, as a CSV saved from it would have them.

Formulas give the value that was last computed, dates and percentages what the sheet shows. Hidden
rows and columns are read like all others, as a filter that was left on must lose nothing.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from basis.clock import SHANGHAI
from tabular.delimited import Row
from tabular.faults import TableError

_MOST_ROWS = 1 << 20  # as many as Excel has
_MOST_CELLS = 1 << 14
_BLOCK = 1 << 20
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>)?\s*</(?:\w+:)?c>"
)
_EMPTY_TEXT = re.compile(rb'\bt="str"')  # what a formula gave that gives nothing to see
_PLACE = re.compile(rb'\br="([A-Z]+\d+)"')
_LONGEST_CELL = 1 << 14  # with its formula
_LITERAL = re.compile(r'"[^"]*"|\\.')  # of a number format: shown, and counted with no hundred


def worksheets(file: BinaryIO, *, most_bytes: int) -> list[tuple[str, bool, Iterator[Row]]]:
    """Return title, whether it is shown, and the rows of each worksheet; blank rows left out.

    What a merged range says holds for all its rows. Raises `TableError` for a damaged workbook
    and for one that takes more than `most_bytes` unpacked, here or while its rows are read.
    """
    with _told():
        with zipfile.ZipFile(file) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > most_bytes:
                raise TableError("unzipped")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles that it will not keep
            book = load_workbook(file, read_only=True, data_only=True)
        if not book.worksheets:
            raise TableError("no_sheet")
        return [
            (sheet.title, sheet.sheet_state == "visible", _rows(file, sheet))
            for sheet in book.worksheets
        ]


@contextmanager
def _told() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except TableError:
        raise
    except Exception as error:  # a damaged file may break openpyxl anywhere
        raise TableError("damaged") from error


def _rows(file: BinaryIO, sheet: Any) -> Iterator[Row]:
    with _told():
        begun = _upright_merges(file, sheet)
        open_merges: dict[int, tuple[int, str]] = {}  # column: its last row, what it says
        sheet.reset_dimensions()  # some programs write too small ones
        for line, found in enumerate(islice(sheet.iter_rows(), _MOST_ROWS), 1):
            cells = [_written(cell) for cell in found[:_MOST_CELLS]]
            while cells and not cells[-1]:
                cells.pop()
            for column, last in begun.get(line, ()):
                open_merges[column] = (last, cells[column] if column < len(cells) else "")
            if not cells:
                continue
            for column, (last, said) in list(open_merges.items()):
                if last < line:
                    del open_merges[column]
                elif said:
                    cells += [""] * (column + 1 - len(cells))
                    cells[column] = cells[column] or said
            yield Row(line, cells)


def _upright_merges(file: BinaryIO, sheet: Any) -> Mapping[int, set[tuple[int, int]]]:
    """Return by first row the column (from 0) and last row of each range of several rows.

    They stand behind the rows, and openpyxl passes over them when it streams, as it does over a
    formula that was never computed: for that one raises `TableError`.
    """
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    rest = b""
    with zipfile.ZipFile(file) as packed, packed.open(sheet._worksheet_path) as part:
        while block := part.read(_BLOCK):
            text = rest + block
            for match in _MERGED.finditer(text):
                left, top, _, bottom = range_boundaries(match[1].decode())
                if bottom > top:
                    found[top].add((left - 1, bottom))
            for match in _UNCOMPUTED.finditer(text):
                if not _EMPTY_TEXT.search(match[1]):
                    cell = _PLACE.search(match[1])
                    raise TableError("uncomputed", cell=cell[1].decode() if cell else "")
            rest = text[-_LONGEST_CELL:]
    return found


def _written(cell: Any) -> str:
    """Return a cell as it would stand in a CSV."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        form = cell.number_format or ""
        if "%" in _LITERAL.sub("", form):
            return f"{_number(value * 100)}%"
        return _number(value) + ("%" if "%" in form else "")
    return written(value)


def written(value: object) -> str:
    """Return a value of a sheet or a database as a CSV would have it; a time in Shanghai's."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            value = value.astimezone(SHANGHAI)
        # Excel keeps times as fractions of a day: they come back some milliseconds off.
        return (value + timedelta(milliseconds=500)).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return _number(value)
    return str(value)


def _number(value: float) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    return str(value)
