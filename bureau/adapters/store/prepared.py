"""Statements of the hottest path: compiled once, then run on the driver itself.

SQLAlchemy's own execution costs some ten times what SQLite then does. A citizen's message
takes three statements, so these three go around it; everything else does not.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Executable
from sqlalchemy.sql import ClauseElement

Writer = Callable[[dict[str, Any], str], Any]


class Prepared:
    """A statement for SQLite and PostgreSQL; its parameters are written by their types.

    `forms` gives a statement by dialect name where the two differ. Rows come back as the
    driver gives them: `loaded` reads a JSON value of either.
    """

    def __init__(self, *, forms: dict[str, Executable]) -> None:
        self._forms = forms
        self._compiled: dict[str, tuple[str, list[tuple[str, Writer]], bool]] = {}

    def run(self, connection: Connection, **values: Any) -> Any:
        """Execute with these parameters; return the driver's cursor."""
        sql, order, positional = self._form(connection)
        cursor = connection.connection.cursor()
        if positional:
            cursor.execute(sql, [write(values, key) for key, write in order])
        else:
            cursor.execute(sql, {key: write(values, key) for key, write in order})
        return cursor

    def run_many(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        """Execute once for each row of parameters."""
        sql, order, positional = self._form(connection)
        cursor = connection.connection.cursor()
        if positional:
            cursor.executemany(sql, [[write(row, key) for key, write in order] for row in rows])
        else:
            cursor.executemany(
                sql, [{key: write(row, key) for key, write in order} for row in rows]
            )

    def _form(self, connection: Connection) -> tuple[str, list[tuple[str, Writer]], bool]:
        name = connection.dialect.name
        if name not in self._compiled:
            self._compiled[name] = self._compile(connection, name)
        return self._compiled[name]

    def _compile(
        self, connection: Connection, name: str
    ) -> tuple[str, list[tuple[str, Writer]], bool]:
        dialect = connection.dialect
        form: ClauseElement = self._forms[name]  # type: ignore[assignment]
        compiled: Any = form.compile(dialect=dialect)
        names = compiled.positiontup if compiled.positional else list(compiled.binds)
        order = [(key, _writer(compiled.binds[key], dialect)) for key in names]
        return str(compiled), order, bool(compiled.positional)


def loaded(value: Any) -> Any:
    """Return a JSON value as SQLite (its text) or PostgreSQL (itself) gives it."""
    return json.loads(value) if isinstance(value, str | bytes) else value


def _writer(bind: BindParameter[Any], dialect: Dialect) -> Writer:
    """Return what writes a parameter: from the values given, or the constant it is."""
    process = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if not bind.required:
        constant = bind.value if process is None else process(bind.value)
        return lambda values, key: constant
    if process is None:
        return lambda values, key: values[key]
    return lambda values, key: process(values[key])
