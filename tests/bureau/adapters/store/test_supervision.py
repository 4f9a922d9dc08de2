"""The register numbers without gaps on both databases, also from several threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.engine import Database
from bureau.adapters.store.supervision import StoredRegister
from bureau.supervision import LateMark, Measure, Paper
from tests.bureau.adapters.store.test_cases import _add

AT = datetime(2026, 12, 14, 3, 0, tzinfo=UTC)


@pytest.fixture
def register(database: Database) -> StoredRegister:
    return StoredRegister(database)


@pytest.fixture
def number(database: Database) -> str:
    return _add(StoredCases(database), "m1").number


def measure(number: str, rung: str = "assignment", **facts: object) -> Measure:
    made = Measure(
        id=0,
        number=number,
        rung=rung,
        stage="accept:0",
        paper=Paper.ASSIGNMENT,
        mark=None,
        year=2026,
        sequence=None,
        clock="accept",
        unit="某分局",
        matter="王店镇异味",
        rule="信访工作条例",
        due=AT - timedelta(days=3),
        received=AT - timedelta(days=20),
        issued=AT,
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def test_the_same_rung_is_issued_once(register: StoredRegister, number: str) -> None:
    first = register.issue(measure(number))
    assert (first.sequence, register.issue(measure(number))) == (1, first)
    assert register.get(first.id) == first
    assert register.taken([number]) == {(number, "assignment", "accept:0")}
    assert register.taken([]) == set()


def test_each_kind_and_year_counts_by_itself_and_a_mark_has_no_number(
    register: StoredRegister, number: str
) -> None:
    issue = register.issue
    assert issue(measure(number, "a")).sequence == 1
    assert issue(measure(number, "b", paper=Paper.SUPERVISION)).sequence == 1
    assert issue(measure(number, "c", year=2027)).sequence == 1
    assert issue(measure(number, "d")).sequence == 2
    bare = issue(measure(number, "e", paper=None, year=None, mark=LateMark.RED))
    assert (bare.sequence, bare.mark) == (None, LateMark.RED)
    assert register.years() == [2027, 2026]


def test_many_at_once_get_every_number_once(register: StoredRegister, number: str) -> None:
    rungs = [f"r{place % 12}" for place in range(24)]
    with ThreadPoolExecutor(4) as pool:
        issued = list(pool.map(lambda rung: register.issue(measure(number, rung)), rungs))
    assert sorted({one.sequence or 0 for one in issued}) == list(range(1, 13))


def test_a_measure_that_cannot_be_kept_leaves_no_gap(register: StoredRegister, number: str) -> None:
    with pytest.raises(Exception, match=r"(?i)null"):
        register.issue(measure(number, "a", unit=None))
    assert register.issue(measure(number, "b")).sequence == 1


def test_what_stands_is_told_and_ends(register: StoredRegister, number: str) -> None:
    one = register.issue(measure(number, mark=LateMark.YELLOW))
    assert register.untold() == register.standing() == [one]
    register.tell(one.id)
    register.end(one.id, at=AT)
    assert (register.untold(), register.standing()) == ([], [])
    assert register.of_case(number) == [replace(one, told=True, ended=AT)]


def test_the_register_is_read_page_by_page(register: StoredRegister, number: str) -> None:
    for place in range(5):
        register.issue(measure(number, f"r{place}"))
    register.issue(measure(number, "red", paper=None, year=None, mark=LateMark.RED))
    rows, total = register.page(limit=2, offset=1)
    assert (total, [one.rung for one in rows]) == (6, ["r4", "r3"])
    assert register.page(mark=LateMark.RED, limit=9, offset=0)[1] == 1
    assert register.page(paper=Paper.REMINDER, limit=9, offset=0) == ([], 0)
    assert register.page(year=2026, limit=9, offset=0)[1] == 5
