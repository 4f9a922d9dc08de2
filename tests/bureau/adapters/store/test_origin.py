"""Invented and real records never share a store."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.origin import WrongStoreError, claim
from bureau.adapters.store.schema.citizens import citizens
from bureau.adapters.store.schema.messages import platform_state

AT = datetime(2026, 11, 27, tzinfo=UTC)


def test_a_store_stays_what_it_was_first(database: Database):
    claim(database, demo=False, at=AT)
    claim(database, demo=False, at=AT)
    with pytest.raises(WrongStoreError, match="real records"):
        claim(database, demo=True, at=AT)


def test_no_real_service_is_given_on_invented_records(database: Database):
    claim(database, demo=True, at=AT)
    with pytest.raises(WrongStoreError, match="invented"):
        claim(database, demo=False, at=AT)


def test_a_store_from_before_the_mark_that_knows_anybody_is_real(database: Database):
    with database.transaction() as connection:
        connection.execute(platform_state.delete())
        connection.execute(
            citizens.insert().values(key="c" * 32, followed=True, first_seen=AT, last_seen=AT)
        )
    with pytest.raises(WrongStoreError):
        claim(database, demo=True, at=AT)
