"""The portal over a real store, alone in a small application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from bureau.adapters.providers.demo import DemoAir, DemoWater
from bureau.adapters.store.audit import purge
from bureau.adapters.store.officers import StoredOfficers
from bureau.adapters.store.schema import metadata
from bureau.demo.surveys import load_demo_answers
from bureau.settings import load
from bureau.wiring import Bureau
from portal import register
from tests.browsing import chromium

PASSWORD = "a password of the tests"
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LATE = datetime(9000, 1, 1, tzinfo=UTC)


def bureau_in(var: Path) -> Bureau:
    """Return a bureau of its own, with the cheapest password hash."""
    settings = {"DEMO": "1", "VAR_DIR": str(var), "PORTAL_ADMIN_PASSWORD": PASSWORD}
    bureau = Bureau(load(settings))
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    bureau.__dict__["officers"] = StoredOfficers(bureau.database, hasher)
    return bureau


@dataclass
class Watch:
    """A clock that moves when told."""

    at: datetime = field(default=AT)

    def __call__(self) -> datetime:
        return self.at

    def wait(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture(scope="session")
def one_bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """The bureau that the tests share, one after the other."""
    bureau = bureau_in(tmp_path_factory.mktemp("portal"))
    yield bureau
    bureau.close()


@pytest.fixture(scope="session")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """A bureau with the demonstration's survey answers, which nobody changes."""
    bureau = bureau_in(tmp_path_factory.mktemp("surveyed"))
    load_demo_answers(bureau, AT)
    yield bureau
    bureau.close()


@pytest.fixture
def bureau(one_bureau: Bureau) -> Bureau:
    """The bureau without a row in its store."""
    with one_bureau.database.transaction() as connection:
        purge(connection, LATE)
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return one_bureau


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def app(bureau: Bureau, watch: Watch) -> Flask:
    app = Flask("webhook", static_folder=None)
    register(app, bureau, clock=watch)
    return app


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


class Officer:
    """An officer's browser: signs in, and sends forms with the token of their page."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def sign_in(self, name: str = "admin", password: str = PASSWORD, **form: str) -> Any:
        return self.post(
            "/portal/login", page="/portal/login", name=name, password=password, **form
        )

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, *, page: str, **form: str) -> Any:
        text = self.client.get(page).get_data(as_text=True)
        token = text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
        return self.client.post(path, data={"csrf_token": token, **form})


@pytest.fixture
def stranger(app: Flask) -> Officer:
    return Officer(app.test_client())


@pytest.fixture
def officer(app: Flask) -> Officer:
    officer = Officer(app.test_client())
    assert officer.sign_in().status_code == 302
    return officer


# The demonstration's air and water in a bureau of its own, at a fixed hour.
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
