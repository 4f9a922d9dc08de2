"""Work in villages: who sees what, how a case comes into one, how it goes up to the town."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bureau.adapters.store.finding import StoredFinding
from bureau.cases import Case
from bureau.casework import Bucket, CaseworkError
from bureau.casework.triage import ReportReading
from bureau.finding import CaseQuery
from bureau.officers import Officer, Post, Right
from tests.bureau.casework.conftest import AT, WANGDIAN, Office

A, B = f"{WANGDIAN.code}901", f"{WANGDIAN.code}902"


@pytest.fixture(autouse=True)
def _villages(office: Office) -> None:
    """Two villages of a town; li works in one, wang in the other, chen in the town's office."""
    text = f"town,name,code\n{WANGDIAN.code},甲里村,{A}\n{WANGDIAN.code},乙里村,{B}\n"
    office.villages.take_in(text, by="admin", at=AT)
    office.post("li", Post("grid_worker", WANGDIAN.code, (), (A,)))
    office.post("wang", Post("grid_worker", WANGDIAN.code, (), (B,)))
    office.post("chen", Post("town_office", WANGDIAN.code))


def officer(office: Office, name: str) -> Officer:
    found = office.officers.get(name)
    assert found is not None
    return found


def seen(office: Office, case: Case) -> set[str]:
    """Return who sees a case, by its page; lists and search must say the same."""
    now = office.now(case)
    by_page = {name for name in ("li", "wang", "chen") if now.open_to(officer(office, name))}
    index = StoredFinding(office.database)
    for name in ("li", "wang", "chen"):
        scope = officer(office, name).scope
        listed = [each.number for each in office.service.search(_all(scope), limit=9).cases]
        found = index.page(CaseQuery(scope=scope), limit=9).numbers
        assert (case.number in listed, case.number in found) == ((name in by_page),) * 2
    return by_page


def _all(scope):  # type: ignore[no-untyped-def]
    from bureau.cases import CaseFilter

    return CaseFilter(scope=scope)


def queued(office: Office, name: str) -> set[str]:
    scope = officer(office, name).scope
    found = office.casework.queue(officer=name, scope=scope, at=AT)
    counts = office.casework.counts(officer=name, scope=scope, at=AT)
    assert sum(counts.values()) == sum(map(len, found.values()))
    return {each.case.number for part in found.values() for each in part}


def told(office: Office, name: str) -> list[str]:
    return [each.text for each in office.casework.notices(officer=name)]


def test_a_report_that_names_a_village_is_its_workers_and_the_towns(office: Office) -> None:
    case = office.report(place_text="甲里村工业园")
    assert case.village == A
    assert seen(office, case) == {"li", "chen"}
    assert (queued(office, "li"), queued(office, "wang")) == ({case.number}, set())


def test_one_that_names_none_is_the_towns_alone(office: Office) -> None:
    case = office.report()
    assert case.village is None
    assert seen(office, case) == {"chen"}
    assert queued(office, "li") == set()


def test_one_who_has_no_village_sees_nothing_but_what_is_handed_to_them(office: Office) -> None:
    case = office.report(place_text="甲里村")
    office.post("li", Post("grid_worker", WANGDIAN.code))
    assert seen(office, case) == {"chen"}


def test_a_case_given_to_a_village_lies_there_and_its_workers_are_told(office: Office) -> None:
    case = office.report()
    assert office.casework.units(case)[-2:] == [A, B]
    office.casework.assign(number=case.number, unit=B, lead="", by="chen", at=AT)
    assert office.now(case).village == B
    assert seen(office, case) == {"wang", "chen"}
    assert queued(office, "wang") == {case.number}
    assert len(told(office, "wang")) == 1
    assert "乙里村" in office.history(case)[-1][1]


def test_a_case_of_a_village_goes_to_no_other_by_assigning(office: Office) -> None:
    case = office.report(place_text="甲里村")
    assert office.casework.units(case)[-1] == A
    with pytest.raises(CaseworkError) as refused:
        office.casework.assign(number=case.number, unit=B, lead="", by="chen", at=AT)
    assert refused.value.code == "unit_elsewhere"


def test_whoever_is_handed_a_case_sees_it_until_it_is_taken_from_them(office: Office) -> None:
    case = office.report()
    office.casework.assign(number=case.number, unit="", lead="wang", by="chen", at=AT)
    assert seen(office, case) == {"wang", "chen"}
    office.casework.involve(number=case.number, helpers=["li"], by="chen", at=AT)
    assert seen(office, case) == {"li", "wang", "chen"}
    office.casework.assign(number=case.number, unit=WANGDIAN.code, lead="chen", by="chen", at=AT)
    office.casework.involve(number=case.number, helpers=[], by="chen", at=AT)
    assert seen(office, case) == {"chen"}


