"""The bureau's own tables: a folder that sheets are dropped into, or a view of a database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import create_engine, make_url, select
from sqlalchemy import table as view_table
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import text as sql

from bureau.quality.model import RawAnswer
from bureau.quality.ports import SourceError
from tabular.delimited import Row
from tabular.faults import TableError
from tabular.file import LARGEST_WORKBOOK, sheets
from tabular.workbook import written

_SUFFIXES = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls"}
_MOST_ROWS = 200_000
# Young files are read at every look: storing what a look brought may have failed.
_YOUNG = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class SourceSheet:
    """A table as it stands: its name (file and worksheet) and its rows."""

    name: str
    rows: Sequence[Row]
    problem: str = ""
    delimiter: str = ""


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
                body = path.read_bytes() if found.st_size <= LARGEST_WORKBOOK else None
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
                if path.suffix.lower() in _SUFFIXES
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
                rows = [Row(1, [str(key) for key in result.keys()])]  # noqa: SIM118
                rows += [
                    Row(n, [written(cell).strip() for cell in row])
                    for n, row in enumerate(result, 2)
                ]
        except SQLAlchemyError as error:
            # Its message may hold the address with its password.
            raise SourceError(f"the view cannot be read ({type(error).__name__})") from None
        problem = "more rows than a look takes" if len(rows) > _MOST_ROWS + 1 else ""
        yield self._view, [SourceSheet(self._view, rows[: _MOST_ROWS + 1], problem)], ()


def sheets_of(name: str, body: bytes) -> list[SourceSheet]:
    """Return the sheets of a file; one that cannot be read says why."""
    try:
        return [
            SourceSheet(
                f"{name} {sheet.title}".strip(),
                list(sheet.rows if sheet.delimiter else islice(sheet.rows, _MOST_ROWS)),
                delimiter=sheet.delimiter,
            )
            for sheet in sheets(body, named=name)
        ]
    except TableError as problem:
        return [_unreadable(name, str(problem))]


def _unreadable(name: str, problem: str) -> SourceSheet:
    return SourceSheet(name, (), problem)
