"""Whether a store holds real people's records or the demonstration's: never both."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Table, func, select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.cases import cases
from bureau.adapters.store.schema.citizens import citizens
from bureau.adapters.store.schema.messages import inbox, platform_state
from bureau.adapters.store.schema.surveys import survey_sittings
from bureau.adapters.store.upsert import insert_ignore
from bureau.settings import SettingsError

_NAME = "origin"
_DEMO, _REAL = b"demonstration", b"real"
_PEOPLE: tuple[Table, ...] = (citizens, cases, inbox, survey_sittings)


class WrongStoreError(SettingsError):
    """A demonstration was asked for on a real store, or real service on a demonstration's."""

    def __init__(self, problem: str) -> None:
        super().__init__([problem])


def claim(database: Database, *, demo: bool, at: datetime) -> None:
    """Mark a new store as real or as a demonstration's; raises `WrongStoreError` on the other's.

    A store from before this mark with anybody's rows in it counts as real.
    """
    with database.reading() as connection:
        found = connection.scalar(
            select(platform_state.c.value).where(platform_state.c.name == _NAME)
        )
        if found is None and demo and _used(connection):
            found = _REAL
    if found is None:
        row = {"name": _NAME, "value": _DEMO if demo else _REAL, "until": at}
        with database.transaction() as connection:
            insert_ignore(connection, platform_state, **row)
        return
    if demo and bytes(found) == _REAL:
        raise WrongStoreError(
            "this store holds real records: no demonstration is shown on it. "
            "Set DEMO=0 and every secret, or name another DATABASE_URL"
        )
    if not demo and bytes(found) == _DEMO:
        raise WrongStoreError(
            "this store holds the demonstration's invented records: name another DATABASE_URL"
        )


def _used(connection: Connection) -> bool:
    return any(connection.scalar(select(func.count()).select_from(table)) for table in _PEOPLE)
