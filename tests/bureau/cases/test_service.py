"""What citizens and officers can do with a report."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from bureau.cases import (
    CaseFilter,
    CaseService,
    Draft,
    Event,
    KeptAlarms,
    Location,
    NumberError,
    Status,
    StepError,
    Verb,
)
from bureau.cases.lifecycle import Clock
from bureau.cases.numbers import check_digit
from bureau.messaging import Outcome
from bureau.messaging.twin import KeptOutbox
from tests.bureau.cases.filed import (
    AT,
    AT_15_DAYS,
    AT_60_DAYS,
    DAY,
    ME,
    ODOR,
    OTHER,
    WANGDIAN,
    refusal,
    submit,
    take,
)


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
        lambda: reports.own(number="20260101-0001-" + check_digit("202601010001"), by=OTHER),
    ):
        with pytest.raises(StepError) as refused:
            attempt()
        assert refusal(refused) == "not_yours"


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
    now = reports.own(number=first.number, by=ME)
    own = reports.notices.told(now)
    assert [each.verb for each, _ in own] == [Verb.ACCEPT, Verb.ANSWER]
    assert {each.citizen for each, _ in own} == {ME}
    beside = reports.notices.told_beside(now)
    assert [(each.verb, each.citizen) for each, _ in beside] == [
        (Verb.ACCEPT, OTHER),
        (Verb.ANSWER, OTHER),
    ]


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


def test_satisfaction_closes_whatever_the_ledger_says(
    reports: CaseService, outbox: KeptOutbox
) -> None:
    case = take(reports, submit(reports), "accept", "answer")
    outbox.outcome = Outcome.FAILED
    closed = reports.reply(verb="satisfied", number=case.number, by=ME, at=AT)
    assert (closed.status, closed.settled, closed.satisfied) == (Status.CLOSED, True, True)


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
