"""Officers correct how a report was read; what the citizen wrote stays to the letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bureau.cases import Location, Status, Verb
from bureau.casework import CaseworkError
from bureau.casework.triage import ReportReading
from tests.bureau.casework.conftest import AT, Office

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = ("description", "place_text", "time_text", "pattern", "suspected_firm", "photos")


def correct(office: Office, number: str, reason: str = "现场核实", **changes: Any) -> Any:
    case = office.service.find(number)
    assert case is not None
    reading = replace(ReportReading.of(case), **changes)
    return office.triage.correct(number=number, reading=reading, reason=reason, by="li", at=AT)


def test_a_correction_changes_the_reading_and_no_word(office: Office) -> None:
    case = office.report(time_text="昨晚！！", pattern="每天半夜", suspected_firm="某厂")
    moved = correct(
        office,
        case.number,
        categories=("water", "odor"),
        place="330482101",
        location=Location(121.1, 30.62),
        started=AT - 3 * HOUR,
        ended=AT - HOUR,
    )
    assert (moved.county, moved.town, moved.draft.category) == ("330482", "330482101", "water")
    assert [getattr(moved.draft, name) for name in WORDS] == [
        getattr(case.draft, name) for name in WORDS
    ]
    verb, note = office.history(case)[-1]
    assert verb == Verb.CORRECT
    for told in (
        "类型：异味 → 水污染、异味",
        "地区：秀洲区王店镇 → 平湖市",
        "→ 121.10000, 30.62000",
        "开始时间：没有 → 11-24 18:00",
        "原因：现场核实",
    ):
        assert told in note, told
    assert office.now(case) == moved
    assert moved.status is Status.SUBMITTED


def test_made_urgent_a_case_is_due_sooner_and_alarms(office: Office) -> None:
    case = office.report()
    moved = correct(office, case.number, urgent=True)
    assert case.due is not None
    assert moved.due < case.due
    assert office.alarms.rung == [case.number]
    assert office.casework.untaken_urgent() == [case.number]
    calm = correct(office, case.number, urgent=False)
    assert calm.due == case.due


@pytest.mark.parametrize(
    ("changes", "reason", "why"),
    [
        ({}, "现场核实", "nothing_changed"),
        ({"urgent": True}, " 是 ", "reason_missing"),
        ({"urgent": True}, "字" * 501, "text_long"),
        ({"categories": ("smell",)}, "现场核实", "category_unknown"),
        ({"categories": ()}, "现场核实", "category_unknown"),
        ({"place": "310000"}, "现场核实", "unit_unknown"),
        ({"location": Location(121.5, 31.2)}, "现场核实", "point_outside"),
        ({"started": AT + HOUR}, "现场核实", "time_ahead"),
        ({"started": AT - HOUR, "ended": AT - 2 * HOUR}, "现场核实", "times_crossed"),
    ],
)
def test_a_correction_that_cannot_be_is_explained(
    office: Office, changes: dict[str, Any], reason: str, why: str
) -> None:
    case = office.report()
    with pytest.raises(CaseworkError) as refused:
        correct(office, case.number, reason, **changes)
    assert refused.value.code == why
    assert office.now(case) == case


def test_nobody_corrects_what_is_over_or_not_there(office: Office) -> None:
    case = office.report()
    office.service.reply(verb="withdraw", number=case.number, by="c1", at=AT)
    with pytest.raises(CaseworkError) as refused:
        correct(office, case.number, urgent=True)
    assert refused.value.code == "not_now"
    with pytest.raises(CaseworkError) as refused:
        office.triage.correct(
            number="x", reading=ReportReading.of(case), reason="现场核实", by="li", at=AT
        )
    assert refused.value.code == "unknown"
