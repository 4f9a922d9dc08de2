"""Limits and clocks: what starts them, stops them and lets them run on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bureau.cases import CaseService, KeptAlarms, Status, StepError, Verb
from bureau.cases.lifecycle import Clock
from bureau.messaging.twin import KeptOutbox
from tests.bureau.cases.filed import (
    AT,
    AT_15_DAYS,
    AT_60_DAYS,
    DAY,
    ME,
    ODOR,
    ask,
    refusal,
    submit,
    take,
)


def test_danger_is_seen_within_minutes_and_met_within_hours(reports: CaseService) -> None:
    case = submit(reports, replace(ODOR, urgent=True))
    assert case.due == AT + timedelta(minutes=30)
    case = take(reports, case, "accept", at=AT + timedelta(minutes=10))
    assert (case.clock, case.due) == (Clock.ARRIVE, AT + timedelta(hours=2))
    case = take(reports, case, "start", at=AT + timedelta(minutes=20))
    assert case.due == AT + timedelta(hours=2)
    case = take(reports, case, "arrive", at=AT + timedelta(hours=1))
    assert (case.clock, case.due) == (Clock.FINISH, AT_60_DAYS)
    assert (case.status, case.arrived) == (Status.IN_PROGRESS, AT + timedelta(hours=1))
    assert "arrive" not in [row.verb for row in reports.steps(case)]


def test_a_limit_is_extended_once_and_told(reports: CaseService, outbox: KeptOutbox) -> None:
    case = take(reports, submit(reports), "accept")
    before = case.due
    case = take(reports, case, "extend", note="等监测结果")
    assert before is not None
    assert case.due == before + 30 * DAY
    assert "等监测结果" in outbox.said[-1][1]
    assert "extend" not in [row.verb for row in reports.steps(case)]
    with pytest.raises(StepError) as refused:
        take(reports, case, "extend")
    assert refusal(refused) == "extended_already"


def test_a_question_stops_the_clock_and_the_reply_lets_it_run_on(
    reports: CaseService, outbox: KeptOutbox
) -> None:
    asked = ask(reports, "accept", at=AT + 10 * DAY)
    assert (asked.status, asked.due, asked.question) == (Status.WAITING, None, "哪一幢楼？")
    assert "哪一幢楼？" in outbox.said[-1].text
    assert "12月11日" in outbox.said[-1].text
    replied = reports.supplement(number=asked.number, by=ME, at=AT + 14 * DAY, text="3 幢")
    assert (replied.status, replied.due) == (Status.ACCEPTED, AT_60_DAYS + 4 * DAY)
    assert (replied.stopped, replied.left_seconds, replied.reply_until) == (None, None, None)
    assert reports.history(asked.number)[-1].note == "3 幢"
    assert reports.history(asked.number)[-1].audit == "replied"


@pytest.mark.parametrize("before", [(), ("accept",), ("accept", "start")])
def test_after_the_reply_the_case_is_where_it_was(
    reports: CaseService, before: tuple[str, ...]
) -> None:
    was = take(reports, submit(reports), *before)
    take(reports, was, "ask", at=AT + DAY)
    back = reports.supplement(number=was.number, by=ME, at=AT + 2 * DAY, photo="e1")
    assert (back.status, back.begun, back.draft.photos) == (was.status, was.begun, ("e1",))
    assert was.due is not None
    assert back.due == was.due + DAY


def test_what_was_late_when_the_citizen_was_asked_is_as_late_afterwards(
    reports: CaseService,
) -> None:
    asked = ask(reports, at=AT_15_DAYS + 3 * DAY)
    back = reports.supplement(number=asked.number, by=ME, at=AT_15_DAYS + 5 * DAY, text="x")
    assert back.due == AT_15_DAYS + 2 * DAY


def test_without_a_reply_the_clock_runs_on_by_itself_and_that_is_told(
    reports: CaseService, alarms: KeptAlarms, outbox: KeptOutbox
) -> None:
    asked = ask(reports, "accept")
    assert asked.reply_until == datetime(2026, 12, 1, 15, 59, 59, tzinfo=UTC)
    told = len(outbox.said)
    assert reports.run_on(at=asked.reply_until - timedelta(seconds=1)) == 0
    assert [reports.run_on(at=asked.reply_until) for _ in range(2)] == [1, 0]
    case = reports.own(number=asked.number, by=ME)
    assert case.status is Status.ACCEPTED
    assert case.due == AT_60_DAYS + (asked.reply_until - AT)
    assert alarms.told == [(case.number, "ran_on")]
    assert len(outbox.said) == told


def test_the_reply_is_told_and_who_asked_may_stop_waiting(
    reports: CaseService, alarms: KeptAlarms
) -> None:
    asked = ask(reports)
    reports.supplement(number=asked.number, by=ME, at=AT + DAY, text="3 幢")
    assert alarms.told == [(asked.number, "replied")]
    again = take(reports, asked, "ask", at=AT + 2 * DAY)
    assert take(reports, again, "resume", at=AT + 3 * DAY).status is Status.SUBMITTED
    assert {row.verb for row in reports.steps(again)} == {Verb.RESUME, Verb.NOTE}


def test_a_note_beside_a_question_does_not_start_the_clock(reports: CaseService) -> None:
    asked = ask(reports)
    noted = take(reports, asked, "note", at=AT + DAY)
    assert (noted.status, noted.due, noted.stopped) == (Status.WAITING, None, AT)


def test_a_question_is_put_only_where_an_officer_owes_a_step(reports: CaseService) -> None:
    case = take(reports, submit(reports), "accept", "answer")
    for closed in (case, reports.reply(verb="settled", number=case.number, by=ME, at=AT)):
        with pytest.raises(StepError) as refused:
            take(reports, closed, "ask")
        assert refusal(refused) == "not_now"
