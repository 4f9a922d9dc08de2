"""The store of observations for the work's own tests: SQLite, the contract is tested elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.observations import StoredObservations
from bureau.adapters.store.schema import metadata


@pytest.fixture(scope="session")
def quality_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = Path(tmp_path_factory.mktemp("quality")) / "test.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def store(quality_database: Database) -> StoredObservations:
    with quality_database.transaction() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return StoredObservations(quality_database)
