"""The ladder is climbed by the clock, in working days over a holiday, and only by whoever owes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basis.clock import SHANGHAI
from bureau.cases import Case, Draft, Status
from bureau.cases.clocks import workdays
from bureau.supervision import ladder
from bureau.supervision.ladder import read_ladder, stage


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


CASE = Case(
    number="20260914-0001-7",
    status=Status.SUBMITTED,
    draft=Draft(categories=("odor",), description="x"),
    citizen="c",
    county="330411",
    town=None,
    authority="bureau",
    created=at("2026-09-14T10:00"),
    updated=at("2026-09-14T10:00"),
    due=at("2026-09-29T23:59:59"),
    begun=at("2026-09-14T10:00"),
)
MINUTE = timedelta(minutes=1)


def reached(case: Case, when: datetime) -> list[str]:
    return [rung.code for rung in ladder().reached(case, when)]


@pytest.mark.parametrize(
    ("when", "rungs"),
    [
        ("2026-09-14T10:01", []),
        ("2026-09-23T23:59", []),
        # The 25th to the 27th are the mid-autumn days off: 24, 28 and 29 are left to work.
        ("2026-09-24T00:01", ["reminder"]),
        ("2026-09-29T23:59", ["reminder"]),
        ("2026-09-30T00:00", []),
        ("2026-09-30T00:01", ["yellow"]),
        # The National Day stands between: no working day passes until the 8th of October.
        ("2026-10-07T23:59", ["yellow"]),
        ("2026-10-08T23:59:59", ["yellow", "assignment"]),
        ("2026-10-12T23:59", ["yellow", "assignment"]),
        ("2026-10-13T00:00", ["yellow", "assignment", "red"]),
        ("2026-10-21T00:00", ["yellow", "assignment", "red", "black"]),
    ],
)
def test_each_rung_has_its_hour_in_the_weeks_around_the_holidays(
    when: str, rungs: list[str]
) -> None:
    assert reached(CASE, at(when)) == rungs


def test_danger_climbs_within_hours_by_day_and_by_night() -> None:
    night = at("2026-10-01T02:00")
    danger = replace(CASE, draft=replace(CASE.draft, urgent=True), created=night, begun=night)
    danger = replace(danger, due=night + timedelta(minutes=30))
    assert reached(danger, night + timedelta(minutes=30)) == []
    assert reached(danger, night + timedelta(minutes=31)) == ["yellow"]
    assert reached(danger, night + timedelta(minutes=60)) == ["yellow", "assignment"]
    assert reached(danger, night + timedelta(minutes=90)) == ["yellow", "assignment", "red"]
    assert reached(danger, night + timedelta(hours=5))[-1] == "black"


@pytest.mark.parametrize(
    "status",
    [Status.WAITING, Status.ANSWERED, Status.CLOSED, Status.REFERRED, Status.MERGED],
)
def test_nobody_is_urged_where_no_officer_owes_a_step(status: Status) -> None:
    assert reached(replace(CASE, status=status), at("2026-12-01T00:00")) == []
    assert reached(replace(CASE, due=None), at("2026-12-01T00:00")) == []


def test_a_limit_shorter_than_the_warning_has_none() -> None:
    short = replace(CASE, due=CASE.created + timedelta(days=2))
    assert reached(short, CASE.created + MINUTE) == []


def test_a_new_round_of_a_clock_is_a_new_stage() -> None:
    accepted = replace(CASE, status=Status.ACCEPTED)
    again = replace(accepted, reopenings=1)
    assert len({stage(CASE), stage(accepted), stage(again)}) == 3
    assert stage(replace(CASE, status=Status.CLOSED)) == ""
    waiting = replace(accepted, status=Status.WAITING, paused_from=Status.ACCEPTED)
    assert stage(waiting) == stage(accepted)


@given(st.integers(1, 90 * 24 * 60))
def test_once_reached_a_rung_after_the_limit_stays_reached(minutes: int) -> None:
    assert CASE.due is not None
    moment = CASE.due + timedelta(minutes=minutes)
    before, after = reached(CASE, moment), reached(CASE, moment + timedelta(days=1))
    assert before == after[: len(before)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "a", "mark": "yellow"},
        {"code": "a", "after": {"days": 1}, "before": {"days": 1}, "mark": "yellow"},
        {"code": "a", "after": {"days": 1}},
        {"code": "a", "after": {"days": 1}, "mark": "green"},
        {"code": "a", "after": {"weeks": 1}, "mark": "yellow"},
        {"code": "a", "after": {"days": 1}, "mark": "yellow", "colour": "red"},
    ],
)
def test_a_rung_that_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_ladder({"ordinary": [wrong], "danger": []}, workdays())


def test_the_horizon_reaches_over_the_longest_holiday() -> None:
    due = datetime(2026, 10, 8, 15, 59, 59, tzinfo=UTC)
    case = replace(CASE, due=due)
    first = next(
        moment
        for moment in (due - timedelta(hours=hours) for hours in range(24 * 30, 0, -1))
        if reached(case, moment)
    )
    assert due - first < ladder().horizon
