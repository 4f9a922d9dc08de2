"""Of processes that share a database one asks the platform for a token, and all use it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.wechat.tokens import Tokens
from bureau.citizens import IdentityKeys

PROCESSES = 6


@pytest.fixture
def databases(postgres_url: str) -> Iterator[list[Database]]:
    databases = [Database(postgres_url) for _ in range(PROCESSES)]
    databases[0].migrate()
    with databases[0].transaction() as connection:
        connection.exec_driver_sql("DELETE FROM platform_state")
    yield databases
    for database in databases:
        database.close()


class Platform:
    def __init__(self) -> None:
        self.asked: list[bool] = []

    def give(self, force: bool) -> tuple[str, int]:
        self.asked.append(force)
        time.sleep(0.3)
        return f"token-{len(self.asked)}", 7200


def test_one_asks_and_the_others_take_what_it_got(databases: list[Database]) -> None:
    platform, together = Platform(), Barrier(PROCESSES)
    keys = IdentityKeys("a secret of the tests")
    each = [Tokens(one, keys, lambda: datetime.now(UTC), platform.give) for one in databases]

    def get(tokens: Tokens) -> str:
        together.wait()
        return tokens.get()

    def renew(tokens: Tokens) -> str:
        together.wait()
        return tokens.renew("token-1")

    with ThreadPoolExecutor(PROCESSES) as pool:
        assert set(pool.map(get, each)) == {"token-1"}
        assert platform.asked == [False]
        assert set(pool.map(renew, each)) == {"token-2"}
        assert platform.asked == [False, True]
