"""Keys are kept as hashes and end for good; a printed sheet is found by its hash."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.survey_outputs import api_keys as table
from bureau.adapters.store.survey_outputs import StoredApiKeys, StoredSheets
from bureau.survey_access.api_keys import LIFETIMES, Scope
from bureau.survey_access.sheets import HandedSheet, checked_hash

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
YEAR: Any = {"scope": Scope.RESULTS, "lifetime": LIFETIMES[365], "by": "admin", "at": AT}
SHEET = HandedSheet(
    fingerprint="0a1b2c3d4e5f",
    wave="2026Q3",
    level="town",
    mode="wechat",
    questionnaire="satisfaction 2026.1",
    mapping="0/25/50/75/100",
    made_on="2026-10-01",
    form="pdf",
    by="admin",
    at=AT,
)


def test_a_key_opens_until_it_is_revoked_and_is_kept_by_nobody(database: Database) -> None:
    keys = StoredApiKeys(database)
    key, secret = keys.make(label=" 数据中心\n", **YEAR)
    assert (key.label, key.last_used) == ("数据中心", None)
    with database.reading() as connection:
        assert secret not in str(connection.execute(select(table)).one())
    found = keys.find(secret=secret, at=AT + timedelta(hours=1))
    assert found is not None
    assert found.id == key.id
    assert keys.every()[0].last_used == AT + timedelta(hours=1)
    assert keys.find(secret=secret[:-1], at=AT) is None
    keys.revoke(number=key.id, by="admin", at=AT)
    keys.revoke(number=999, by="admin", at=AT)
    assert keys.find(secret=secret, at=AT) is None
    assert keys.every()[0].revoked_at == AT


def test_a_key_opens_no_longer_than_it_was_made_for(database: Database) -> None:
    keys = StoredApiKeys(database)
    key, secret = keys.make(label="数据中心", **YEAR)
    assert (key.scope, key.expires) == (Scope.RESULTS, AT + timedelta(days=365))
    assert keys.find(secret=secret, at=key.expires - timedelta(seconds=1)) is not None
    assert keys.find(secret=secret, at=key.expires) is None
    assert key.expired(key.expires)


def test_a_key_says_what_it_is_for(database: Database) -> None:
    with pytest.raises(ValueError, match="label"):
        StoredApiKeys(database).make(label=" \n", **YEAR)


def test_a_sheet_is_found_by_its_hash_however_often_it_was_taken(database: Database) -> None:
    sheets = StoredSheets(database)
    for at in (AT, AT + timedelta(minutes=1), AT + timedelta(days=1)):
        sheets.note(replace(SHEET, at=at))
    assert [sheet.at for sheet in sheets.find("0a1b2c")] == [AT + timedelta(days=1), AT]
    assert sheets.find("0a1b2c3d4e5f")[1] == SHEET
    assert sheets.find("ffffff") == []


@pytest.mark.parametrize(
    ("typed", "hash_"),
    [("0A1B 2C3D-4E5F", "0a1b2c3d4e5f"), ("0a1b2", None), ("xyzxyz", None), ("%%%%%%", None)],
)
def test_a_hash_is_read_as_people_copy_it_from_paper(typed: str, hash_: str | None) -> None:
    assert checked_hash(typed) == hash_
