"""Inserting and replacing mean the same on both databases."""

from datetime import UTC, datetime

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.citizens import citizens
from bureau.adapters.store.upsert import insert_ignore

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def test_a_row_that_exists_is_left_alone_and_said_so(database: Database) -> None:
    row = {"key": "c1", "followed": True, "first_seen": AT, "last_seen": AT}
    for inserted in (True, False):
        with database.transaction() as connection:
            assert insert_ignore(connection, citizens, **row) is inserted
