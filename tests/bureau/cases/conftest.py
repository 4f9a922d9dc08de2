"""The cases over a real store, with a twin for the citizen's messages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.engine import Database
from bureau.cases import CaseService, KeptAlarms, KeptNotices, routing, terms
from bureau.places import gazetteer


@pytest.fixture
def notices() -> KeptNotices:
    return KeptNotices()


@pytest.fixture
def alarms() -> KeptAlarms:
    return KeptAlarms()


@pytest.fixture
def reports(tmp_path: Path, notices: KeptNotices, alarms: KeptAlarms) -> Iterator[CaseService]:
    database = Database(f"sqlite:///{tmp_path / 'reports.db'}")
    database.migrate()
    yield CaseService(StoredCases(database), notices, gazetteer(), routing(), terms(), alarms)
    database.close()
