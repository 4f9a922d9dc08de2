"""The demonstration's air and water in a bureau of its own, at a fixed hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bureau.adapters.providers.demo import DemoAir, DemoWater
from bureau.wiring import Bureau
from portal import register
from tests.portal.conftest import AT, Officer, bureau_in

MONTHS = ((date(2026, 10, 1), date(2026, 10, 31)), (date(2025, 10, 1), date(2025, 10, 31)))


@pytest.fixture(scope="session")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """A month of this year and of the last, and a day of hours; nobody writes to it."""
    bureau = bureau_in(Path(tmp_path_factory.mktemp("observed")))
    bureau.poller.poll(at=AT, everything=True)
    for source in (DemoAir(bureau.places), DemoWater(bureau.places)):
        for first, last in MONTHS:
            for piece in source.history(first=first, last=last, at=AT):
                if not (piece.air or piece.water):  # the hours have come with the poll
                    bureau.observations.save(piece, at=AT)
    yield bureau
    bureau.close()


@pytest.fixture(scope="session")
def served(observed: Bureau) -> Flask:
    app = Flask("webhook", static_folder=None)
    register(app, observed, clock=lambda: AT)
    return app


@pytest.fixture
def phone(served: Flask) -> FlaskClient:
    """A browser of somebody without login."""
    return served.test_client()


@pytest.fixture
def desk(served: Flask) -> Officer:
    """A signed-in officer's browser."""
    desk = Officer(served.test_client())
    assert desk.sign_in().status_code == 302
    return desk


@pytest.fixture
def empty_phone(app: Flask) -> FlaskClient:
    """A browser before any value has come."""
    return app.test_client()
