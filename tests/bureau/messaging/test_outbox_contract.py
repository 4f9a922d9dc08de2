"""What the outbox promises, its twin promises as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.outbox import StoredOutbox
from bureau.messaging import Outcome
from bureau.messaging.ports import Outbox
from bureau.messaging.twin import KeptOutbox

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
# What waits for a citizen: its texts, the oldest first.
Waiting = Callable[[str], list[str]]


@pytest.fixture(params=["stored", "kept"])
def given(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Outbox, Waiting]]:
    if request.param == "kept":
        kept = KeptOutbox()
        yield kept, lambda to: [said.text for said in kept.said if said.to == to]
        return
    database = Database(f"sqlite:///{tmp_path / 'outbox.db'}")
    database.migrate()
    writer = GroupCommit(database)
    stored = StoredOutbox(database, writer)
    yield (
        stored,
        lambda to: [
            letter.content.body["text"]
            for letter in reversed(stored.of_citizen(to=to))
            if letter.outcome is Outcome.QUEUED
        ],
    )
    writer.close()
    database.close()


def test_the_same_cause_is_told_to_each_citizen_once(given: tuple[Outbox, Waiting]) -> None:
    outbox, waiting = given
    for citizen in ("lin", "wang", "lin"):
        outbox.notify(to=citizen, text="办结", why="case 1", at=NOW)
    assert (waiting("lin"), waiting("wang")) == (["办结"], ["办结"])


def test_a_text_replaces_what_waits_under_its_topic(given: tuple[Outbox, Waiting]) -> None:
    outbox, waiting = given
    outbox.notify(to="lin", text="别的", why="case 1", at=NOW)
    for hour in ("八点", "九点"):
        outbox.notify(to="lin", text=hour, why=f"air {hour}", at=NOW, topic="air")
    assert waiting("lin") == ["别的", "九点"]


def test_a_cause_told_before_replaces_nothing(given: tuple[Outbox, Waiting]) -> None:
    outbox, waiting = given
    for hour in ("八点", "九点", "八点"):
        outbox.notify(to="lin", text=hour, why=f"air {hour}", at=NOW, topic="air")
    assert waiting("lin") == ["九点"]


def test_what_is_recalled_waits_no_longer(given: tuple[Outbox, Waiting]) -> None:
    outbox, waiting = given
    for citizen in ("lin", "wang"):
        outbox.notify(to=citizen, text="八点", why="air", at=NOW, topic="air")
    outbox.recall(to="lin", topic="air")
    assert (waiting("lin"), waiting("wang")) == ([], ["八点"])


def test_a_large_send_that_broke_off_can_be_repeated(given: tuple[Outbox, Waiting]) -> None:
    outbox, waiting = given

    def spread(*to: str) -> int:
        return outbox.spread(to=to, text="请答", why="survey", at=NOW, over=timedelta(hours=1))

    assert [spread("lin"), spread("lin", "wang")] == [1, 1]
    assert (waiting("lin"), waiting("wang")) == (["请答"], ["请答"])


def test_to_who_never_wrote_nothing_may_be_sent(given: tuple[Outbox, Waiting]) -> None:
    outbox, _ = given
    assert outbox.allowance(to="lin", at=NOW).left == 0
