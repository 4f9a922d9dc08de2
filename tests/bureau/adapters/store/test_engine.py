"""The database's connections: who reads, who writes, and those that died while they rested."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit

BACKEND = text("SELECT pg_backend_pid()")


@pytest.fixture
def ours(postgres_url: str) -> Iterator[Database]:
    """A PostgreSQL."""
    database = Database(postgres_url)
    yield database
    database.close()


@pytest.fixture
def someone(postgres_url: str) -> Iterator[Database]:
    """The same PostgreSQL from another process."""
    database = Database(postgres_url)
    yield database
    database.close()


def test_reading_begins_no_transaction_and_leaves_none_to_whoever_writes_next(
    ours: Database,
) -> None:
    with ours.reading() as connection:
        reader = connection.scalar(BACKEND)
        # In a transaction both would be the instant of its beginning.
        first = connection.scalar(text("SELECT now()"))
        assert connection.scalar(text("SELECT now()")) > first
    with ours.transaction() as connection:
        assert connection.scalar(BACKEND) == reader
        first = connection.scalar(text("SELECT now()"))
        assert connection.scalar(text("SELECT now()")) == first


def insert_and_fail(connection: Connection) -> None:
    connection.execute(text("INSERT INTO engine_test VALUES (1)"))
    raise ZeroDivisionError


def test_a_writer_that_fails_is_undone_though_its_connection_read_before(ours: Database) -> None:
    with ours.transaction() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS engine_test (n int)"))
    with ours.reading() as connection:
        before = connection.scalar(text("SELECT count(*) FROM engine_test"))
    with pytest.raises(ZeroDivisionError), ours.transaction() as connection:
        insert_and_fail(connection)
    with ours.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM engine_test")) == before
    with ours.transaction() as connection:
        connection.execute(text("DROP TABLE engine_test"))


def test_connections_that_died_while_they_rested_are_replaced_and_nobody_notices(
    ours: Database, someone: Database
) -> None:
    with ours.reading() as first, ours.reading() as second:
        dead = {first.scalar(BACKEND), second.scalar(BACKEND)}
    assert len(dead) == 2
    with someone.reading() as connection:
        for pid in dead:
            connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    time.sleep(0.6)
    with ours.reading() as first, ours.transaction() as second:
        found = {first.scalar(BACKEND), second.scalar(BACKEND)}
    assert not found & dead


def planned(connection: Connection) -> str:
    return str(connection.scalar(text("SHOW enable_hashjoin")))


def test_only_what_many_threads_write_alike_is_planned_by_index_alone(ours: Database) -> None:
    writer = GroupCommit(ours)
    for _ in range(2):
        assert writer.share(lambda connection, _: [planned(connection)], None) == "off"
        assert writer.run(planned) == "on"
    writer.close()


def test_what_the_writer_plans_with_is_met_by_nobody_else(ours: Database) -> None:
    writer = ours.writer()
    assert writer.scalar(text("SHOW enable_seqscan")) == "off"
    writer.close()
    for _ in range(3):
        with ours.reading() as connection:
            assert connection.scalar(text("SHOW enable_seqscan")) == "on"
