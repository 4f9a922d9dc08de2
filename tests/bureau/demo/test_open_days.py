"""The demonstration shows open days of every kind, marked as invented, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bureau.demo.open_days import load_open_days
from bureau.open_days import DayPhase, FacilityKind
from bureau.settings import load
from bureau.wiring import Bureau

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    made = Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path)}))
    load_open_days(made, AT)
    yield made
    made.close()


def test_there_are_all_four_kinds_and_each_is_marked(bureau: Bureau) -> None:
    facilities = bureau.open_day_desk.facilities()
    assert {each.kind for each in facilities} == set(FacilityKind)
    assert all(each.demo for each in facilities)
    assert all(each.demo for each in bureau.campaigns.coming(at=AT))


def test_one_day_is_full_with_people_waiting_and_one_cannot_be_booked_yet(bureau: Bureau) -> None:
    days = bureau.open_days.upcoming(at=AT)
    assert len(days) == 6
    assert [(day.left, day.waiting > 0) for day in days if day.waiting] == [(0, True)] or any(
        day.waiting > day.left for day in days
    )
    assert {day.phase(AT) for day in days} == {DayPhase.OPEN, DayPhase.SOON}


def test_a_second_start_adds_nothing(bureau: Bureau) -> None:
    before = len(bureau.open_day_desk.coming(at=AT))
    load_open_days(bureau, AT + timedelta(days=1))
    assert len(bureau.open_day_desk.coming(at=AT)) == before
