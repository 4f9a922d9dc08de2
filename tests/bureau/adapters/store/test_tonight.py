"""Tonight's chances are kept once and judged once, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.tonight import StoredTonight
from bureau.odor.tonight import TownNight

DAY = date(2026, 11, 24)
ONE, OTHER = TownNight(DAY, "330411105", 0.3, 0.1), TownNight(DAY, "330402001", None, 0.2)


@pytest.fixture
def store(database: Database) -> StoredTonight:
    return StoredTonight(database)


def test_a_day_is_kept_as_it_was_first_told(store: StoredTonight) -> None:
    assert store.latest() is None
    store.put([ONE, OTHER], {"nights": 90}, day=DAY)
    store.put([TownNight(DAY, "330411105", 0.9, 0.1)], {"nights": 1}, day=DAY)
    assert store.of_day(DAY) == [OTHER, ONE]
    assert store.latest() == (DAY, {"nights": 90})


def test_where_nobody_told_it_did_not_smell(store: StoredTonight) -> None:
    store.put([ONE, OTHER], {}, day=DAY)
    assert store.judged(since=DAY) == []
    store.judge({DAY: {"330411105"}})
    store.judge({DAY: {"330402001"}, DAY + timedelta(days=1): set()})  # it stands
    assert {each.town: each.smelt for each in store.judged(since=DAY)} == {
        "330411105": True, "330402001": False,
    }  # fmt: skip
    assert store.judged(since=DAY + timedelta(days=1)) == []
