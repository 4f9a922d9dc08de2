"""One assistant for all end-to-end tests of a run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bureau.demo.open_days import load_open_days
from bureau.settings import load
from bureau.wiring import Bureau
from tests.e2e.player import Player
from tests.e2e.service import Service, running

FORTNIGHT = timedelta(days=14)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Return the running assistant."""
    with running(tmp_path_factory.mktemp("assistant")) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def bureau(service: Service) -> Iterator[Bureau]:
    """Return the officers' side of the same store."""
    office = Bureau(load(service.env))
    now = datetime.now(UTC)
    for _ in office.poller.backfill(first=(now - FORTNIGHT).date(), last=now.date(), at=now):
        pass
    office.poller.poll(at=now, everything=True)
    load_open_days(office, now)
    yield office
    office.close()


@pytest.fixture
def player(service: Service, bureau: Bureau) -> Player:
    """Return a citizen nobody knows yet."""
    return Player(service.rasa_url, bureau)
