"""Statements of the hottest path: compiled once, then run on the driver itself for many rows.

SQLAlchemy's own execution costs some ten times what SQLite then does, and each statement hands
the interpreter's lock to whichever of the threads waits for it. A citizen's message takes four
statements, so these four go around both: a group of messages takes each of them once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Dialect,
    Executable,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
)
from sqlalchemy.sql import ClauseElement, FromClause

Statement = Callable[[FromClause, str], Executable]
Row = dict[str, Any]
Bind = Callable[[Sequence[Row]], Any]


class Prepared:
    """A statement over rows of these columns, for SQLite and PostgreSQL.

    `statement` makes it of the rows, a table to select from, and the dialect's name. Results
    come back as the driver gives them: `loaded` reads a JSON value of either.
    """

    def __init__(self, columns: Sequence[Column[Any]], statement: Statement) -> None:
        self._columns = columns
        self._statement = statement
        self._compiled: dict[str, tuple[str, Bind]] = {}

    def run(self, connection: Connection, rows: Sequence[Row]) -> Any:
        """Execute once for all rows; return the driver's cursor."""
        name = connection.dialect.name
        if name not in self._compiled:
            self._compiled[name] = self._compile(connection.dialect)
        sql, bind = self._compiled[name]
        cursor = connection.connection.cursor()
        cursor.execute(sql, bind(rows))
        return cursor

    def _compile(self, dialect: Dialect) -> tuple[str, Bind]:
        given = _GIVEN[dialect.name](self._columns)
        form: ClauseElement = self._statement(given, dialect.name)  # type: ignore[assignment]
        compiled: Any = form.compile(dialect=dialect)
        write = _writer(self._columns, dialect)
        constants: Row = dict(compiled.params)
        order: Sequence[str] | None = compiled.positiontup if compiled.positional else None

        def bind(rows: Sequence[Row]) -> Any:
            text = json.dumps([write(row) for row in rows], ensure_ascii=False)
            values = constants | {"rows": text}
            return values if order is None else [values[key] for key in order]

        return str(compiled), bind


def loaded(value: Any) -> Any:
    """Return a JSON value as SQLite (its text) or PostgreSQL (itself) gives it."""
    return json.loads(value) if isinstance(value, str | bytes) else value


def _given_to_sqlite(columns: Sequence[Column[Any]]) -> FromClause:
    each = func.json_each(bindparam("rows", type_=Text)).table_valued("value", name="each")
    fields = (func.json_extract(each.c.value, f"$.{one.name}").label(one.name) for one in columns)
    return select(*fields).subquery("given")


def _given_to_postgresql(columns: Sequence[Column[Any]]) -> FromClause:
    rows = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
    fields = (column(one.name, one.type) for one in columns)
    return rows.table_valued(*fields).render_derived(name="given", with_types=True)


_GIVEN = {"sqlite": _given_to_sqlite, "postgresql": _given_to_postgresql}


def _writer(columns: Sequence[Column[Any]], dialect: Dialect) -> Callable[[Row], Row]:
    """Return what writes a row's values as its columns hold them; JSON stands as it is."""
    bound = {
        one.name: process
        for one in columns
        if not isinstance(one.type, JSON)
        and (process := one.type.dialect_impl(dialect).bind_processor(dialect))
    }

    def write(row: Row) -> Row:
        return row | {name: _plain(process(row[name])) for name, process in bound.items()}

    return write


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
