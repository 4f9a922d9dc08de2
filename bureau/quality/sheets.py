"""Reading tables that people and platforms write: encodings, stray quotes, headers by any name."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# A quoted cell may span lines; a stray quote must not swallow the rest of the sheet.
_LONGEST_RECORD_LINES = 20

_UNIT = re.compile(r"<[^>]*>|[（(\[【][^）)\]】]*[）)\]】]")
_PUNCTUATION = re.compile(r"[\s_\-.·:：/,，₀-₉]+")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


class UnusableTableError(Exception):
    """A table that cannot be graded at all; the message says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a table: the line it starts on, its cells, and what is wrong with its shape."""

    line: int
    cells: list[str]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header and its records, read lazily."""

    header: list[str]
    lines: list[str]
    first_line: int
    delimiter: str

    def records(self) -> Iterator[Record]:
        """Yield the records; empty lines are skipped, misshapen records say what is wrong."""
        line, width = self.first_line, len(self.header)
        while line <= len(self.lines):
            cells, consumed, problem = _record(self.lines, line - 1, self.delimiter)
            if problem is None and len(cells) != width:
                if consumed > 1:  # a stray quote: read this line alone and go on with the next
                    alone = [self.lines[line - 1].rstrip("\r\n")]
                    cells, _, problem = _record(alone, 0, self.delimiter)
                    consumed = 1
                problem = problem or f"{len(cells)} cells instead of {width}"
            if any(cell.strip() for cell in cells):
                yield Record(line, cells, None if len(cells) == width else problem)
            line += consumed


def decode(raw: bytes) -> str:
    """Return the text of a sheet: UTF-16 by its mark, UTF-8, or GB 18030.

    A few broken bytes in UTF-8 become U+FFFD and spoil their own row only.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    text = raw.decode("utf-8-sig", "replace")
    broken = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    if broken * 20 <= foreign:
        return text
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return text


def read_table(text: str) -> Table:
    """Return the table in a CSV text (comma, semicolon or tab).

    Raises `UnusableTableError` without a header or with a column that stands there twice.
    """
    csv.field_size_limit(1 << 20)
    lines = list(io.StringIO(text, newline=""))
    place = next((at for at, line in enumerate(lines) if line.strip(" \t\r\n,;")), None)
    if place is None:
        raise UnusableTableError("the table is empty")
    delimiter = max(",;\t", key=lines[place].count)
    header, consumed, problem = _record(lines, place, delimiter)
    if problem:
        raise UnusableTableError(f"the header cannot be read: {problem}")
    header = [cell.strip() for cell in header]
    named = [folded(cell) for cell in header if cell]
    twice = sorted({cell for cell in named if named.count(cell) > 1})
    if twice:
        raise UnusableTableError("columns that stand twice in the header: " + ", ".join(twice))
    return Table(header, lines, place + consumed + 1, delimiter)


def folded(header: str) -> str:
    """Return a header cell without case, units, spaces and punctuation, to compare names by."""
    return _PUNCTUATION.sub("", _UNIT.sub("", header.translate(_SUBSCRIPTS))).lower()


def columns(header: list[str], aliases: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the place of each known column; the name itself wins over its aliases.

    Raises `UnusableTableError` when two columns claim one name.
    """
    places = {folded(cell): place for place, cell in enumerate(header)}
    found: dict[str, int] = {}
    for name, others in aliases.items():
        claims = {places[key] for key in map(folded, [name, *others]) if key in places}
        if folded(name) in places:
            found[name] = places[folded(name)]
        elif len(claims) > 1:
            claimed = ", ".join(header[place] for place in sorted(claims))
            raise UnusableTableError(f"several columns are {name}: {claimed}")
        elif claims:
            found[name] = claims.pop()
    return found


def _record(lines: list[str], start: int, delimiter: str) -> tuple[list[str], int, str | None]:
    """Read one record; return its cells, the lines it took, and what went wrong."""
    window = (lines[at] for at in range(start, min(len(lines), start + _LONGEST_RECORD_LINES)))
    reader = csv.reader(window, delimiter=delimiter)
    try:
        cells = next(reader, [])
    except csv.Error as error:
        return [lines[start].strip()[:100]], 1, str(error)
    return cells, max(reader.line_num, 1), None
