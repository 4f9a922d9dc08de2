"""The columns of a large table as batches of coded values, with the line of each row.

A plain CSV streams through pyarrow, a million rows in a few hundred megabytes; one with oddities
and a workbook are read row by row.
"""

from __future__ import annotations

import codecs
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import compute
from pyarrow import csv as arrow_csv

from tabular.faults import TableError
from tabular.file import LARGEST_WORKBOOK, buffered, chosen, sheets
from tabular.headings import Table, table_of
from tabular.text import plain

_BLOCK = 1 << 20  # small blocks keep a million rows within a few hundred megabytes
_SLOW_BATCH = 50_000
_DICTIONARY = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows: a dictionary-encoded array a column, and the line of each row."""

    columns: dict[str, pa.DictionaryArray]
    line: np.ndarray[Any, Any]


def heading(cell: str) -> str:
    """Return the name a column is wanted by: half-width, in small letters."""
    return plain(cell).lower()


class TableFile:
    """One table in a path or a seekable stream; `columns` are its headings in small letters.

    The header is the first row that has all of `needed`. What is wrong with rows goes to `faults`,
    their lines by what is said of them. Raises `TableError` where the file cannot be read.
    """

    def __init__(
        self,
        source: Path | BinaryIO,
        needed: Sequence[str],
        *,
        sheet: str | None = None,
        named: str = "",
        most_bytes: int = LARGEST_WORKBOOK,
    ) -> None:
        self.faults: dict[str, list[int]] = defaultdict(list)
        self._source = source
        self._needed = frozenset(needed)
        self._title = sheet
        self._named = source.name if isinstance(source, Path) else named
        self._most_bytes = most_bytes
        with self._bytes() as stream:
            self._delimiter, table = self._table(stream)
        self._header = table.line
        self._is_one_line = not any("\n" in cell or "\r" in cell for cell in table.header)
        self.columns = [heading(cell) for cell in table.header]

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Yield the rows that say anything in the wanted columns.

        Raises `TableError` for a wanted column that stands there twice.
        """
        if twice := [name for name in wanted if self.columns.count(name) > 1]:
            raise TableError("twice", names="、".join(twice))
        encoding = self._plain_encoding(wanted)
        batches = self._streamed(wanted, encoding) if encoding else self._row_by_row(wanted)
        return map(_without_blank_rows, batches)

    def _table(self, stream: BinaryIO) -> tuple[str, Table]:
        found = sheets(stream, named=self._named, most_bytes=self._most_bytes)
        sheet = chosen(found, self._title)
        table = table_of(sheet, lambda header: self._needed <= set(map(heading, header)))
        return sheet.delimiter, table

    def _bytes(self) -> BinaryIO:
        if isinstance(self._source, Path):
            return self._source.open("rb", buffering=_BLOCK)
        self._source.seek(0)
        return buffered(self._source)

    def _plain_encoding(self, wanted: Sequence[str]) -> str:
        """Return the encoding if pyarrow sees one row a line, so that it counts as we do."""
        if not (self._delimiter and self._is_one_line):
            return ""
        for encoding in ("utf-8", "gb18030"):
            if lines := self._lines(encoding):
                try:
                    rows = sum(batch.num_rows for batch in self._arrow(wanted[:1], encoding))
                except pa.ArrowInvalid:
                    return ""
                return encoding if rows + self._header == lines else ""
        return ""

    def _lines(self, encoding: str) -> int:
        """Count the lines without blank ones at the end; 0 if they are not in the encoding."""
        decoder = codecs.getincrementaldecoder(encoding)()
        lines, tail = 0, b""
        with self._bytes() as stream:
            while block := stream.read(_BLOCK):
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    return 0
                if b"\0" in block:
                    return 0
                lines += block.count(b"\n")
                tail = (tail + block[-4096:])[-4096:]
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return 0
        content = tail.rstrip(b"\r\n")
        return lines - tail[len(content) :].count(b"\n") + 1

    def _arrow(self, wanted: Sequence[str], encoding: str) -> Iterator[pa.RecordBatch]:
        names = [name if name in wanted else f"\0{i}" for i, name in enumerate(self.columns)]
        with (
            self._bytes() as stream,
            arrow_csv.open_csv(
                stream,
                read_options=arrow_csv.ReadOptions(
                    block_size=_BLOCK, skip_rows=self._header, column_names=names, encoding=encoding
                ),
                parse_options=arrow_csv.ParseOptions(delimiter=self._delimiter),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(wanted, _DICTIONARY),
                    include_columns=list(wanted),
                    strings_can_be_null=False,
                ),
            ) as reader,
        ):
            yield from reader

    def _streamed(self, wanted: Sequence[str], encoding: str) -> Iterator[Batch]:
        row = self._header + 1
        for batch in self._arrow(wanted, encoding):
            line = np.arange(row, row + batch.num_rows, dtype=np.int32)
            row += batch.num_rows
            yield Batch(dict(zip(wanted, batch.columns, strict=True)), line)

    def _row_by_row(self, wanted: Sequence[str]) -> Iterator[Batch]:
        places = [self.columns.index(name) for name in wanted]
        with self._bytes() as stream:
            _, table = self._table(stream)
            while chunk := list(islice(table.rows, _SLOW_BATCH)):
                for row in chunk:
                    if row.fault:
                        self.faults[row.fault].append(row.line)
                good = [row for row in chunk if not row.fault]
                yield Batch(
                    {
                        name: pa.array(
                            [row.cells[at] for row in good], pa.string()
                        ).dictionary_encode()
                        for name, at in zip(wanted, places, strict=True)
                    },
                    np.array([row.line for row in good], np.int32),
                )


def _without_blank_rows(batch: Batch) -> Batch:
    blank = np.ones(len(batch.line), bool)
    for column in batch.columns.values():
        if not blank.any():
            return batch
        empty = compute.equal(compute.utf8_trim_whitespace(column.dictionary), "")
        blank &= empty.to_numpy(zero_copy_only=False)[column.indices.to_numpy()]
    if not blank.any():
        return batch
    kept = pa.array(~blank)
    columns = {name: column.filter(kept) for name, column in batch.columns.items()}
    return Batch(columns, batch.line[~blank])
