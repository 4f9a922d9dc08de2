"""Processes that share a Redis share their limits; without it each limits by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.limits import SharedLimiter, SharedRedis, SharedTries
from portal.tries import WINDOW, Tries
from tests.redis_server import redis_server
from webhook.limits import Limiter, Rate

NOW = datetime(2026, 11, 27, 3, tzinfo=UTC)
AWAY = "redis://127.0.0.1:9/0"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with redis_server() as address:
        yield address


@pytest.fixture
def stores(url: str) -> Iterator[list[SharedRedis]]:
    stores = [SharedRedis(url), SharedRedis(url)]
    stores[0].client.flushall()
    yield stores
    for store in stores:
        store.close()


def limiter(store: SharedRedis, *, burst: float = 3, per_second: float = 0.001) -> SharedLimiter:
    alone = Limiter(Rate(burst, per_second))
    return SharedLimiter(store, "citizen", burst=burst, per_second=per_second, alone=alone)


def tries(store: SharedRedis) -> SharedTries:
    return SharedTries(store, WINDOW, Tries())


def test_what_one_process_allowed_is_gone_for_the_other(stores: list[SharedRedis]) -> None:
    first, second = limiter(stores[0]), limiter(stores[1])
    assert [first.allow("lin"), second.allow("lin"), first.allow("lin")] == [True] * 3
    assert not second.allow("lin")
    assert not first.allow("lin")
    assert second.allow("wang")


def test_tokens_come_back_with_time(stores: list[SharedRedis]) -> None:
    limited = limiter(stores[0], burst=1, per_second=20)
    assert limited.allow("lin")
    assert not limited.allow("lin")
    time.sleep(0.1)
    assert limited.allow("lin")


def test_wrong_passwords_at_one_process_count_at_the_other(stores: list[SharedRedis]) -> None:
    first, second = tries(stores[0]), tries(stores[1])
    budgets = {"name:li": 2, "address:1": 9}
    assert first.take(budgets, at=NOW)
    ticket = second.take(budgets, at=NOW)
    assert ticket
    assert first.take(budgets, at=NOW) is None
    second.give_back(ticket)  # the password was right
    assert first.take(budgets, at=NOW)
    assert second.take(budgets, at=NOW) is None
    assert second.take(budgets, at=NOW + WINDOW + timedelta(seconds=1))


def test_of_a_spent_budget_the_others_lose_nothing(stores: list[SharedRedis]) -> None:
    each = tries(stores[0])
    assert each.take({"name:li": 1}, at=NOW)
    for _ in range(5):
        assert each.take({"name:li": 1, "address:1": 2}, at=NOW) is None
    assert each.take({"address:1": 1}, at=NOW)


def test_while_redis_is_away_each_process_limits_by_itself_and_nobody_waits_long() -> None:
    store = SharedRedis(AWAY)
    limited, tried = limiter(store, burst=2), tries(store)
    began = time.monotonic()
    assert [limited.allow("lin") for _ in range(4)] == [True, True, False, False]
    ticket = tried.take({"name:li": 1}, at=NOW)
    assert ticket is not None
    assert tried.take({"name:li": 1}, at=NOW) is None
    tried.give_back(ticket)
    assert tried.take({"name:li": 1}, at=NOW) is not None
    assert time.monotonic() - began < 2
    store.close()
