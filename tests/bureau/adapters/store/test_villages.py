"""The villages in the database, as their twin keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.villages import StoredVillages
from bureau.places.villages import KeptVillages, Village, Villages

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
A = Village("330411105901", "甲里村", ("东浜", "西浜"), 120.71, 30.62)
B = Village("330411105902", "乙里村", gone=True)
AWAY = Village("330483101901", "别处村")


@pytest.fixture(params=["stored", "kept"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Villages]:
    database = Database(f"sqlite:///{tmp_path / 'villages.db'}")
    database.migrate()
    yield KeptVillages() if request.param == "kept" else StoredVillages(database)
    database.close()


def test_what_was_kept_is_found_by_code_and_by_town(store: Villages) -> None:
    store.keep([AWAY, B, A], by="li", at=AT)
    assert store.every() == [A, B, AWAY]
    assert store.of_town(A.town) == [A, B]
    assert store.get(B.code) == B
    assert store.get("330411105903") is None


def test_the_same_code_is_replaced_and_the_others_stay(store: Villages) -> None:
    store.keep([A, B], by="li", at=AT)
    back = Village(B.code, "乙里社区")
    store.keep([back], by="wang", at=AT)
    store.keep([], by="wang", at=AT)
    assert store.every() == [A, back]
