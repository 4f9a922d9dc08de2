"""A portal over a store with October in it; each test has its own copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from bureau.wiring import Bureau
from portal import register
from tests.bureau.diagnosis.conftest import AT, KNOWN, OCTOBER, fill
from tests.portal.conftest import Officer, Watch, bureau_in

CITY = "330400"


@pytest.fixture(scope="session")
def october_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with diagnoses of the city and of a town, none of them released."""
    var = tmp_path_factory.mktemp("october")
    bureau = bureau_in(var)
    fill(bureau)
    for area in (CITY, KNOWN):
        bureau.diagnoses.make(area=area, month=OCTOBER.first, by="x", at=AT)
    bureau.close()
    return var / "demonstration.db"


@pytest.fixture
def bureau(october_store: Path, tmp_path: Path) -> Iterator[Bureau]:
    shutil.copy(october_store, tmp_path)
    bureau = bureau_in(tmp_path)
    yield bureau
    bureau.close()


@pytest.fixture
def watch() -> Watch:
    return Watch(AT)


@pytest.fixture
def app(bureau: Bureau, watch: Watch) -> Flask:
    app = Flask("webhook", static_folder=None)
    register(app, bureau, clock=watch)
    return app


@pytest.fixture
def citizen(app: Flask) -> Officer:
    """A browser of somebody without login."""
    return Officer(app.test_client())
