"""One database for a test, and every store test on both kinds: SQLite and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bureau.adapters.store.audit import purge
from bureau.adapters.store.citizens import StoredCitizens
from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.schema import metadata
from bureau.citizens import IdentityKeys
from tests.postgres import postgres


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Yield the address of a PostgreSQL server that lives as long as the test run."""
    with postgres() as address:
        yield address


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an empty database, once for each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'test.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def migrated(database_url: str) -> Iterator[Database]:
    """The database with its schema."""
    database = Database(database_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def database(migrated: Database) -> Database:
    """The database without a row in it."""
    with migrated.transaction() as connection:
        purge(connection, datetime(9000, 1, 1, tzinfo=UTC))
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return migrated


@pytest.fixture
def writer(database: Database) -> Iterator[GroupCommit]:
    """What threads write through together."""
    writer = GroupCommit(database)
    yield writer
    writer.close()


@pytest.fixture
def citizens(database: Database, writer: GroupCommit) -> StoredCitizens:
    """Nobody yet."""
    keys = IdentityKeys("a secret of the tests")
    return StoredCitizens(database, writer, keys, lambda wave, who: f"{wave}|{who}")
