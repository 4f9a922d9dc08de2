"""Reading tables that people and platforms write: encodings, stray quotes, headers by any name."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

# A quoted cell may span lines; a stray quote must not swallow the rest of the sheet.
_LONGEST_RECORD_LINES = 20
_PLAIN_LINE = 100_000
_JUDGED_BYTES = 1 << 20

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
    """A table with its header; its records are read as they are asked for, once."""

    header: list[str]
    first_line: int
    delimiter: str
    lines: _Lines

    def records(self) -> Iterator[Record]:
        """Yield the records; empty lines are skipped, misshapen records say what is wrong."""
        width = len(self.header)
        while self.lines.more():
            line = self.lines.number
            cells, consumed, problem = _record(self.lines, self.delimiter)
            if problem is None and len(cells) != width:
                if consumed > 1:  # a stray quote: read this line alone and go on with the next
                    cells, _, problem = _record(_Lines([self.lines.first()]), self.delimiter)
                    consumed = 1
                if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                    cells = cells[:width]  # some writers end every row with a comma
                elif len(cells) != width:
                    problem = problem or f"{len(cells)} cells instead of {width}"
            self.lines.drop(consumed)
            if any(cell.strip() for cell in cells):
                yield Record(line, cells, None if len(cells) == width else problem)


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


def decode(raw: bytes) -> str:
    """Return the text of a sheet: UTF-16 by its mark, UTF-8, or GB 18030.

    A few broken bytes in UTF-8 become U+FFFD and spoil their own row only.
    """
    return raw.decode(_encoding(raw), "replace")


def open_table(stream: io.BufferedReader) -> Table:
    """Return the table of a stream, in any encoding of `decode`; a huge one is never held whole.

    Raises like `read_table`.
    """
    encoding = _encoding(stream.peek(_JUDGED_BYTES)[:_JUDGED_BYTES])
    if encoding != "utf-8-sig":
        return _table(io.TextIOWrapper(stream, encoding, "replace", newline=""))
    text = io.TextIOWrapper(stream, encoding, "surrogateescape", newline="")
    return _table(map(_mended, text))


def read_table(text: str) -> Table:
    """Return the table in a CSV text (comma, semicolon or tab).

    Raises `UnusableTableError` without a header or with a column that stands there twice.
    """
    return _table(io.StringIO(text, newline=""))


def _table(source: Iterable[str]) -> Table:
    csv.field_size_limit(1 << 20)
    lines = _Lines(source)
    while lines.more() and not lines.first().strip(" \t,;"):
        lines.drop(1)
    if not lines.more():
        raise UnusableTableError("the table is empty")
    delimiter = max(",;\t", key=lines.first().count)
    header, consumed, problem = _record(lines, delimiter)
    if problem:
        raise UnusableTableError(f"the header cannot be read: {problem}")
    lines.drop(consumed)
    header = [cell.strip() for cell in header]
    named = [folded(cell) for cell in header if cell]
    twice = sorted({cell for cell in named if named.count(cell) > 1})
    if twice:
        raise UnusableTableError("columns that stand twice in the header: " + ", ".join(twice))
    return Table(header, lines.number, delimiter, lines)


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    text = _begun(head, "utf-8")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    whole = text.count("\ufffd") * 20 <= foreign
    return "utf-8-sig" if whole or "\ufffd" in _begun(head, "gb18030") else "gb18030"


def _begun(head: bytes, encoding: str) -> str:
    # Incremental, since the last character may be cut in two.
    return codecs.getincrementaldecoder(encoding)("replace").decode(head)


def _mended(line: str) -> str:
    """Return a line with what was not UTF-8: as GB 18030 if it is that, else as U+FFFD."""
    if line.isascii() or not any("\udc80" <= character <= "\udcff" for character in line):
        return line
    raw = line.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


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


def _record(lines: _Lines, delimiter: str) -> tuple[list[str], int, str | None]:
    """Read one record without using it up; return its cells, its lines, what went wrong."""
    if not lines.more():
        return [], 1, None
    first = lines.first()
    if '"' not in first and len(first) < _PLAIN_LINE:
        return first.split(delimiter), 1, None
    reader = csv.reader(lines.window(), delimiter=delimiter)
    try:
        cells = next(reader, [])
    except csv.Error as error:
        return [first.strip()[:100]], 1, str(error)
    return cells, max(reader.line_num, 1), None
