"""Reports over a real store, with a twin for the citizen's messages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.reports import StoredCases
from bureau.places import gazetteer
from bureau.reports import KeptNotices, Reports, routing, terms


@pytest.fixture
def notices() -> KeptNotices:
    return KeptNotices()


@pytest.fixture
def reports(tmp_path: Path, notices: KeptNotices) -> Iterator[Reports]:
    database = Database(f"sqlite:///{tmp_path / 'reports.db'}")
    database.migrate()
    yield Reports(StoredCases(database), notices, gazetteer(), routing(), terms())
    database.close()
