"""Supervision over a real store, with a twin for the citizen's messages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.engine import Database
from bureau.adapters.store.supervision import StoredRegister
from bureau.cases import AnswerLinks, CaseService, KeptAlarms, routing, terms
from bureau.messaging.twin import KeptOutbox
from bureau.places import gazetteer
from bureau.places.villages import KeptVillages, VillageRegister
from bureau.supervision import KeptHolders, Supervision, ladder
from bureau.supervision.letter import draw


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'supervision.db'}")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def reports(database: Database) -> CaseService:
    links = AnswerLinks([b"key"], "https://example.test")
    villages = VillageRegister(KeptVillages(), gazetteer(), {})
    store, quiet = StoredCases(database), KeptOutbox()
    return CaseService(store, quiet, gazetteer(), routing(), terms(), KeptAlarms(), links, villages)


@pytest.fixture
def holders() -> KeptHolders:
    return KeptHolders()


@pytest.fixture
def supervision(database: Database, reports: CaseService, holders: KeptHolders) -> Supervision:
    places = gazetteer()
    return Supervision(StoredRegister(database), reports, ladder(), places.label, draw, holders)
