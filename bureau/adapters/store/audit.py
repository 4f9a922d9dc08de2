"""The audit log in the database, whose triggers let lines be added only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, or_, select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.audit import audit_lines as table
from bureau.adapters.store.schema.audit import audit_purges
from bureau.audit import SAME_LOOK, AuditFilter, AuditLine, AuditOutcome, Deed

_LINE = [column for column in table.c if column.name != "id"]


class StoredAudit:
    """`bureau.audit.Audit` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, line: AuditLine) -> None:
        with self._database.transaction() as connection:
            connection.execute(insert(table).values(**asdict(line)))

    def note_once(self, line: AuditLine) -> None:
        same = _same(line)
        with self._database.reading() as connection:
            if connection.execute(same).first() is not None:
                return
        with self._database.transaction() as connection:
            # Once more: a second page may have been opened at the same moment.
            if connection.execute(same).first() is None:
                connection.execute(insert(table).values(**asdict(line)))

    def page(self, wanted: AuditFilter, *, limit: int, offset: int) -> tuple[list[AuditLine], int]:
        asked = list(_conditions(wanted))
        newest = select(*_LINE).where(*asked).order_by(table.c.at.desc(), table.c.id.desc())
        with self._database.reading() as connection:
            rows = connection.execute(newest.limit(limit).offset(offset)).all()
            total = connection.scalar(select(func.count()).select_from(table).where(*asked)) or 0
        return [_line(row) for row in rows], total


def purge(connection: Connection, before: datetime) -> int:
    """Delete the lines from before an instant; return how many. The one way to delete any.

    The row that allows it stays as the record of it, so long as anything went.
    """
    allowed = connection.scalar(
        insert(audit_purges).values(before=before).returning(audit_purges.c.id)
    )
    gone = connection.execute(delete(table).where(table.c.at < before)).rowcount
    if not gone:
        connection.execute(delete(audit_purges).where(audit_purges.c.id == allowed))
    return gone


def _same(line: AuditLine) -> Select[Any]:
    if line.deed is Deed.DID:
        alike = [table.c.verb == line.verb, table.c.outcome == line.outcome]
        over = [table.c.number == line.number, table.c.subject == line.subject, *alike]
        return _soon(line, over)
    room = line.verb.partition(".")[0]
    over = (
        [table.c.number == line.number]
        if line.number
        else [table.c.subject == line.subject, or_(*_of_room(room))]
    )
    return _soon(line, over)


def _soon(line: AuditLine, over: list[ColumnElement[bool]]) -> Select[Any]:
    return (
        select(table.c.id)
        .where(
            table.c.officer == line.officer,
            table.c.deed == line.deed,
            table.c.at > line.at - SAME_LOOK,
            *over,
        )
        .limit(1)
    )


def _of_room(room: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.verb == room, table.c.verb.startswith(f"{room}.", autoescape=True)


def _conditions(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.officer is not None:
        yield or_(table.c.officer == wanted.officer, table.c.second == wanted.officer)
    if wanted.deed is not None:
        yield table.c.deed == wanted.deed
    if wanted.verb is not None:
        yield table.c.verb == wanted.verb
    if wanted.number is not None:
        yield table.c.number == wanted.number
    if wanted.since is not None:
        yield table.c.at >= wanted.since
    if wanted.until is not None:
        yield table.c.at < wanted.until


def _line(row: Any) -> AuditLine:
    facts = dict(row._mapping)
    return AuditLine(
        **{**facts, "deed": Deed(facts["deed"]), "outcome": AuditOutcome(facts["outcome"])}
    )
