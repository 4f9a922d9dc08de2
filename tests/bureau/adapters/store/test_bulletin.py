"""What was published is kept as it was, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.store.bulletin import StoredBulletin
from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.engine import Database
from bureau.adapters.store.odor import StoredOdor
from bureau.cases import AnswerLinks, CaseService, Draft, KeptAlarms, routing, terms
from bureau.messaging.twin import KeptOutbox
from bureau.odor.events import Plan
from bureau.odor.model import Sighting, summary
from bureau.odor.publishing import PublicSmell
from bureau.places import gazetteer
from bureau.places.villages import KeptVillages, VillageRegister

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
SINCE = AT - timedelta(days=1)
SMELL = PublicSmell(AT, AT, 3, ((1, -2),), ("330411105",), ("塑料",), 3)


@pytest.fixture
def store(database: Database) -> StoredBulletin:
    return StoredBulletin(database)


def event(database: Database, key: str, minutes: int = 0) -> int:
    odor, at = StoredOdor(database), AT + timedelta(minutes=minutes)
    told = Sighting(f"patrol:{key}", at, 0, 0, town="330411105")
    odor.take_in([told])
    [found] = odor.apply(Plan(fresh=[(told.key,)]), {(told.key,): summary([told])}, at=at)
    return found


def test_an_event_is_looked_at_once_when_it_is_over(
    store: StoredBulletin, database: Database
) -> None:
    over, running = event(database, "1"), event(database, "2", 60)
    [found] = store.unpublished(since=SINCE, over=AT + timedelta(minutes=30))
    assert found.id == over
    store.publish(over, SMELL, at=AT)
    store.publish(over, None, at=AT)  # what is kept stays
    assert [e.id for e in store.unpublished(since=SINCE, over=AT + timedelta(days=1))] == [running]
    store.publish(running, None, at=AT)
    assert store.unpublished(since=SINCE, over=AT + timedelta(days=1)) == []
    [notable] = store.notables(since=SINCE)
    assert (notable.event, notable.smell, notable.mark) == (over, SMELL, f"e{over}")


def test_what_was_merged_away_is_shown_no_more(store: StoredBulletin, database: Database) -> None:
    one, other = event(database, "1"), event(database, "2")
    for each in (one, other):
        store.publish(each, SMELL, at=AT)
    StoredOdor(database).apply(Plan(merged={other: one}), {}, at=AT)
    assert [notable.event for notable in store.notables(since=SINCE)] == [one]


def test_a_released_report_and_what_is_taken_back(
    store: StoredBulletin, database: Database
) -> None:
    places = gazetteer()
    service = CaseService(
        StoredCases(database), KeptOutbox(), places, routing(), terms(), KeptAlarms(),
        AnswerLinks([b"x" * 32], "https://x.example"), VillageRegister(KeptVillages(), places, {}),
    )  # fmt: skip
    draft = Draft(categories=("odor",), place=places.towns()[0].code, description="x")
    case = service.submit(draft=draft, by="c" * 32, at=AT, message_key="m")
    assert store.release(case.number, "rabc", SMELL, by="李明", published=AT)
    assert not store.release(case.number, "rdef", SMELL, by="李明", published=AT)
    [found] = store.notables(since=SINCE)
    assert (found.number, found.mark, found.closed) == (case.number, "rabc", False)
    assert store.hold("rabc", by="王芳", at=AT)
    [held] = store.notables(since=SINCE)
    assert (held.held, held.held_by) == (AT, "王芳")
    assert store.hold("rabc", by="", at=None)
    assert store.notables(since=SINCE)[0].held is None
    for nothing in ("rno", "e99", "e", "", "e1x"):
        assert not store.hold(nothing, by="x", at=AT)
