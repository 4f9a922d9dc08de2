"""What citizens and officers can do with a report."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bureau.cases import (
    Case,
    CaseFilter,
    CaseService,
    DeliveryState,
    Draft,
    Event,
    KeptAlarms,
    Location,
    NumberError,
    Status,
    StepError,
    Verb,
    words,
)
from bureau.cases.lifecycle import Clock
from bureau.messaging import Outcome
from bureau.messaging.twin import KeptOutbox
from bureau.places import gazetteer

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ME, OTHER = "c" * 32, "d" * 32
WANGDIAN = next(town for town in gazetteer().towns("330411") if town.name == "王店镇").code
# Days are counted from the day after, and the last one ends with its last second.
AT_15_DAYS = datetime(2026, 12, 9, 15, 59, 59, tzinfo=UTC)
AT_60_DAYS = datetime(2027, 1, 23, 15, 59, 59, tzinfo=UTC)
ODOR = Draft(categories=("odor",), place=WANGDIAN, place_text="王店", description="塑料味")


def submit(reports: CaseService, draft: Draft = ODOR, key: str = "m1", by: str = ME) -> Case:
    return reports.submit(draft=draft, by=by, at=AT, message_key=key)


def take(
    reports: CaseService, case: Case, *verbs: str, at: datetime = AT, note: str = "说明"
) -> Case:
    for verb in verbs:
        case = reports.take(verb=verb, number=case.number, by="li", at=at, note=note)
    return case


def refusal(excinfo: pytest.ExceptionInfo[StepError]) -> str:
    assert excinfo.value.explanation
    return excinfo.value.code


def test_a_report_becomes_a_case_that_waits_for_acceptance(reports: CaseService) -> None:
    case = submit(reports)
    assert case.number.startswith("20261124-0001-")
    assert (case.status, case.county, case.town) == (Status.SUBMITTED, "330411", WANGDIAN)
    assert (case.due, case.begun) == (AT_15_DAYS, AT)
    assert reports.find(case.number.replace("-", " ")) == case


def test_the_day_of_a_number_is_the_day_in_jiaxing(reports: CaseService) -> None:
    late = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    case = reports.submit(draft=ODOR, by=ME, at=late, message_key="m")
    assert case.number.startswith("20261125-0001-")


def test_a_turn_played_again_makes_no_second_case(reports: CaseService) -> None:
    assert submit(reports) == submit(reports)
    assert reports.search(CaseFilter()).total == 1


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


def test_filing_an_urgent_report_rings_the_alarm_and_an_ordinary_one_does_not(
    reports: CaseService, alarms: KeptAlarms
) -> None:
    submit(reports)
    urgent = submit(reports, replace(ODOR, urgent=True), "m2")
    assert alarms.rung == [urgent.number]
    assert submit(reports, replace(ODOR, urgent=True), "m2") == urgent
    assert alarms.rung == [urgent.number]


def test_a_functional_district_is_counted_under_its_official_code(reports: CaseService) -> None:
    port = submit(reports, replace(ODOR, place="嘉兴港区"), "m1")
    zone = submit(reports, replace(ODOR, place="经开区"), "m2")
    assert (port.county, port.town) == ("330482", "330482101")
    assert (zone.county, zone.town) == (None, None)


def test_a_place_nobody_knows_loses_nothing_else(reports: CaseService) -> None:
    case = submit(reports, replace(ODOR, place="nowhere"))
    assert (case.county, case.draft.description) == (None, "塑料味")


def test_an_empty_draft_is_refused(reports: CaseService) -> None:
    with pytest.raises(StepError) as refused:
        submit(reports, Draft(description=" \x00\n"))
    assert refusal(refused) == "empty"


def test_hostile_text_is_kept_as_far_as_it_can_be_read(reports: CaseService) -> None:
    text = "<script>\x00臭\ud800死了'; DROP TABLE cases;--" + "臭" * 5000
    case = submit(reports, replace(ODOR, description=text))
    kept = reports.own(number=case.number, by=ME).draft.description
    assert kept.startswith("<script>臭死了'; DROP TABLE")
    assert kept.endswith("臭" * 5000)


def test_a_draft_out_of_range_is_an_error() -> None:
    with pytest.raises(ValueError, match="0 to 5"):
        Draft(intensity=6)
    with pytest.raises(ValueError, match="smell"):
        Draft(categories=("smell",))
    with pytest.raises(ValueError, match="degrees"):
        Location(200.0, 30.0)


def test_a_case_goes_its_whole_way_and_the_citizen_hears_of_it(
    reports: CaseService, outbox: KeptOutbox
) -> None:
    case = submit(reports)
    case = take(reports, case, "accept", "start", at=AT + DAY)
    assert case.due == AT_60_DAYS + DAY
    case = take(reports, case, "answer", at=AT + 3 * DAY, note="已查处，正在整改。")
    assert (case.status, case.due, case.answer) == (Status.ANSWERED, None, "已查处，正在整改。")
    case = reports.reply(verb="satisfied", number=case.number, by=ME, at=AT + 4 * DAY)
    assert (case.status, case.satisfied) == (Status.CLOSED, True)
    assert [to for to, _, _ in outbox.said] == [ME] * 3
    assert "最迟 1月24日" in outbox.said[0][1]
    assert "已查处，正在整改。" in outbox.said[2][1]
    assert [event.verb for event in reports.history(case.number)] == [
        Verb.SUBMIT, Verb.ACCEPT, Verb.START, Verb.ANSWER, Verb.SATISFIED,
    ]  # fmt: skip


def test_not_fixed_opens_the_case_again_with_a_new_limit(reports: CaseService) -> None:
    case = take(reports, submit(reports), "accept", "answer")
    case = reports.reply(verb="reopen", number=case.number, by=ME, at=AT + DAY, note="还臭")
    assert (case.status, case.satisfied, case.due) == (
        Status.REOPENED,
        False,
        AT_60_DAYS + DAY,
    )


def test_long_after_the_end_not_fixed_is_a_new_report(reports: CaseService) -> None:
    case = take(reports, submit(reports), "accept", "answer")
    with pytest.raises(StepError) as refused:
        reports.reply(verb="reopen", number=case.number, by=ME, at=AT + 91 * DAY)
    assert refusal(refused) == "too_late"


def test_a_refused_report_comes_back_with_what_was_missing(reports: CaseService) -> None:
    case = take(reports, submit(reports), "refuse", note="请说明哪一栋楼。")
    assert (case.status, case.due) == (Status.REFUSED, None)
    case = reports.supplement(
        number=case.number, by=ME, at=AT + DAY, text="3 幢", photo="e1", message_key="m2"
    )
    assert (case.status, case.draft.photos, case.due) == (
        Status.SUBMITTED,
        ("e1",),
        AT_15_DAYS + DAY,
    )


def test_a_supplement_played_again_is_added_once(reports: CaseService) -> None:
    case = submit(reports)
    for _ in range(2):
        reports.supplement(number=case.number, by=ME, at=AT, text="更臭了", message_key="m2")
    assert [event.note for event in reports.history(case.number)] == ["", "更臭了"]


def test_danger_told_later_makes_a_case_urgent_and_alarms_once(
    reports: CaseService, alarms: KeptAlarms
) -> None:
    case = submit(reports)
    for _ in range(2):
        urgent = reports.supplement(
            number=case.number, by=ME, at=AT + DAY, text="x", message_key="m2", urgent=True
        )
    assert urgent.draft.urgent
    assert urgent.due == AT + DAY + timedelta(minutes=30)
    assert alarms.rung == [case.number]


def test_nothing_is_not_a_supplement(reports: CaseService) -> None:
    case = submit(reports)
    with pytest.raises(StepError) as refused:
        reports.supplement(number=case.number, by=ME, at=AT, text="  ")
    assert refusal(refused) == "nothing_added"


def test_a_citizen_withdraws_their_report(reports: CaseService) -> None:
    case = reports.reply(verb="withdraw", number=submit(reports).number, by=ME, at=AT)
    assert (case.status, case.due) == (Status.WITHDRAWN, None)


def test_nobody_learns_or_moves_anothers_case(reports: CaseService) -> None:
    case = submit(reports)
    for attempt in (
        lambda: reports.own(number=case.number, by=OTHER),
        lambda: reports.reply(verb="withdraw", number=case.number, by=OTHER, at=AT),
        lambda: reports.supplement(number=case.number, by=OTHER, at=AT, text="x"),
        lambda: reports.own(number="20260101-0001-" + _check("202601010001"), by=OTHER),
    ):
        with pytest.raises(StepError) as refused:
            attempt()
        assert refusal(refused) == "not_yours"


def _check(digits: str) -> str:
    from bureau.cases.numbers import check_digit

    return check_digit(digits)


@pytest.mark.parametrize(
    ("verb", "note", "code"),
    [
        ("answer", "好", "not_now"),
        ("refuse", "  ", "note_missing"),
        ("refuse", "长" * 2001, "note_long"),
        ("withdraw", "", "not_allowed"),
        ("close", "", "not_now"),
        ("explode", "", "not_allowed"),
        ("refer", "", "not_allowed"),
        ("merge", "", "into_missing"),
    ],
)
def test_an_officers_wrong_step_is_explained_and_changes_nothing(
    reports: CaseService, outbox: KeptOutbox, verb: str, note: str, code: str
) -> None:
    case = submit(reports)
    with pytest.raises(StepError) as refused:
        take(reports, case, verb, note=note)
    assert refusal(refused) == code
    assert reports.find(case.number) == case
    assert outbox.said == []


def test_a_referral_names_who_and_how(reports: CaseService, outbox: KeptOutbox) -> None:
    fumes = replace(ODOR, categories=("air",), description="楼下烧烤店油烟")
    case = submit(reports, fumes)
    responsible = reports.responsible(case)
    assert reports.authority(draft=fumes) == responsible
    case = reports.refer(
        number=case.number, by="li", at=AT, authority=responsible.code, referral="转1号"
    )
    assert (case.status, case.authority) == (Status.REFERRED, "city_enforcement")
    assert "综合行政执法局" in outbox.said[0][1]
    assert "12345" in outbox.said[0][1]


def test_a_merged_case_hears_of_the_other(reports: CaseService, outbox: KeptOutbox) -> None:
    first, second = submit(reports, key="m1"), submit(reports, key="m2", by=OTHER)
    reports.take(verb="merge", number=second.number, by="li", at=AT, into=first.number)
    take(reports, first, "accept", "answer", note="查清了")
    told = [text for to, text, _ in outbox.said if to == OTHER]
    assert first.number in told[0]
    assert second.number in told[-1]
    assert "查清了" in told[-1]


@pytest.mark.parametrize("ended", [True, False])
def test_a_case_is_not_merged_into_itself_or_into_one_that_ended(
    reports: CaseService, ended: bool
) -> None:
    case, other = submit(reports, key="m1"), submit(reports, key="m2")
    reports.reply(verb="withdraw", number=other.number, by=ME, at=AT)
    target = other if ended else case
    with pytest.raises(StepError) as refused:
        reports.take(verb="merge", number=case.number, by="li", at=AT, into=target.number)
    assert refusal(refused) == ("into_ended" if ended else "into_self")


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


def test_an_internal_note_is_not_told(reports: CaseService, outbox: KeptOutbox) -> None:
    case = take(reports, submit(reports), "note", note="举报人上月也报过")
    assert outbox.said == []
    assert reports.history(case.number)[-1].note == "举报人上月也报过"


def test_an_answer_nobody_replies_to_closes_by_itself(
    reports: CaseService, outbox: KeptOutbox
) -> None:
    case = take(reports, submit(reports), "accept", "answer")
    outbox.outcome = Outcome.SENT
    assert reports.close_expired(at=AT + 14 * DAY) == 0
    assert reports.close_expired(at=AT + 16 * DAY) == 1
    assert reports.close_expired(at=AT + 16 * DAY) == 0
    assert reports.own(number=case.number, by=ME).status is Status.CLOSED
    assert "已办结" in outbox.said[-1][1]


def test_a_notice_that_could_not_be_handed_on_is_kept_for_later(reports: CaseService) -> None:
    class Broken(KeptOutbox):
        def notify(self, **letter: Any) -> None:
            raise OSError

    case = submit(reports)
    working, reports._outbox = reports._outbox, Broken()
    with pytest.raises(OSError):  # noqa: PT011 - the twin's own
        take(reports, case, "accept")
    reports._outbox = working
    reports.close_expired(at=AT)
    assert isinstance(working, KeptOutbox)
    assert len(working.said) == 1


@pytest.mark.parametrize(
    ("draft", "same"),
    [
        (ODOR, True),
        (replace(ODOR, place=None, place_text="王店 镇"), True),
        (replace(ODOR, place=None, place_text=""), False),
        (replace(ODOR, categories=("water",)), False),
        (replace(ODOR, place="330482101", place_text="乍浦"), False),
    ],
)
def test_the_same_matter_from_the_same_person_is_noticed(
    reports: CaseService, draft: Draft, same: bool
) -> None:
    case = submit(reports)
    found = reports.similar(draft=draft, by=ME, at=AT + DAY)
    assert (found == case) is same
    assert reports.similar(draft=draft, by=OTHER, at=AT + DAY) is None
    assert reports.similar(draft=draft, by=ME, at=AT + 15 * DAY) is None


def test_points_decide_when_both_are_known(reports: CaseService) -> None:
    here = replace(ODOR, location=Location(120.7200, 30.6300))
    case = submit(reports, here)
    near = replace(ODOR, location=Location(120.7240, 30.6300))
    far = replace(ODOR, location=Location(120.7400, 30.6300))
    assert reports.similar(draft=near, by=ME, at=AT) == case
    assert reports.similar(draft=far, by=ME, at=AT) is None


def test_a_matter_that_ended_is_a_new_one(reports: CaseService) -> None:
    case = submit(reports)
    reports.reply(verb="withdraw", number=case.number, by=ME, at=AT)
    assert reports.similar(draft=ODOR, by=ME, at=AT) is None


def test_history_never_holds_who_the_citizen_is(reports: CaseService) -> None:
    case = submit(reports)
    reports.supplement(number=case.number, by=ME, at=AT, text="x")
    take(reports, case, "accept")
    for event in reports.history(case.number):
        assert ME not in [getattr(event, field.name) for field in fields(Event)]
    assert case.reporter == "微信市民"
    assert replace(case, draft=replace(ODOR, anonymous=True)).reporter == "匿名"


def test_a_number_that_is_none_is_told_apart_from_one_not_found(reports: CaseService) -> None:
    with pytest.raises(NumberError):
        reports.find("20261124-0042-1")
    assert reports.find("20261124-0042-9") is None


def ask(reports: CaseService, *before: str, at: datetime = AT) -> Case:
    case = take(reports, submit(reports), *before)
    return take(reports, case, "ask", at=at, note="哪一幢楼？")


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


def test_without_a_reply_the_clock_runs_on_by_itself_and_who_asked_is_told(
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
    [(officer, text)] = alarms.told
    assert officer == "li"
    assert case.number in text
    assert len(outbox.said) == told


def test_who_asked_is_told_of_the_reply_and_may_stop_waiting(
    reports: CaseService, alarms: KeptAlarms
) -> None:
    asked = ask(reports)
    reports.supplement(number=asked.number, by=ME, at=AT + DAY, text="3 幢")
    assert [officer for officer, _ in alarms.told] == ["li"]
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


def test_only_a_question_that_was_read_waits_for_its_reply(
    reports: CaseService, outbox: KeptOutbox
) -> None:
    asked = ask(reports)
    for outcome, read in ((Outcome.DEFERRED, False), (Outcome.FAILED, False), (Outcome.SENT, True)):
        outbox.outcome = outcome
        assert reports.asked(asked) is read


def test_a_case_is_not_closed_before_its_answer_arrived(
    reports: CaseService, outbox: KeptOutbox
) -> None:
    case = take(reports, submit(reports), "accept", "answer")
    for outcome in (Outcome.QUEUED, Outcome.DEFERRED, Outcome.FAILED):
        outbox.outcome = outcome
        assert reports.close_expired(at=AT + 100 * DAY) == 0
    assert reports.told(case)[-1][1].state is DeliveryState.FAILED
    outbox.outcome = Outcome.SENT
    assert reports.close_expired(at=AT + 100 * DAY) == 1


def test_an_answer_whose_citizen_left_is_closed_and_the_history_says_why(
    reports: CaseService, outbox: KeptOutbox
) -> None:
    case = take(reports, submit(reports), "accept", "answer")
    outbox.outcome = Outcome.DROPPED
    reports.settle(at=AT)
    assert reports.close_expired(at=AT + 14 * DAY) == 0
    assert reports.close_expired(at=AT + 16 * DAY) == 1
    assert reports.history(case.number)[-1].note == words().unreachable()


def test_satisfaction_closes_whatever_the_ledger_says(
    reports: CaseService, outbox: KeptOutbox
) -> None:
    case = take(reports, submit(reports), "accept", "answer")
    outbox.outcome = Outcome.FAILED
    closed = reports.reply(verb="satisfied", number=case.number, by=ME, at=AT)
    assert (closed.status, closed.settled, closed.satisfied) == (Status.CLOSED, True, True)


def test_a_long_answer_goes_in_numbered_parts_and_a_longer_one_as_a_link(
    reports: CaseService, outbox: KeptOutbox
) -> None:
    case = take(reports, submit(reports), "accept")
    answer = "".join(chr(0x4E00 + place) for place in range(1500))
    take(reports, case, "answer", note=answer)
    parts = [said.text for said in outbox.said[1:]]
    assert len(parts) == 3
    assert answer in "".join(part.partition("\n")[2] for part in parts)
    assert len({said.why for said in outbox.said}) == 4
    longer = take(reports, case, "amend", note="更正：" + answer * 3)
    [short] = outbox.said[4:]
    token = short.text.partition("/answer/")[2].split()[0]
    page = reports.page(token, at=AT)
    assert answer * 3 in page.text
    assert longer.answer == "更正：" + answer * 3
    assert reports.answer_address(longer, at=AT).endswith(token)


def test_a_corrected_answer_says_so_and_both_stay(reports: CaseService, outbox: KeptOutbox) -> None:
    case = take(reports, submit(reports), "accept")
    case = take(reports, case, "answer", note="罚款 5000 元。")
    case = reports.reply(verb="satisfied", number=case.number, by=ME, at=AT)
    amended = take(reports, case, "amend", at=AT + DAY, note="罚款 50000 元。")
    assert (amended.status, amended.answer) == (Status.CLOSED, "罚款 50000 元。")
    assert (amended.satisfied, amended.answered_by) == (True, "li")
    assert "更正" in outbox.said[-1].text
    notes = [event.note for event in reports.history(case.number)]
    assert "罚款 5000 元。" in notes
    assert "罚款 50000 元。" in notes
    with pytest.raises(StepError) as refused:
        take(reports, submit(reports, key="m2"), "amend")
    assert refusal(refused) == "not_now"


def test_an_answer_may_be_longer_than_a_note_but_not_endless(reports: CaseService) -> None:
    case = take(reports, submit(reports), "accept")
    with pytest.raises(StepError) as refused:
        take(reports, case, "answer", note="长" * 5001)
    assert refusal(refused) == "note_long"
    assert "5000" in refused.value.explanation
    assert take(reports, case, "answer", note="长" * 5000).status is Status.ANSWERED


def test_settled_and_satisfied_are_two_words(reports: CaseService) -> None:
    case = take(reports, submit(reports), "accept", "answer")
    case = reports.reply(verb="settled", number=case.number, by=ME, at=AT)
    assert (case.status, case.settled, case.satisfied) == (Status.CLOSED, True, None)
    case = reports.reply(verb="dissatisfied", number=case.number, by=ME, at=AT)
    assert (case.status, case.settled, case.satisfied) == (Status.REOPENED, True, False)
    case = take(reports, case, "answer")
    assert (case.settled, case.satisfied) == (None, None)


@pytest.mark.parametrize("verb", ["reopen", "dissatisfied"])
def test_a_case_is_reopened_once_by_right_and_then_an_officer_decides(
    reports: CaseService, outbox: KeptOutbox, verb: str
) -> None:
    case = take(reports, submit(reports), "accept", "answer")
    case = reports.reply(verb=verb, number=case.number, by=ME, at=AT)
    assert (case.status, case.reopenings) == (Status.REOPENED, 1)
    case = take(reports, case, "answer")
    case = reports.reply(verb=verb, number=case.number, by=ME, at=AT)
    assert (case.status, case.satisfied, case.reopenings) == (Status.CONTESTED, False, 1)
    assert case.clock is Clock.DECIDE
    declined = take(reports, case, "decline", note="两次监测都达标。")
    assert declined.status is Status.CLOSED
    assert "两次监测都达标。" in outbox.said[-1].text
    case = reports.reply(verb=verb, number=case.number, by=ME, at=AT)
    granted = take(reports, case, "grant")
    assert (granted.status, granted.reopenings, granted.clock) == (
        Status.REOPENED,
        2,
        Clock.FINISH,
    )


def test_supervision_writes_beside_the_case_and_makes_nothing_younger(
    reports: CaseService,
) -> None:
    case = submit(reports)
    for _ in range(2):
        reports.supervise(number=case.number, note="黄色预警", at=AT + DAY, message_key="s1")
    assert reports.find(case.number) == case
    lines = [event for event in reports.history(case.number) if event.verb is Verb.SUPERVISE]
    assert [line.note for line in lines] == ["黄色预警"]
    answered = take(reports, case, "accept", "answer")
    with pytest.raises(StepError):
        reports.supervise(number=case.number, note="红色督办", at=AT + DAY, message_key="s2")
    reports.lift(number=case.number, note="解除", at=AT + DAY, message_key="s3")
    assert reports.find(case.number) == answered
