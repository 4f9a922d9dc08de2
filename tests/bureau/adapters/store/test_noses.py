"""Alarms and questions are kept the same way on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.noses import StoredNoses
from bureau.adapters.store.odor import StoredOdor
from bureau.noses import AskTally, NoseAnswer, OdorAlarm
from bureau.odor.events import Plan
from bureau.odor.model import Sighting, summary

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
SINCE = AT - timedelta(hours=1)


@pytest.fixture
def store(database: Database) -> StoredNoses:
    return StoredNoses(database)


@pytest.fixture
def events(database: Database) -> list[int]:
    odor, found = StoredOdor(database), []
    for n in range(2):
        told = Sighting(f"patrol:{n}", AT, 0, 0, town="330411105")
        odor.take_in([told])
        wanted = Plan(fresh=[(told.key,)])
        found += odor.apply(wanted, {(told.key,): summary([told])}, at=AT)
    return found


def test_a_step_is_raised_once_and_rings_until_it_is_taken(
    store: StoredNoses, events: list[int]
) -> None:
    one, other = events
    assert store.raise_alarm(OdorAlarm(one, "noticed", AT, 5))
    assert not store.raise_alarm(OdorAlarm(one, "noticed", AT, 9))
    assert store.raise_alarm(OdorAlarm(other, "noticed", AT + timedelta(minutes=1), 6))
    assert store.untaken(since=SINCE) == [other, one]
    assert store.take(one, by="李明", at=AT)
    assert not store.take(one, by="王芳", at=AT)
    assert store.untaken(since=SINCE) == [other]
    assert store.untaken(since=AT + timedelta(hours=1)) == []
    assert store.raise_alarm(OdorAlarm(one, "serious", AT + timedelta(minutes=2), 15))
    assert store.untaken(since=SINCE) == [one, other]
    assert [(a.step, a.people, a.taken_by) for a in store.alarms(one)] == [
        ("noticed", 5, "李明"), ("serious", 15, ""),
    ]  # fmt: skip


def test_a_question_is_put_once_and_answered_once(store: StoredNoses, events: list[int]) -> None:
    ask = store.ask(event=events[0], citizen="n", place="330411105", at=AT)
    assert ask is not None
    assert store.ask(event=events[0], citizen="n", place="330411105", at=AT) is None
    assert store.open_ask("n", since=SINCE) == ask
    assert store.open_ask("n", since=AT + timedelta(minutes=1)) is None
    assert store.asked(["n", "m"], since=SINCE) == {"n": [AT]}
    store.talked(ask.id)
    assert store.one(ask.id) is not None
    first = store.answer(ask.id, NoseAnswer(False, 0), at=AT, key="a")
    assert store.answer(ask.id, NoseAnswer(True, 4), at=AT, key="b") == first
    assert (first.answer, first.answer_key, first.talked) == (NoseAnswer(False, 0), "a", True)
    assert store.tally(events[0]) == AskTally(1, 0, 1)
    assert store.tally(events[1]) == AskTally(0, 0, 0)
    assert store.one(99) is None


def test_an_answer_becomes_a_report_once(
    store: StoredNoses, database: Database, events: list[int]
) -> None:
    odor = StoredOdor(database)
    ask = store.ask(event=events[0], citizen="n", place="330411105", at=AT)
    assert ask is not None
    assert odor.unread(since=SINCE) == []
    store.answer(ask.id, NoseAnswer(True, 3), at=AT, key="a")
    [notice] = odor.unread(since=SINCE)
    assert (notice.key, notice.place, notice.noticed, notice.intensity) == (
        f"ask:{ask.id}", "330411105", True, 3,
    )  # fmt: skip
    odor.take_in([Sighting(notice.key, notice.at, 0, 0)])
    assert odor.unread(since=SINCE) == []
    assert odor.reporters([notice.key, "case:none", "patrol:0"]) == {notice.key: "n"}
