from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from bureau.adapters.store import groupcommit
from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.schema.citizens import citizens
from bureau.adapters.store.schema.messages import platform_state
from bureau.messaging.ports import StoreAwayError

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def put(name: str):
    def act(connection: Connection) -> str:
        row = {"name": name, "value": b"", "until": NOW}
        connection.execute(platform_state.insert().values(**row))
        return name

    return act


def test_many_threads_write_together_and_each_gets_its_own_result(
    database: Database, writer: GroupCommit
) -> None:
    with ThreadPoolExecutor(16) as pool:
        names = list(pool.map(lambda n: writer.run(put(f"n{n}")), range(100)))
    assert names == [f"n{n}" for n in range(100)]
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(platform_state)) == 100


def test_one_that_fails_does_not_take_others_with_it(
    database: Database, writer: GroupCommit
) -> None:
    writer.run(put("double"))

    def attempt(number: int) -> str:
        try:
            return writer.run(put("double" if number % 5 == 0 else f"n{number}"))
        except Exception as error:
            return type(error).__name__

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(attempt, range(50)))
    assert outcomes.count("IntegrityError") == 10
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(platform_state)) == 41


def test_pieces_of_one_batch_are_written_by_one_call_for_the_group(
    database: Database, writer: GroupCommit
) -> None:
    calls: list[int] = []

    def batch(connection: Connection, names: Sequence[str]) -> list[str]:
        calls.append(len(names))
        time.sleep(0.05)  # the others come meanwhile
        return [put(name)(connection) for name in names]

    with ThreadPoolExecutor(16) as pool:
        names = list(pool.map(lambda n: writer.share(batch, f"n{n}"), range(16)))
    assert names == [f"n{n}" for n in range(16)]
    assert sum(calls) == 16
    assert len(calls) < 16


def test_one_of_a_batch_that_fails_does_not_take_the_batch_with_it(
    database: Database, writer: GroupCommit
) -> None:
    writer.run(put("double"))

    def batch(connection: Connection, names: Sequence[str]) -> list[str]:
        return [put(name)(connection) for name in names]

    def attempt(number: int) -> str:
        try:
            return writer.share(batch, "double" if number % 5 == 0 else f"n{number}")
        except IntegrityError:
            return "refused"

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(attempt, range(50)))
    assert outcomes.count("refused") == 10


def test_a_failure_reaches_who_asked(writer: GroupCommit) -> None:
    def act(connection: Connection) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        writer.run(act)


def test_a_connection_that_was_lost_is_replaced(database: Database, writer: GroupCommit) -> None:
    writer.run(put("before"))
    assert writer._connection is not None
    writer._connection.connection.dbapi_connection.close()  # type: ignore[union-attr]
    assert writer.run(put("after")) == "after"


def test_riders_write_with_every_group_and_hear_when_it_is_durable(
    database: Database, writer: GroupCommit
) -> None:
    seen: list[str] = []

    def ride(connection: Connection):
        seen.append("written")
        return lambda: seen.append("durable")

    writer.ride(ride)
    writer.run(put("one"))
    assert seen == ["written", "durable"]
    with pytest.raises(IntegrityError):
        writer.run(put("one"))
    assert seen.count("durable") == 1


class Away:
    """A piece of writing that finds the database away a few times."""

    def __init__(self, times: int) -> None:
        self.times = times

    def __call__(self, connection: Connection) -> str:
        self.times -= 1
        if self.times >= 0:
            raise OperationalError("", {}, Exception("the server is starting up"))
        return put("back")(connection)


def test_a_database_that_is_restarted_is_waited_for(writer: GroupCommit) -> None:
    assert writer.run(Away(times=4)) == "back"


def test_a_database_that_stays_away_is_waited_for_once_not_by_each(
    writer: GroupCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groupcommit, "PATIENCE", 0.2)
    started = time.monotonic()
    for _ in range(5):
        with pytest.raises(StoreAwayError):
            writer.run(Away(times=10**9))
    assert time.monotonic() - started < 1
    assert writer.run(put("back")) == "back"


def test_a_writer_that_does_not_end_is_waited_for_less_long_than_a_message_may_take(
    database: Database,
) -> None:
    writer = GroupCommit(database)
    write = citizens.update().values(town=None)
    with database.engine.connect() as holder, holder.begin():
        holder.execute(write)  # SQLite's write lock is taken with the transaction
        if holder.dialect.name == "postgresql":
            holder.exec_driver_sql("LOCK TABLE citizens IN ACCESS EXCLUSIVE MODE")
        waited = []
        for _ in range(3):
            begun = time.monotonic()
            with pytest.raises(StoreAwayError):
                writer.run(lambda connection: connection.execute(write))
            waited.append(time.monotonic() - begun)
    assert max(waited) < 4.5, "the turn's budget is 4 s, the platform's patience 5 s"
    writer.run(lambda connection: connection.execute(write))
    writer.close()


def test_a_writer_that_does_not_end_is_seen_by_whoever_asks_for_the_store(
    database: Database,
) -> None:
    database.check()
    with database.engine.connect() as holder, holder.begin():
        holder.execute(citizens.update().values(town=None))
        if holder.dialect.name == "postgresql":
            holder.exec_driver_sql("LOCK TABLE inbox IN EXCLUSIVE MODE")
        begun = time.monotonic()
        with pytest.raises(StoreAwayError):
            database.check()
    assert time.monotonic() - begun < 4
    database.check()
