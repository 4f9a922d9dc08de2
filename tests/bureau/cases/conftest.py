"""The cases over a real store, with a twin for the citizen's messages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.engine import Database
from bureau.cases import AnswerLinks, CaseService, KeptAlarms, routing, terms
from bureau.messaging.twin import KeptOutbox
from bureau.places import gazetteer
from bureau.places.villages import KeptVillages, VillageRegister


@pytest.fixture
def outbox() -> KeptOutbox:
    return KeptOutbox()


@pytest.fixture
def alarms() -> KeptAlarms:
    return KeptAlarms()


@pytest.fixture
def reports(tmp_path: Path, outbox: KeptOutbox, alarms: KeptAlarms) -> Iterator[CaseService]:
    database = Database(f"sqlite:///{tmp_path / 'reports.db'}")
    database.migrate()
    links = AnswerLinks([b"key"], "https://example.test")
    store = StoredCases(database)
    villages = VillageRegister(KeptVillages(), gazetteer(), {})
    yield CaseService(store, outbox, gazetteer(), routing(), terms(), alarms, links, villages)
    database.close()