def test_from_a_village_a_case_goes_up_to_the_town_taken_or_not(office: Office) -> None:
    for key, take in (("m1", True), ("m2", False)):
        case = office.report(key=key, place_text="甲里村", description=f"臭 {key}")
        if take:
            office.casework.take(number=case.number, by="li", at=AT)
        hands = office.casework.hand_back(number=case.number, reason="要镇里出面", by="li", at=AT)
        assert (hands.unit, hands.lead) == (WANGDIAN.code, "")
        assert case.number in queued(office, "chen")
        assert case.number not in queued(office, "li")
        assert seen(office, case) == {"li", "chen"}
    assert len(told(office, "chen")) == 2
    with pytest.raises(CaseworkError) as refused:
        office.casework.hand_back(number=case.number, reason="再上报一次", by="li", at=AT)
    assert refused.value.code == "same_hands"


def test_the_town_gives_back_as_before(office: Office) -> None:
    case = office.report()
    office.casework.take(number=case.number, by="chen", at=AT)
    hands = office.casework.hand_back(number=case.number, reason="不是我们的", by="chen", at=AT)
    assert hands.unit == ""


def test_nobody_of_another_town_can_be_handed_a_case(office: Office) -> None:
    away = next(each for each in office.casework._places.towns() if each.code != WANGDIAN.code)
    office.post("wang", Post("grid_worker", away.code))
    case = office.report()
    with pytest.raises(CaseworkError) as refused:
        office.casework.assign(number=case.number, unit="", lead="wang", by="chen", at=AT)
    assert refused.value.code == "officer_elsewhere"
    office.casework.assign(number=case.number, unit="", lead="li", by="chen", at=AT)
    reading = replace(ReportReading.of(office.now(case)), place=away.code)
    office.triage.correct(number=case.number, reading=reading, reason="别处", by="chen", at=AT)
    assert not office.now(case).open_to(officer(office, "li"))


def test_a_village_is_corrected_by_hand_and_must_be_one_of_the_town(office: Office) -> None:
    case = office.report(place_text="甲里村")

    def correct(**changes: object) -> Case:
        reading = replace(ReportReading.of(office.now(case)), **changes)  # type: ignore[arg-type]
        return office.triage.correct(
            number=case.number, reading=reading, reason="现场核实", by="chen", at=AT
        )

    assert correct(village=B).village == B
    assert "甲里村 → 秀洲区王店镇乙里村" in office.history(case)[-1][1]
    assert seen(office, case) == {"wang", "chen"}
    assert correct(village=None).village is None
    for village in ("330483101901", f"{WANGDIAN.code}999", "x"):
        with pytest.raises(CaseworkError) as refused:
            correct(village=village)
        assert refused.value.code == "village_elsewhere"


def test_a_case_that_comes_into_the_town_is_read_for_its_village_there(office: Office) -> None:
    case = office.report(place=None, place_text="甲里村")
    assert (case.town, case.village) == (None, None)
    reading = replace(ReportReading.of(case), place=WANGDIAN.code)
    moved = office.triage.correct(
        number=case.number, reading=reading, reason="电话问过", by="li", at=AT
    )
    assert (moved.town, moved.village) == (WANGDIAN.code, A)


def test_a_danger_in_a_village_rings_for_its_workers_alone(office: Office) -> None:
    case = office.report(place_text="甲里村", urgent=True)
    for name, rings in (("li", True), ("wang", False), ("chen", True)):
        found = office.casework.untaken_urgent(scope=officer(office, name).scope)
        assert (case.number in found) is rings
    assert office.casework.queue(officer="li", scope=officer(office, "li").scope, at=AT)[
        Bucket.DANGER
    ]


def test_a_deputy_of_another_village_helps_so_that_they_can_open_it(office: Office) -> None:
    from datetime import timedelta

    case = office.report(place_text="甲里村")
    office.post("chen", Post("town_office", WANGDIAN.code))
    with pytest.raises(CaseworkError):
        office.casework.go_on_leave(
            officer="li", deputy="wang", begins=AT, ends=AT + timedelta(days=1), by="li", at=AT
        )
    office.post("wang", Post("grid_worker", WANGDIAN.code, (), (A, B)))
    office.casework.go_on_leave(
        officer="li", deputy="wang", begins=AT, ends=AT + timedelta(days=1), by="li", at=AT
    )
    office.post("wang", Post("grid_worker", WANGDIAN.code, (), (B,)))
    hands = office.casework.assign(number=case.number, unit="", lead="li", by="chen", at=AT)
    assert hands.helpers == ("wang",)
    assert "wang" in seen(office, case)


def test_who_holds_a_case_is_told_of_it_else_the_nearest_office(office: Office) -> None:
    case = office.report(place_text="甲里村")
    office.casework.tell_holders(case=case, text="一", at=AT)
    assert (told(office, "li"), told(office, "chen")) == (["一"], [])
    office.casework.assign(number=case.number, unit="", lead="chen", by="wang", at=AT)
    office.casework.tell_holders(case=office.now(case), text="二", at=AT)
    assert told(office, "li") == ["一"]
    assert "二" in told(office, "chen")
    assert office.casework.lead_of(case) == "陈洁"


def test_a_villages_worker_works_and_assigns_nothing(office: Office) -> None:
    case = office.report(place_text="甲里村")
    worker = officer(office, "li")
    assert case.open_to(worker, Right.WORK_CASES)
    assert not case.open_to(worker, Right.ASSIGN_CASES)
