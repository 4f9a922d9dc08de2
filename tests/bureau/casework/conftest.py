"""The casework room over a real store, with twins for messages to citizens and officers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bureau.adapters.store.batches import StoredBatches
from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.casework import StoredHands
from bureau.adapters.store.desk import StoredDesk
from bureau.adapters.store.desk_words import StoredTemplates
from bureau.adapters.store.engine import Database
from bureau.adapters.store.neighbours import StoredNeighbours
from bureau.adapters.store.officers import StoredOfficers
from bureau.adapters.store.villages import StoredVillages
from bureau.cases import AnswerLinks, Case, CaseService, Draft, KeptAlarms, Location, routing, terms
from bureau.casework import Casework, KeptPager
from bureau.casework.batches import Batches
from bureau.casework.neighbours import Neighbours
from bureau.casework.templates import Templates
from bureau.casework.triage import Triage
from bureau.messaging.twin import KeptOutbox
from bureau.officers import Post
from bureau.places import gazetteer
from bureau.places.villages import VillageRegister

AT = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)  # nine in the evening
WANGDIAN = next(town for town in gazetteer().towns() if town.name == "王店镇")
SMELL = Draft(
    categories=("odor",),
    place=WANGDIAN.code,
    place_text="工业园区",
    location=Location(WANGDIAN.longitude, WANGDIAN.latitude),
    description="一股塑料味！！",
)


@dataclass
class Office:
    """Everything of the room, and three officers: li, wang and chen."""

    database: Database
    officers: StoredOfficers
    service: CaseService
    casework: Casework
    triage: Triage
    neighbours: Neighbours
    templates: Templates
    batches: Batches
    letters: KeptOutbox
    pager: KeptPager
    alarms: KeptAlarms
    villages: VillageRegister

    def post(self, officer: str, post: Post) -> None:
        self.officers.post(name=officer, post=post, by="admin", at=AT)

    def report(self, key: str = "m1", by: str = "c1", at: datetime = AT, **told: object) -> Case:
        draft = replace(SMELL, **told)  # type: ignore[arg-type]
        return self.service.submit(draft=draft, by=by, at=at, message_key=key)

    def now(self, case: Case) -> Case:
        found = self.service.find(case.number)
        assert found is not None
        return found

    def history(self, case: Case) -> list[tuple[str, str]]:
        return [(event.verb, event.note) for event in self.service.history(case.number)]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    database = Database(f"sqlite:///{tmp_path / 'office.db'}")
    database.migrate()
    officers = StoredOfficers(database, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    for name, full_name in (("li", "李明"), ("wang", "王芳"), ("chen", "陈洁")):
        officers.add(name=name, full_name=full_name, password="long enough", at=AT)
    cases, places = StoredCases(database), gazetteer()
    letters, pager, alarms = KeptOutbox(), KeptPager(), KeptAlarms()
    links = AnswerLinks([b"k" * 32], "https://example.org")
    villages = VillageRegister(StoredVillages(database), places, {})
    service = CaseService(cases, letters, places, routing(), terms(), alarms, links, villages)
    casework = Casework(
        StoredHands(database), StoredDesk(database), cases, officers, places, villages, pager
    )
    neighbours = Neighbours(StoredNeighbours(database), cases, service, letters)
    yield Office(
        database,
        officers,
        service,
        casework,
        Triage(cases, places, villages, routing(), terms(), alarms),
        neighbours,
        Templates(StoredTemplates(database)),
        Batches(StoredBatches(database), cases, service, casework, neighbours),
        letters,
        pager,
        alarms,
        villages,
    )
    database.close()
