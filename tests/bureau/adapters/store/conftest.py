"""The whole bureau over the store's database, for what spans its tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bureau.adapters.store.engine import Database
from bureau.settings import load
from bureau.wiring import Bureau


@pytest.fixture
def bureau(database: Database, database_url: str, tmp_path: Path) -> Iterator[Bureau]:
    settings = {"DEMO": "1", "VAR_DIR": str(tmp_path), "SECRET_KEY": "the secret of these tests"}
    bureau = Bureau(load({**settings, "DATABASE_URL": database_url}))
    yield bureau
    bureau.close()
