"""Processes of one database: who lives, who takes over, who leads, and what time it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Interval, literal, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.inbox import StoredInbox
from bureau.adapters.store.outbox import StoredOutbox
from bureau.adapters.store.processes import (
    SILENT,
    Leader,
    Membership,
    SharedClock,
    StoredProcesses,
)
from bureau.adapters.store.recovery import SECOND_TRY, StoredRecovery
from bureau.adapters.store.schema.messages import processes
from bureau.messaging import Arrival, Outcome, Outgoing, WindowEvent

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="session", params=["postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Several processes share a PostgreSQL only."""
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def migrated(database_url: str) -> Iterator[Database]:
    """The database with its schema."""
    database = Database(database_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def other(database: Database) -> Iterator[Database]:
    """The same database from another process."""
    other = Database(database.engine.url.render_as_string(hide_password=False))
    yield other
    other.close()


def member(database: Database, kind: str = "web") -> Membership:
    made = Membership(database, kind, SharedClock())
    made.beat()
    return made


def dies(database: Database, one: Membership) -> None:
    """Let it have said nothing for as long as counts as death."""
    with database.transaction() as connection:
        long_ago = processes.c.seen - literal(SILENT * 2, Interval)
        connection.execute(
            update(processes).where(processes.c.name == one.name).values(seen=long_ago)
        )


def arrive(inbox: StoredInbox, key: str, owner: str, at: datetime = NOW) -> object:
    return inbox.accept(
        Arrival(key, "lin", "text", {"text": key}, at, WindowEvent.MESSAGE), owner=owner
    )


def test_every_start_has_a_name_of_its_own_and_is_known_while_it_lives(database: Database) -> None:
    first, second = member(database), member(database)
    assert first.name != second.name
    assert {one.name for one in StoredProcesses(database).living()} == {first.name, second.name}
    assert all(0 <= one.silent < 5 for one in StoredProcesses(database).living())


def test_where_a_file_is_the_database_a_process_is_its_kind_and_nothing_is_written(
    tmp_path: object,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/one.db")
    database.migrate()
    alone = Membership(database, "web", SharedClock())
    alone.join()
    alone.leave()
    assert alone.name == "web"
    assert StoredProcesses(database).living() == []
    assert Leader(database, "chores").leads()
    database.close()


def test_what_a_dead_process_held_is_free_and_what_a_living_one_holds_is_not(
    database: Database, writer: GroupCommit
) -> None:
    inbox, recovery = StoredInbox(database, writer), StoredRecovery(writer)
    gone, here = member(database), member(database)
    arrive(inbox, "k1", gone.name)
    assert recovery.relieve(at=NOW) == 0
    dies(database, gone)
    assert recovery.relieve(at=NOW) == 1
    (row,) = inbox.take_due(owner=here.name, at=NOW, most=5)
    assert row.key == "k1"
    assert recovery.relieve(at=NOW) == 0


def test_one_that_was_taken_for_dead_cannot_finish_what_another_took(
    database: Database, writer: GroupCommit
) -> None:
    inbox, recovery = StoredInbox(database, writer), StoredRecovery(writer)
    gone, here = member(database), member(database)
    accepted = arrive(inbox, "k1", gone.name)
    dies(database, gone)
    recovery.relieve(at=NOW)
    (row,) = inbox.take_due(owner=here.name, at=NOW, most=5)

    def finish(owner: str) -> Outgoing | None:
        return inbox.finish(
            row,
            outgoing=[Outgoing.of_text(owner)],
            options=(),
            passive=True,
            at=NOW,
            owner=owner,
        )

    assert finish(gone.name) is None
    assert finish(here.name) == Outgoing.of_text(here.name)
    assert accepted is not None
    gone.beat()  # and is one among the living again
    assert gone.name in {one.name for one in StoredProcesses(database).living()}


@pytest.mark.parametrize("there_all_the_time", [True, False])
def test_an_answer_of_a_dead_process_is_sent_again_only_where_nobody_could_have_fetched_it(
    database: Database, writer: GroupCommit, there_all_the_time: bool
) -> None:
    inbox, recovery = StoredInbox(database, writer), StoredRecovery(writer)
    outbox = StoredOutbox(database, writer)
    gone, here = member(database), member(database)
    started = NOW if there_all_the_time else NOW + SECOND_TRY * 3
    with database.transaction() as connection:
        connection.execute(update(processes).values(started=started))
    accepted = inbox.accept(
        Arrival("k1", "lin", "text", {}, NOW, WindowEvent.MESSAGE), owner=gone.name
    )
    inbox.finish(
        accepted.row,
        outgoing=[Outgoing.of_text("好")],
        options=(),
        passive=True,
        at=NOW,
        owner=gone.name,
    )
    dies(database, gone)
    recovery.relieve(at=NOW + SECOND_TRY * 4)
    letters = outbox.of_citizen(to="lin")
    assert [letter.outcome for letter in letters] == [Outcome.QUEUED] * (not there_all_the_time)
    assert here.name


def comes_to_lead(leader: Leader) -> bool:
    """Whether it leads as soon as the server has noticed that the other's connection is gone."""
    until = time.monotonic() + 10
    while not leader.leads() and time.monotonic() < until:
        time.sleep(0.01)
    return leader.leads()


def test_one_leads_until_it_is_gone_then_another(database: Database, other: Database) -> None:
    first, second = Leader(database, "chores"), Leader(other, "chores")
    assert first.leads()
    assert not second.leads()
    assert first.leads()
    elsewhere = Leader(other, "polling")
    assert elsewhere.leads()
    elsewhere.close()
    first.close()
    assert comes_to_lead(second)
    assert not first.leads()
    second.close()


def test_a_leader_whose_connection_breaks_leads_no_more_and_takes_no_lock_along(
    database: Database, other: Database
) -> None:
    first, second = Leader(database, "chores"), Leader(other, "chores")
    assert first.leads()
    with other.transaction() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        )
    assert not first.leads()
    assert comes_to_lead(second)
    second.close()


def test_machines_whose_clocks_differ_agree_by_the_databases(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SharedClock()
    Membership(database, "web", clock).beat()

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(2031, 1, 1, tzinfo=UTC)

    monkeypatch.setattr("bureau.adapters.store.processes.datetime", Wrong)
    assert abs((clock() - datetime.now(UTC)).total_seconds()) < 2
    earlier = clock()
    time.sleep(0.01)
    assert clock() > earlier
