"""The bureau's own tables: a folder that sheets are dropped into, or a view of a database."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from openpyxl import load_workbook
from sqlalchemy import create_engine, make_url, select
from sqlalchemy import table as view_table
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import text as sql

from basis.clock import SHANGHAI
from bureau.quality.model import RawAnswer
from bureau.quality.ports import SourceError
from bureau.quality.sheets import UnusableTableError, decode, read_table

_SUFFIXES = {".csv", ".txt", ".xlsx", ".xlsm"}
_OLD_EXCEL = ".xls"
_LARGEST_FILE_BYTES = 64 * 1024 * 1024
_MOST_ROWS = 200_000
# Young files are read at every look: storing what a look brought may have failed.
_YOUNG = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class SourceSheet:
    """A table as it stands: its name (file and worksheet) and its rows with their lines."""

    name: str
    rows: Sequence[tuple[int, list[str]]]
    problem: str = ""


class Tables(Protocol):
    """Where the bureau's tables are."""

    def names(self) -> set[str]:
        """Return the files (or the view) that are there now. Raises `SourceError`."""

    def read(
        self, *, at: datetime
    ) -> Iterator[tuple[str, list[SourceSheet], tuple[RawAnswer, ...]]]:
        """Yield what is new or changed: its name, its sheets, the file as it came."""


def tables_at(source: str, address: str) -> Tables:
    """Return the folder of a path, or the view of `postgresql://…/name#view`."""
    if "://" in address:
        url, _, view = address.partition("#")
        return View(url, view)
    return Folder(source, Path(address))


class Folder:
    """CSV and XLSX files in a folder; nothing in it is changed, moved or deleted."""

    def __init__(self, source: str, path: Path) -> None:
        self._source = source
        self._path = path
        self._known: dict[str, tuple[int, int]] = {}

    def names(self) -> set[str]:
        """Return the files that are there now. Raises `SourceError`."""
        return {path.name for path in self._files()}

    def read(
        self, *, at: datetime
    ) -> Iterator[tuple[str, list[SourceSheet], tuple[RawAnswer, ...]]]:
        """Yield files that are young, new or changed, the oldest first."""
        for path in self._files():
            try:
                found = path.stat()
                changed = (found.st_mtime_ns, found.st_size)
                new = self._known.get(path.name) != changed
                young = at.timestamp() - found.st_mtime < _YOUNG.total_seconds()
                if not (new or young):
                    continue
                body = path.read_bytes() if found.st_size <= _LARGEST_FILE_BYTES else None
            except OSError as error:
                yield path.name, [_unreadable(path.name, error.strerror or "unreadable")], ()
                continue
            self._known[path.name] = changed
            if body is None:
                yield path.name, [_unreadable(path.name, "the file is too large")], ()
                continue
            raw = (RawAnswer(self._source, at, f"file {path.name}", 200, body),) if new else ()
            yield path.name, sheets_of(path.name, body), raw

    def _files(self) -> list[Path]:
        try:
            files = [
                path
                for path in self._path.iterdir()
                if path.suffix.lower() in {*_SUFFIXES, _OLD_EXCEL}
                # Excel's lock files, and what a copy under way is called.
                and not path.name.startswith(("~", "."))
                and path.is_file()
            ]
            return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))
        except OSError as error:
            raise SourceError(f"the folder cannot be read: {error.strerror}") from None


class View:
    """A view of a database, read whole at every look: it should show some days only."""

    def __init__(self, url: str, view: str) -> None:
        address = make_url(url)
        options: dict[str, Any] = {}
        if address.get_backend_name() == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
            options = {"connect_args": {"connect_timeout": 10}}
        self._engine = create_engine(address, poolclass=NullPool, **options)
        self._view = view

    def names(self) -> set[str]:
        """Return the view."""
        return {self._view}

    def read(
        self, *, at: datetime
    ) -> Iterator[tuple[str, list[SourceSheet], tuple[RawAnswer, ...]]]:
        """Yield the view's rows. Raises `SourceError`."""
        schema, _, name = self._view.rpartition(".")
        view = view_table(name, schema=schema or None)
        query = select(sql("*")).select_from(view).limit(_MOST_ROWS + 1)
        try:
            with self._engine.connect() as connection:
                result = connection.execute(query)
                rows = [(1, [str(key) for key in result.keys()])]  # noqa: SIM118
                rows += [(n, [_written(cell) for cell in row]) for n, row in enumerate(result, 2)]
        except SQLAlchemyError as error:
            # Its message may hold the address with its password.
            raise SourceError(f"the view cannot be read ({type(error).__name__})") from None
        problem = "more rows than a look takes" if len(rows) > _MOST_ROWS + 1 else ""
        yield self._view, [SourceSheet(self._view, rows[: _MOST_ROWS + 1], problem)], ()


def sheets_of(name: str, body: bytes) -> list[SourceSheet]:
    """Return the sheets of a file; one that cannot be read says why."""
    if name.lower().endswith(_OLD_EXCEL):
        return [_unreadable(name, "an old Excel file; save it as .xlsx")]
    if body[:2] == b"PK":
        return _worksheets(name, body)
    if name.lower().endswith((".xlsx", ".xlsm")):
        return [_unreadable(name, "no Excel file, or cut off")]
    text = decode(body)
    if text.lstrip()[:1] == "<":
        return [_unreadable(name, "a web page instead of a table")]
    try:
        table = read_table(text)
        rows = [(table.first_line - 1, table.header)]
        rows += [(record.line, record.cells) for record in table.records()]
    except UnusableTableError as problem:
        return [_unreadable(name, str(problem))]
    return [SourceSheet(name, rows)]


def _worksheets(name: str, body: bytes) -> list[SourceSheet]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles that it will not keep
            book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
            found = [
                SourceSheet(
                    f"{name} {sheet.title}",
                    [
                        (line, [_written(cell) for cell in cells])
                        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1)
                        if line <= _MOST_ROWS and any(cell is not None for cell in cells)
                    ],
                )
                for sheet in book.worksheets
            ]
            book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError, SyntaxError):
        return [_unreadable(name, "no Excel file, or cut off")]
    return found


def _written(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        if cell.tzinfo is not None:
            cell = cell.astimezone(SHANGHAI)
        # Excel keeps times as fractions of a day: they come back some milliseconds off.
        return (cell + timedelta(milliseconds=500)).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.10g}"  # and 0.1 + 0.2 as 0.3
    return str(cell).strip()


def _unreadable(name: str, problem: str) -> SourceSheet:
    return SourceSheet(name, (), problem)
