"""The sheets of a file that somebody sent, whatever it is called: what its bytes are decides."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tabular.delimited import Row, delimited
from tabular.faults import TableError
from tabular.text import known_encoding, mended

LARGEST_WORKBOOK = 64 << 20
_UNPACKED = 10
_JUDGED = 1 << 20
_WORKBOOK = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = {
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"\x1f\x8b": "archive",
}
_PAGE = re.compile(
    rb"\s*<(!doctype|!--|\?xml|html|head|body|meta|table|script|style|div)", re.IGNORECASE
)
_JSON = re.compile(rb'\s*(\{\s*"|\[\s*[\[{])')
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and its rows, to be read once; a CSV has no title, a worksheet no delimiter.

    In a worksheet a short row has blank cells at its end; in a CSV its cells have moved.
    """

    title: str
    rows: Iterator[Row]
    is_shown: bool = True
    delimiter: str = ""


def sheets(
    source: bytes | BinaryIO,
    *,
    named: str = "",
    most_bytes: int = LARGEST_WORKBOOK,
    most_unpacked: int | None = None,
) -> list[Sheet]:
    """Return the sheets of a CSV or XLSX; a CSV is never held whole.

    `named` is what the sender calls the file; `most_bytes` is what a workbook may weigh and
    `most_unpacked` what it may take, ten times that if left out. Raises `TableError` for all that
    is neither; where a workbook is damaged further on, its rows raise it.
    """
    stream = buffered(source)
    head = stream.peek(_JUDGED)[:_JUDGED]
    refuse(head, named)
    if head.startswith(_WORKBOOK):
        from tabular import workbook  # openpyxl is heavy, and most tables need none

        data = stream.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise TableError("too_large", megabytes=most_bytes >> 20)
        found = workbook.worksheets(
            io.BytesIO(data), most_bytes=most_unpacked or _UNPACKED * most_bytes
        )
        return [Sheet(title, rows, is_shown=shown) for title, shown, rows in found]
    encoding = known_encoding(head)
    text = io.TextIOWrapper(
        stream, encoding, "replace" if encoding == "utf-16" else "surrogateescape", newline=""
    )
    delimiter, rows = delimited(mended(text))
    return [Sheet("", rows, delimiter=delimiter)]


def chosen(found: list[Sheet], title: str | None = None) -> Sheet:
    """Return the sheet of a title, or the first that is shown.

    Raises `TableError` that names those there are when none has the title.
    """
    if title is None:
        return next((sheet for sheet in found if sheet.is_shown), found[0])
    for sheet in found:
        if sheet.title.strip().casefold() == title.strip().casefold():
            return sheet
    raise TableError("unknown_sheet", name=title, sheets="、".join(each.title for each in found))


def refuse(head: bytes, named: str = "") -> None:
    """Raise `TableError` for what begins like no CSV and no XLSX, saying what it is."""
    head = head.removeprefix(codecs.BOM_UTF8)
    if not head.strip():
        raise TableError("empty")
    if head.startswith(_OLD):
        is_locked = _LOCKED in head or named.lower().endswith((".xlsx", ".xlsm"))
        raise TableError("locked" if is_locked else "old_excel")
    for mark, what in _OTHERS.items():
        if head.startswith(mark):
            raise TableError(what)
    if head.startswith(_WORKBOOK):
        return
    if head.startswith(b"PK") or named.lower().endswith((".xlsx", ".xlsm")):
        raise TableError("damaged")
    if _PAGE.match(head):
        raise TableError("page")
    if _JSON.match(head):
        raise TableError("json")
    if head[:2] not in _UTF_16 and b"\0" in head.lstrip().partition(b"\n")[0]:
        raise TableError("binary")


def buffered(source: bytes | BinaryIO) -> io.BufferedReader:
    """Return bytes or a stream as one whose beginning can be judged; closing it closes no other."""
    lent = _Lent(io.BytesIO(source) if isinstance(source, bytes) else source)
    return io.BufferedReader(lent, _JUDGED)


class _Lent(io.RawIOBase):
    """A stream we were lent: closing ours leaves it open."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._read = getattr(stream, "read1", stream.read)  # of a pipe, what has come so far

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer."""
        block = self._read(len(buffer))
        buffer[: len(block)] = block
        return len(block)
