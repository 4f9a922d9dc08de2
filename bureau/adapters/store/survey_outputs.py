"""Keys of other programs, and survey sheets handed out, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from basis.tokens import token_hash
from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.survey_outputs import api_keys, survey_sheets
from bureau.adapters.store.upsert import insert_ignore
from bureau.survey_access.api_keys import (
    ApiKey,
    Scope,
    begins,
    checked_label,
    new_secret,
)
from bureau.survey_access.sheets import HandedSheet

_KEY = [column for column in api_keys.c if column.name not in ("hash", "revoked_by")]
_SHEET = [column for column in survey_sheets.c if column.name not in ("id", "day")]
_USE_NOTED = timedelta(minutes=10)  # a program that asks every second is not written down so often
_MOST = 100


class StoredApiKeys:
    """`bureau.survey_access.api_keys.ApiKeys` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(
        self, *, label: str, scope: Scope, lifetime: timedelta, by: str, at: datetime
    ) -> tuple[ApiKey, str]:
        """Make a key; return it with the secret, which nobody can be shown again."""
        secret = new_secret()
        values = {
            "label": checked_label(label),
            "begins": begins(secret),
            "hash": token_hash(secret),
            "made_by": by,
            "made_at": at,
            "scope": scope,
            "expires": at + lifetime,
        }
        with self._database.transaction() as connection:
            row = connection.execute(insert(api_keys).values(**values).returning(*_KEY)).one()
        return _key(row), secret

    def every(self) -> list[ApiKey]:
        """Return all keys, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(*_KEY).order_by(api_keys.c.id.desc())).all()
        return [_key(row) for row in rows]

    def find(self, *, secret: str, at: datetime) -> ApiKey | None:
        """Return the key of this secret unless it ended or expired, and note its use."""
        known = select(*_KEY).where(
            api_keys.c.hash == token_hash(secret),
            api_keys.c.revoked_at.is_(None),
            api_keys.c.expires > at,
        )
        with self._database.reading() as connection:
            row = connection.execute(known).one_or_none()
        if row is None:
            return None
        if row.last_used is None or at - row.last_used >= _USE_NOTED:
            with self._database.transaction() as connection:
                connection.execute(
                    update(api_keys).where(api_keys.c.id == row.id).values(last_used=at)
                )
        return _key(row)

    def revoke(self, *, number: int, by: str, at: datetime) -> None:
        """End a key for good. The first call counts; unknown ones are none."""
        with self._database.transaction() as connection:
            connection.execute(
                update(api_keys)
                .where(api_keys.c.id == number, api_keys.c.revoked_at.is_(None))
                .values(revoked_at=at, revoked_by=by)
            )


class StoredSheets:
    """`bureau.survey_access.sheets.Sheets` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, sheet: HandedSheet) -> None:
        """Keep that a sheet was handed out; the same again on one day is kept once."""
        with self._database.transaction() as connection:
            insert_ignore(
                connection, survey_sheets, **asdict(sheet), day=sheet.at.date().isoformat()
            )

    def find(self, fingerprint: str) -> Sequence[HandedSheet]:
        """Return the sheets whose hash begins so, the newest first."""
        found = (
            select(*_SHEET)
            .where(survey_sheets.c.fingerprint.startswith(fingerprint, autoescape=True))
            .order_by(survey_sheets.c.id.desc())
            .limit(_MOST)
        )
        with self._database.reading() as connection:
            return [HandedSheet(**row._mapping) for row in connection.execute(found)]


def _key(row: Any) -> ApiKey:
    return ApiKey(**{**row._mapping, "scope": Scope(row.scope)})
