"""The demonstration starts with a believable month, once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bureau.cases import CaseFilter, Status
from bureau.demo.records import load_demo
from bureau.settings import load
from bureau.wiring import Bureau

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    var: Path = tmp_path_factory.mktemp("var")
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(var)}))
    load_demo(bureau, AT)
    return bureau


def test_the_month_holds_cases_in_every_common_state(bureau: Bureau) -> None:
    tally = bureau.cases.tally(CaseFilter())
    assert 50 <= sum(tally.values()) <= 70
    for status in set(Status) - {
        Status.MERGED,
        Status.WITHDRAWN,
        Status.ACCEPTED,
        Status.CONTESTED,
    }:
        assert tally[status], status
    assert bureau.cases.search(CaseFilter(overdue_at=AT)).total in (1, 2, 3)


def test_the_villages_that_are_there_say_that_they_are_invented(bureau: Bureau) -> None:
    names = [each.name for each in bureau.villages.every()]
    assert len(names) == 4
    assert all("演示数据" in name for name in names)


def test_volunteers_have_been_about_and_one_waits(bureau: Bureau) -> None:
    waiting = [each for each in bureau.patrols.volunteers() if not each.approved]
    assert (len(bureau.patrols.volunteers()), len(waiting)) == (4, 1)
    assert 25 <= bureau.patrols.search()[1] <= 35


def test_nothing_lies_in_the_future_and_nobody_is_told(bureau: Bureau) -> None:
    cases = bureau.cases.search(CaseFilter(), limit=100).cases
    assert max(case.updated for case in cases) <= AT
    assert bureau.outbox.undelivered() == []


def test_a_second_start_changes_nothing(bureau: Bureau) -> None:
    before = bureau.cases.search(CaseFilter(), limit=100)
    load_demo(bureau, AT)
    assert bureau.cases.search(CaseFilter(), limit=100) == before
