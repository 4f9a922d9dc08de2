"""Cases go from hand to hand: everybody knows whose they are, and who is away is stood in for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bureau.cases import Verb
from bureau.casework import Bucket, CaseworkError, Hands
from bureau.casework.triage import ReportReading
from bureau.officers import WHOLE_CITY, OfficerScope, Post
from tests.bureau.casework.conftest import AT, WANGDIAN, Office

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
XIUZHOU = "330411"


def code(refused: pytest.ExceptionInfo[CaseworkError]) -> str:
    assert refused.value.explanation
    return refused.value.code


def numbers(office: Office, officer: str, area: str | None = None) -> dict[Bucket, list[str]]:
    parts = office.casework.queue(officer=officer, scope=OfficerScope(area), at=AT)
    return {bucket: [each.case.number for each in queued] for bucket, queued in parts.items()}


def test_a_report_is_in_nobodys_hands_until_somebody_takes_it(office: Office) -> None:
    case = office.report()
    assert office.casework.hands([case.number]) == {case.number: Hands(case.number)}
    hands = office.casework.take(number=case.number, by="li", at=AT)
    assert (hands.lead, hands.taken) == ("li", AT)
    assert office.history(case)[-1] == (Verb.TAKE, "")
    assert numbers(office, "li") == {Bucket.MINE: [case.number]}
    assert numbers(office, "wang") == {}


def test_what_one_has_taken_another_cannot_take(office: Office) -> None:
    case = office.report()
    office.casework.take(number=case.number, by="li", at=AT)
    for officer, why in (("li", "yours_already"), ("wang", "taken")):
        with pytest.raises(CaseworkError) as refused:
            office.casework.take(number=case.number, by=officer, at=AT)
        assert code(refused) == why
    assert "李明" in refused.value.explanation


def test_an_assigned_case_waits_for_its_officer_who_is_told(office: Office) -> None:
    case = office.report()
    office.casework.assign(
        number=case.number, unit=XIUZHOU, lead="li", by="wang", at=AT, note="今晚到现场"
    )
    assert numbers(office, "li") == {Bucket.WAITING: [case.number]}
    (notice,) = office.casework.notices(officer="li")
    for fact in ("王芳", case.number, "秀洲区王店镇", "异味", "今晚到现场"):
        assert fact in notice.text
    assert office.pager.told == [("li", notice.text)]
    assert office.casework.unseen(officer="li") == 1
    office.casework.see(officer="li", at=AT, number=case.number)
    assert office.casework.unseen(officer="li") == 0
    assert office.history(case)[-1] == (Verb.ASSIGN, "秀洲区分局 李明\u3000今晚到现场")


def test_handing_on_tells_the_one_who_had_it(office: Office) -> None:
    case = office.report()
    office.casework.take(number=case.number, by="li", at=AT)
    office.casework.assign(number=case.number, unit="", lead="chen", by="wang", at=AT)
    assert [who for who, _ in office.pager.told] == ["chen", "li"]
    assert "陈洁" in office.casework.notices(officer="li")[0].text
    assert numbers(office, "li") == {}


def test_whoever_assigns_a_case_to_themselves_is_at_it(office: Office) -> None:
    case = office.report()
    hands = office.casework.assign(number=case.number, unit="", lead="li", by="li", at=AT)
    assert hands.taken == AT
    assert office.pager.told == []


def test_a_case_given_to_an_office_is_free_for_its_people_alone(office: Office) -> None:
    case = office.report()
    for officer, area in (("li", WANGDIAN.code), ("wang", XIUZHOU)):
        assert numbers(office, officer, area) == {Bucket.FREE: [case.number]}
    office.post("li", Post("town_office", WANGDIAN.code))
    office.casework.assign(number=case.number, unit=WANGDIAN.code, lead="", by="wang", at=AT)
    assert numbers(office, "li", WANGDIAN.code) == {Bucket.FREE: [case.number]}
    assert numbers(office, "wang", XIUZHOU) == {}
    assert [who for who, text in office.pager.told if "你们单位" in text] == ["li"]


def test_a_case_goes_to_nobody_who_may_not_see_it(office: Office) -> None:
    case = office.report()
    office.post("li", Post("county_branch", "330421"))
    office.post("chen", Post("auditor"))
    wishes = {
        "officer_elsewhere": ({"unit": "", "lead": "li"}, {"unit": "", "lead": "chen"}),
        "unit_elsewhere": ({"unit": "330421", "lead": ""}, {"unit": "330482101", "lead": ""}),
    }
    for why, tried in wishes.items():
        for wish in tried:
            with pytest.raises(CaseworkError) as refused:
                office.casework.assign(number=case.number, by="wang", at=AT, **wish)
            assert code(refused) == why
    with pytest.raises(CaseworkError):
        office.casework.involve(number=case.number, helpers=["li"], by="wang", at=AT)
    assert office.casework.units(case) == ["330400", XIUZHOU, WANGDIAN.code]
    assert [each.name for each in office.casework.can_work(case)] == ["wang"]


def test_a_case_that_moved_leaves_hands_that_it_is_no_longer_for(office: Office) -> None:
    case = office.report()
    office.post("li", Post("county_branch", XIUZHOU))
    office.casework.take(number=case.number, by="li", at=AT)
    office.casework.let_go(number=case.number, by="wang", at=AT)
    assert office.casework.hands([case.number])[case.number].lead == "li"
    reading = replace(ReportReading.of(case), place="330482101")
    office.triage.correct(number=case.number, reading=reading, reason="在平湖", by="wang", at=AT)
    office.casework.let_go(number=case.number, by="wang", at=AT)
    assert office.casework.hands([case.number])[case.number].lead == ""
    assert office.history(case)[-1] == (Verb.ASSIGN, "登记改了，不再由李明承办")
    assert "平湖市" in office.casework.notices(officer="li")[0].text


def test_giving_back_needs_a_reason_and_tells_who_handed_it_over(office: Office) -> None:
    case = office.report()
    office.casework.assign(number=case.number, unit="", lead="li", by="wang", at=AT)
    with pytest.raises(CaseworkError) as refused:
        office.casework.hand_back(number=case.number, reason=" 不 ", by="li", at=AT)
    assert code(refused) == "reason_missing"
    with pytest.raises(CaseworkError) as refused:
        office.casework.hand_back(number=case.number, reason="不归我管", by="chen", at=AT)
    assert code(refused) == "not_held"
    office.casework.take(number=case.number, by="li", at=AT)
    hands = office.casework.hand_back(number=case.number, reason="在桐乡境内", by="li", at=AT)
    assert (hands.lead, hands.taken) == ("", None)
    assert office.history(case)[-1] == (Verb.HAND_BACK, "在桐乡境内")
    assert "在桐乡境内" in office.casework.notices(officer="wang")[0].text
    assert numbers(office, "chen") == {Bucket.FREE: [case.number]}


def test_helpers_see_the_case_among_theirs(office: Office) -> None:
    case = office.report()
    office.casework.take(number=case.number, by="li", at=AT)
    office.casework.involve(number=case.number, helpers=["wang", "li"], by="li", at=AT)
    assert office.casework.hands([case.number])[case.number].helpers == ("wang",)
    assert office.history(case)[-1] == (Verb.INVOLVE, "协办：王芳")
    assert numbers(office, "wang") == {Bucket.MINE: [case.number]}
    office.casework.involve(number=case.number, helpers=[], by="li", at=AT)
    assert numbers(office, "wang") == {}


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"unit": "", "lead": ""}, "nobody"),
        ({"unit": "nowhere", "lead": ""}, "unit_unknown"),
        ({"unit": "", "lead": "nobody"}, "officer_unknown"),
        ({"unit": "", "lead": "li", "note": "字" * 501}, "text_long"),
    ],
)
def test_an_assignment_that_cannot_be_is_explained(
    office: Office, wish: dict[str, str], why: str
) -> None:
    case = office.report()
    with pytest.raises(CaseworkError) as refused:
        office.casework.assign(number=case.number, by="wang", at=AT, **wish)
    assert code(refused) == why
    assert len(office.history(case)) == 1


def test_the_same_hands_again_are_no_assignment(office: Office) -> None:
    case = office.report()
    for again in (False, True):
        if again:
            with pytest.raises(CaseworkError) as refused:
                office.casework.assign(number=case.number, unit="", lead="li", by="wang", at=AT)
            assert code(refused) == "same_hands"
        else:
            office.casework.assign(number=case.number, unit="", lead="li", by="wang", at=AT)
    assert len(office.pager.told) == 1


def test_what_is_over_is_handed_to_nobody(office: Office) -> None:
    case = office.report()
    office.service.reply(verb="withdraw", number=case.number, by="c1", at=AT)
    with pytest.raises(CaseworkError) as refused:
        office.casework.take(number=case.number, by="li", at=AT)
    assert code(refused) == "not_now"
    with pytest.raises(CaseworkError) as refused:
        office.casework.take(number="x", by="li", at=AT)
    assert code(refused) == "unknown"


def test_a_step_on_a_free_case_takes_it_along_and_on_anothers_does_not(office: Office) -> None:
    free, others = office.report(), office.report("m2")
    office.casework.take(number=others.number, by="wang", at=AT)
    for case in (free, others):
        office.casework.take_along(number=case.number, by="li", at=AT)
    hands = office.casework.hands([free.number, others.number])
    assert [each.lead for each in hands.values()] == ["li", "wang"]


def test_the_queue_goes_by_urgency_and_a_case_stands_in_it_once(office: Office) -> None:
    long_ago = AT - 20 * DAY
    overdue = office.report("m1", at=long_ago)
    today = office.report("m2", at=AT - 15 * DAY + HOUR)
    danger = office.report("m3", urgent=True)
    given, mine, free = (office.report(key) for key in ("m4", "m5", "m6"))
    office.casework.assign(number=given.number, unit="", lead="li", by="wang", at=AT)
    office.casework.take(number=mine.number, by="li", at=AT)
    assert numbers(office, "li") == {
        Bucket.DANGER: [danger.number],
        Bucket.OVERDUE: [overdue.number],
        Bucket.TODAY: [today.number],
        Bucket.WAITING: [given.number],
        Bucket.MINE: [mine.number],
        Bucket.FREE: [free.number],
    }
    assert list(numbers(office, "li")) == list(Bucket)
    assert set(office.casework.counts(officer="li", scope=WHOLE_CITY, at=AT).values()) == {1}
    assert numbers(office, "chen", "330421") == {}


def test_danger_rings_in_its_area_until_somebody_takes_it(office: Office) -> None:
    case = office.report(urgent=True)
    office.casework.assign(number=case.number, unit="", lead="wang", by="chen", at=AT)
    assert office.casework.untaken_urgent() == [case.number]
    assert office.casework.untaken_urgent(scope=OfficerScope("330421")) == []
    assert numbers(office, "li", XIUZHOU) == {Bucket.DANGER: [case.number]}
    office.casework.take(number=case.number, by="li", at=AT)  # at night, whoever is there
    assert office.casework.untaken_urgent() == []
    assert office.pager.told[-1][0] == "wang"
    office.casework.hand_back(number=case.number, reason="我在外地", by="li", at=AT)
    assert office.casework.untaken_urgent() == [case.number]


def test_wechat_rings_every_ten_minutes_for_an_hour_while_nobody_takes_it(office: Office) -> None:
    case = office.report(urgent=True)
    for minutes in range(0, 120, 2):
        office.casework.ring_again(at=AT + timedelta(minutes=minutes))
    assert office.pager.rung == [(case.number, time) for time in range(1, 7)]
    office.casework.take(number=case.number, by="li", at=AT)
    assert office.casework.ring_again(at=AT + timedelta(minutes=30)) == 0


def test_a_deputy_has_the_cases_of_who_is_away_and_is_told_of_new_ones(office: Office) -> None:
    case = office.report()
    office.casework.take(number=case.number, by="li", at=AT)
    office.casework.go_on_leave(
        officer="li", deputy="wang", begins=AT, ends=AT + DAY, by="li", at=AT
    )
    assert numbers(office, "wang") == {Bucket.MINE: [case.number]}
    new = office.report("m2")
    office.casework.assign(number=new.number, unit="", lead="li", by="chen", at=AT)
    assert [who for who, _ in office.pager.told] == ["li", "wang"]
    assert "由您代办" in office.pager.told[1][1]
    hands = office.casework.take(number=new.number, by="wang", at=AT)
    assert (hands.lead, hands.by, hands.taken) == ("li", "chen", AT)
    assert office.history(new)[-1] == (Verb.TAKE, "代李明接办")
    later = office.casework.queue(officer="wang", scope=OfficerScope("330421"), at=AT + DAY)
    assert later == {}


@pytest.mark.parametrize(
    ("leave", "why"),
    [
        ({"deputy": "li"}, "leave_self"),
        ({"deputy": ""}, "leave_self"),
        ({"deputy": "nobody"}, "officer_unknown"),
        ({"ends": AT}, "leave_dates"),
        ({"begins": AT - 3 * DAY, "ends": AT - DAY}, "leave_dates"),
        ({"begins": AT + DAY}, "leave_twice"),
        ({"deputy": "chen"}, "leave_scope"),
    ],
)
def test_an_absence_that_cannot_be_is_explained(
    office: Office, leave: dict[str, object], why: str
) -> None:
    facts = {"officer": "li", "deputy": "wang", "begins": AT, "ends": AT + 2 * DAY}
    office.post("chen", Post("town_office", WANGDIAN.code))
    if why == "leave_twice":
        office.casework.go_on_leave(**facts, by="li", at=AT)  # type: ignore[arg-type]
    with pytest.raises(CaseworkError) as refused:
        office.casework.go_on_leave(**{**facts, **leave}, by="li", at=AT)  # type: ignore[arg-type]
    assert code(refused) == why


def test_only_who_is_away_ends_an_absence(office: Office) -> None:
    leave = office.casework.go_on_leave(
        officer="li", deputy="wang", begins=AT, ends=AT + DAY, by="li", at=AT
    )
    with pytest.raises(CaseworkError):
        office.casework.end_leave(leave=leave.id, by="wang")
    office.casework.end_leave(leave=leave.id, by="li")
    assert office.casework.leaves(at=AT) == []
