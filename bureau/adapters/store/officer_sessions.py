"""Sessions of officers in the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from basis.tokens import new_token, token_hash
from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.officers import officer_sessions as table
from bureau.officers.sessions import IDLE, LONGEST, OfficerSession

_SEEN_NOTED = timedelta(minutes=1)  # not every page is worth a write


class StoredOfficerSessions:
    """`bureau.officers.sessions.OfficerSessions` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, *, officer: str, address: str, agent: str, at: datetime) -> str:
        """Begin a session; return the secret id that only the browser keeps."""
        secret = new_token()
        with self._database.transaction() as connection:
            # Addresses of people are kept no longer than their sessions run.
            connection.execute(delete(table).where(or_(*_ended(at))))
            connection.execute(
                insert(table).values(
                    id_hash=token_hash(secret),
                    officer=officer,
                    since=at,
                    last_seen=at,
                    address=_printable(address, 45),
                    agent=_printable(agent, 80),
                )
            )
        return secret

    def current(self, secret: str, *, at: datetime) -> OfficerSession | None:
        """Return the session of this id and note that it was seen; none when it ended."""
        wanted = select(table).where(table.c.id_hash == token_hash(secret), _running(at))
        with self._database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None:
            return None
        if at - row.last_seen >= _SEEN_NOTED:
            with self._database.transaction() as connection:
                connection.execute(
                    update(table).where(table.c.id_hash == row.id_hash).values(last_seen=at)
                )
        return _session(row)

    def prove(self, key: str) -> None:
        """Note that a second factor was shown in the session of this key."""
        with self._database.transaction() as connection:
            connection.execute(update(table).where(table.c.id_hash == key).values(proved=True))

    def of(self, officer: str, *, at: datetime) -> list[OfficerSession]:
        """Return an officer's running sessions, the last seen first."""
        wanted = select(table).where(table.c.officer == officer, _running(at))
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(table.c.last_seen.desc())).all()
        return [_session(row) for row in rows]

    def end(self, key: str, *, officer: str) -> None:
        """End one of an officer's own sessions; unknown ones are none."""
        with self._database.transaction() as connection:
            connection.execute(
                delete(table).where(table.c.id_hash == key, table.c.officer == officer)
            )


def _ended(at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.last_seen <= at - IDLE, table.c.since <= at - LONGEST


def _running(at: datetime) -> ColumnElement[bool]:
    return and_(table.c.last_seen > at - IDLE, table.c.since > at - LONGEST)


def _session(row: Any) -> OfficerSession:
    values = dict(row._mapping)
    return OfficerSession(key=values.pop("id_hash"), **values)


def _printable(text: str, longest: int) -> str:
    return "".join(filter(str.isprintable, text))[:longest]
