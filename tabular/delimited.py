"""Rows of a delimited text, with the line each begins on and what is wrong with it."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from tabular.faults import fault
from tabular.text import is_broken, shown

# A quoted cell may span lines; a stray quote must not swallow the rest of the sheet.
_LONGEST_RECORD_LINES = 20
_PLAIN_LINE = 100_000
_LONGEST_CELL = 1 << 20
_SEPARATOR = re.compile(r"\"?sep=([,;\t|])\"?[,;\s]*", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"?')
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the sender's program, its cells, and what is wrong with it."""

    line: int
    cells: list[str]
    fault: str | None = None


class _Lines:
    """Lines that can be looked ahead at without being used up; `number` is the next one's."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._source = iter(lines)
        self._ahead: deque[str] = deque()
        self.number = 1

    def more(self) -> bool:
        """Return whether another line comes."""
        if not self._ahead:
            self._ahead.extend(islice(self._source, 1))
        return bool(self._ahead)

    def first(self) -> str:
        """Return the next line without its end."""
        return self._ahead[0].rstrip("\r\n")

    def window(self) -> Iterator[str]:
        """Yield as many lines as a record may take."""
        for place in range(_LONGEST_RECORD_LINES):
            if place == len(self._ahead):
                line = next(self._source, None)
                if line is None:
                    return
                self._ahead.append(line)
            yield self._ahead[place]

    def drop(self, count: int) -> None:
        """Use up some lines."""
        self.number += count
        for _ in range(min(count, len(self._ahead))):
            self._ahead.popleft()


def delimited(source: Iterable[str]) -> tuple[str, Iterator[Row]]:
    """Return the delimiter and the rows of a text whose lines keep their ends, without blank ones.

    Commas, semicolons or tabs stand between the cells: as a first line `sep=;` says, or as the
    first line has most of. Blank cells at the end of a row stay, as they may have a heading.
    """
    lines = _Lines(source)
    delimiter = _delimiter(lines)
    return delimiter, _rows(lines, delimiter)


def _rows(lines: _Lines, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    widths: set[int] = set()
    while lines.more():
        line = lines.number
        cells, consumed, wrong = _record(lines, delimiter, widths)
        lines.drop(consumed)
        said = "".join(cells)
        if "\0" in said:
            wrong = fault("nul")
        if is_broken(said):
            cells, wrong = [shown(cell) for cell in cells], fault("bytes")
        if said and not said.isspace():
            widths.add(len(cells))
            yield Row(line, cells, wrong)


def _delimiter(lines: _Lines) -> str:
    if lines.more() and (said := _SEPARATOR.fullmatch(lines.first())):
        lines.drop(1)
        return said[1]
    for line in lines.window():
        bare = _QUOTED.sub("", line)
        if any(map(bare.count, _DELIMITERS)) and line.strip(" \r\n" + _DELIMITERS):
            return max(_DELIMITERS, key=bare.count)
    return ","


def _record(lines: _Lines, delimiter: str, widths: set[int]) -> tuple[list[str], int, str | None]:
    """Read one record without using it up; return its cells, its lines, what went wrong."""
    first = lines.first()
    if '"' not in first and len(first) < _PLAIN_LINE:
        return first.split(delimiter), 1, None
    reader = csv.reader(lines.window(), delimiter=delimiter, strict=True)
    try:
        cells = next(reader, [])
        closed = reader.line_num <= 1 or not widths or len(cells) in widths
    except csv.Error as error:
        if "larger than field limit" in str(error):
            return [first.strip()[:100]], 1, fault("longest")
        closed = "unexpected end" not in str(error) and reader.line_num <= 1
        cells = next(csv.reader([first], delimiter=delimiter), [])
        return cells, 1, None if closed else fault("quote")
    if closed:
        return cells, max(reader.line_num, 1), None
    return next(csv.reader([first], delimiter=delimiter), []), 1, fault("quote")
