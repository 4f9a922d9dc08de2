"""Any CSV an office sends, as batches of coded columns with the line of each row.

Handles UTF-8 with and without BOM, GBK and UTF-16, blank lines, quoted line breaks and rows of the
wrong length. A plain file streams through pyarrow; one with oddities is read by the slower `csv`.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from basis.packaged import words_beside
from surveys.files.problems import FileProblem, UnusableFileError, whole_file

_WORDS = words_beside(__file__)
_BLOCK = 1 << 20  # small blocks keep a million rows within a few hundred megabytes
_SLOW_BATCH = 50_000
_DICTIONARY = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows: a dictionary-encoded array a column, and the line of each row."""

    columns: dict[str, pa.DictionaryArray]
    line: np.ndarray


class CsvFile:
    """One CSV from a path or a seekable binary stream; `columns` are its lower-case headings.

    Raises UnusableFileError for an empty file, a spreadsheet, an unknown encoding or a heading
    that comes twice.
    """

    def __init__(self, source: Path | BinaryIO) -> None:
        self._source = source
        self.problems: list[FileProblem] = []
        self._encoding, self._lines = self._survey_bytes()
        with io.TextIOWrapper(self._open(), self._encoding, newline="") as text:
            header = next(csv.reader(text), [])
        self.columns = [name.strip().lower() for name in header]
        if not any(self.columns):
            raise UnusableFileError([whole_file(_WORDS["empty"])])
        named = [name for name in self.columns if name]
        if twice := sorted({name for name in named if named.count(name) > 1}):
            raise UnusableFileError([whole_file(_WORDS["twice"].format(names="、".join(twice)))])

    def batches(self, wanted: list[str]) -> Iterator[Batch]:
        """All rows of the wanted columns; rows of the wrong length go to `problems`."""
        if self._is_plain(wanted):
            yield from self._fast(wanted)
        else:
            yield from self._slow(wanted)

    def _open(self) -> io.BufferedReader:
        if isinstance(self._source, Path):
            return self._source.open("rb")
        self._source.seek(0)
        return io.BufferedReader(_Unclosed(self._source))

    def _survey_bytes(self) -> tuple[str, int]:
        """The encoding, and the count of lines without blank ones at the end."""
        with self._open() as stream:
            start = stream.read(4)
            if not start:
                raise UnusableFileError([whole_file(_WORDS["empty"])])
            if start == b"PK\x03\x04" or start == b"\xd0\xcf\x11\xe0":
                raise UnusableFileError([whole_file(_WORDS["workbook"])])
        if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16", -1
        line = 0
        for encoding in ("utf-8", "gb18030"):
            fault, line = self._decodes(encoding)
            if not fault:
                return ("utf-8-sig" if encoding == "utf-8" else encoding), line
        raise UnusableFileError([FileProblem(_WORDS["encoding"], np.array([line]))])

    def _decodes(self, encoding: str) -> tuple[bool, int]:
        decoder = codecs.getincrementaldecoder(encoding)()
        lines, tail = 0, b""
        with self._open() as stream:
            while block := stream.read(_BLOCK):
                try:
                    decoder.decode(block)
                except UnicodeDecodeError as error:
                    return True, lines + block[: error.start].count(b"\n") + 1
                lines += block.count(b"\n")
                tail = (tail + block[-4096:])[-4096:]
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return True, lines + 1
        content = tail.rstrip(b"\r\n")
        return False, lines - tail[len(content) :].count(b"\n") + 1

    def _is_plain(self, wanted: list[str]) -> bool:
        """Whether pyarrow sees exactly one row a line, so that row numbers are line numbers."""
        if self._encoding == "utf-16":
            return False
        rows = 0
        try:
            for batch in self._arrow_reader(wanted[:1]):
                rows += batch.num_rows
        except pa.ArrowInvalid:
            return False
        return rows + 1 == self._lines

    def _arrow_reader(self, wanted: list[str]) -> Iterator[pa.RecordBatch]:
        names = [name or f"\0{i}" for i, name in enumerate(self.columns)]
        stream = self._open()
        encoding = "utf-8" if self._encoding == "utf-8-sig" else self._encoding
        try:
            with arrow_csv.open_csv(
                stream,
                read_options=arrow_csv.ReadOptions(
                    block_size=_BLOCK, skip_rows=1, column_names=names, encoding=encoding
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(wanted, _DICTIONARY),
                    include_columns=wanted,
                    strings_can_be_null=False,
                ),
            ) as reader:
                yield from reader
        finally:
            stream.close()

    def _fast(self, wanted: list[str]) -> Iterator[Batch]:
        row = 2
        for batch in self._arrow_reader(wanted):
            line = np.arange(row, row + batch.num_rows, dtype=np.int32)
            row += batch.num_rows
            yield Batch(dict(zip(wanted, batch.columns, strict=True)), line)

    def _slow(self, wanted: list[str]) -> Iterator[Batch]:
        places = [self.columns.index(name) for name in wanted]
        wrong: list[int] = []
        with io.TextIOWrapper(self._open(), self._encoding, newline="") as text:
            rows = self._numbered(csv.reader(text), wrong)
            while chunk := list(islice(rows, _SLOW_BATCH)):
                columns = {
                    name: pa.array(
                        [row[place] for _, row in chunk], pa.string()
                    ).dictionary_encode()
                    for name, place in zip(wanted, places, strict=True)
                }
                yield Batch(columns, np.array([line for line, _ in chunk], np.int32))
        if wrong:
            self.problems.append(
                FileProblem(_WORDS["columns"].format(count=len(self.columns)), np.array(wrong))
            )

    def _numbered(
        self, reader: Iterator[list[str]], wrong: list[int]
    ) -> Iterator[tuple[int, list[str]]]:
        """Rows with the line they begin on; blank lines are passed over."""
        begins = 1
        try:
            for row in reader:
                ends = reader.line_num  # type: ignore[attr-defined]
                if row and begins > 1:
                    if len(row) == len(self.columns):
                        yield begins, row
                    elif any(cell.strip() for cell in row):
                        wrong.append(begins)
                begins = ends + 1
        except csv.Error as error:
            raise UnusableFileError([FileProblem(str(error), np.array([begins]))]) from error


class _Unclosed(io.RawIOBase):
    """A stream we were lent: closing ours leaves it open."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        block = self._stream.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)
