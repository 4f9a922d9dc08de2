"""Cases are kept the same way on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.engine import Database
from bureau.cases import Case, CaseFilter, Draft, Event, Location, Status, Verb, Who
from bureau.cases.numbers import compose
from bureau.cases.ports import CaseChange, DueNotice
from bureau.officers import OfficerScope

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
FULL = Draft(
    categories=("odor", "air"),
    place="330411101",
    place_text="王店镇工业园区",
    location=Location(120.72, 30.63, "王店镇政府"),
    description="一股塑料味 😷\n第二行",
    started=AT - timedelta(hours=3),
    ended=AT,
    time_text="昨晚十一点多",
    pattern="每天半夜",
    odor_qualities=("塑料",),
    intensity=4,
    ongoing=True,
    effects=("头晕",),
    suspected_firm="某塑料厂",
    photos=("a" * 64,),
    anonymous=True,
    urgent=True,
)
OPENING = Event(AT, Verb.SUBMIT, Who.CITIZEN, "", None, Status.SUBMITTED, "submitted")


@pytest.fixture
def cases(database: Database) -> StoredCases:
    return StoredCases(database)


def _case(sequence: int, draft: Draft = FULL, **facts: object) -> Case:
    case = Case(
        number=compose(DAY, sequence),
        status=Status.SUBMITTED,
        draft=draft,
        citizen="c1",
        county="330411",
        town="330411101",
        authority="bureau",
        created=AT,
        updated=AT,
        due=AT + timedelta(days=15),
    )
    return replace(case, **facts)  # type: ignore[arg-type]


def _add(cases: StoredCases, key: str, **facts: object) -> Case:
    return cases.add(
        numbered=lambda sequence: _case(sequence, **facts),  # type: ignore[arg-type]
        event=OPENING,
        day=DAY,
        message_key=key,
    )


def _accept(case: Case) -> CaseChange:
    event = Event(AT, Verb.ACCEPT, Who.OFFICER, "li", case.status, Status.ACCEPTED, "accepted")
    moved = replace(case, status=Status.ACCEPTED)
    return CaseChange(moved, event, (DueNotice(case.citizen, "已经受理"),))


def test_a_case_comes_back_as_it_was_kept(cases: StoredCases) -> None:
    kept = _add(cases, "m1")
    assert cases.get(kept.number) == kept
    assert kept.number == "20261124-0001-" + kept.number[-1]


def test_the_same_message_gives_the_same_case(cases: StoredCases) -> None:
    assert _add(cases, "m1") == _add(cases, "m1")
    assert _add(cases, "m2").number.split("-")[1] == "0002"


def test_no_number_is_given_twice_and_none_is_left_out(cases: StoredCases) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda n: _add(cases, f"m{n}").number, range(60)))
    assert sorted(number.split("-")[1] for number in numbers) == [f"{n:04d}" for n in range(1, 61)]


def test_one_message_played_by_many_at_once_makes_one_case(cases: StoredCases) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda _: _add(cases, "same").number, range(16)))
    assert len(numbers) == 1
    assert cases.search(CaseFilter(), limit=50).total == 1


def test_a_step_is_kept_with_its_history_and_its_notice(cases: StoredCases) -> None:
    number = _add(cases, "m1").number
    cases.change(number=number, decide=_accept)
    assert [event.verb for event in cases.history(number)] == [Verb.SUBMIT, Verb.ACCEPT]
    (pending,) = cases.pending_notices(at=AT)
    assert (pending.number, pending.citizen, pending.text) == (number, "c1", "已经受理")
    cases.notices_handed_on([pending.id])
    assert cases.pending_notices(at=AT, number=number) == []


def test_a_refused_step_leaves_nothing_behind(cases: StoredCases) -> None:
    kept = _add(cases, "m1")

    def refuse(_: Case) -> CaseChange:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - our own, raised just above
        cases.change(number=kept.number, decide=refuse)
    assert cases.get(kept.number) == kept
    assert len(cases.history(kept.number)) == 1


def test_a_step_of_the_same_message_is_applied_once(cases: StoredCases) -> None:
    number = _add(cases, "m1").number
    for _ in range(2):
        cases.change(number=number, decide=_accept, message_key="k")
    assert len(cases.history(number)) == 2


def test_two_officers_at_once_take_one_step_after_the_other(cases: StoredCases) -> None:
    number = _add(cases, "m1").number
    seen: list[Status] = []

    def accept_once(case: Case) -> CaseChange:
        seen.append(case.status)
        if case.status is not Status.SUBMITTED:
            raise ValueError
        return _accept(case)

    def attempt(_: int) -> bool:
        try:
            return cases.change(number=number, decide=accept_once) is not None
        except ValueError:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1
    assert sorted(seen) == ["accepted", "accepted", "accepted", "submitted"]


def test_a_step_on_no_case_gives_none(cases: StoredCases) -> None:
    assert cases.change(number="20261124-0001-1", decide=_accept) is None


@pytest.mark.parametrize(
    ("wanted", "sequences"),
    [
        (CaseFilter(), [2, 3, 1, 4]),
        (CaseFilter(status="open"), [2, 3, 1]),
        (CaseFilter(status="closed"), [4]),
        (CaseFilter(county="330482"), [3]),
        (CaseFilter(town="330411101"), [2, 1, 4]),
        (CaseFilter(category="water"), [3]),
        (CaseFilter(urgent=True), [2]),
        (CaseFilter(overdue_at=AT + timedelta(days=3)), [3]),
        (CaseFilter(scope=OfficerScope("330482")), [3]),
        (CaseFilter(scope=OfficerScope("330411101")), [2, 1, 4]),
        (CaseFilter(scope=OfficerScope("330411102")), []),
        (CaseFilter(scope=OfficerScope(None, ("water", "soil"))), [3]),
        (CaseFilter(scope=OfficerScope("330411", ("water",))), []),
        (CaseFilter(county="330482", scope=OfficerScope("330411")), []),
    ],
)
def test_cases_are_found_by_what_officers_ask_for(
    cases: StoredCases, wanted: CaseFilter, sequences: list[int]
) -> None:
    calm = replace(FULL, urgent=False)
    _add(cases, "1", draft=calm)
    _add(cases, "2")
    water = replace(calm, categories=("water",))
    _add(cases, "3", draft=water, county="330482", town="330482101", due=AT + timedelta(days=2))
    _add(cases, "4", draft=calm, status=Status.CLOSED, due=None)
    page = cases.search(wanted, limit=10)
    assert [int(case.number.split("-")[1]) for case in page.cases] == sequences
    assert (page.total, page.next) == (len(sequences), "")


def test_a_page_is_a_part_of_the_whole(cases: StoredCases) -> None:
    for n in range(5):
        _add(cases, str(n))
    pages = [cases.search(CaseFilter(), limit=2)]
    while pages[-1].next:
        pages.append(cases.search(CaseFilter(), limit=2, after=pages[-1].next))
    assert [len(page.cases) for page in pages] == [2, 2, 1]
    assert len({case.number for page in pages for case in page.cases}) == 5
    assert {page.total for page in pages} == {5}
    assert cases.search(CaseFilter(), limit=2, after="no place") == pages[0]
    assert cases.tally(CaseFilter())[Status.SUBMITTED] == 5


def test_a_citizens_cases_come_newest_first(cases: StoredCases) -> None:
    for n in range(3):
        _add(cases, str(n), created=AT + timedelta(minutes=n))
    _add(cases, "other", citizen="c2")
    mine = cases.of_citizen(citizen="c1", limit=2)
    assert [case.number.split("-")[1] for case in mine] == ["0003", "0002"]


def test_followers_are_found_through_others(cases: StoredCases) -> None:
    first, second, third = (_add(cases, str(n)).number for n in range(3))

    def into(target: str):
        return lambda case: replace(_accept(case), case=replace(case, merged_into=target))

    cases.change(number=first, decide=into(second))
    cases.change(number=second, decide=into(third))
    assert {case.number for case in cases.followers(third)} == {first, second}
    assert cases.followers(first) == []


def test_answered_cases_are_found_once_silent(cases: StoredCases) -> None:
    number = _add(cases, "m1", status=Status.ANSWERED, due=None).number
    later = AT + timedelta(seconds=1)
    assert cases.answered_before(later) == []
    for verb in (Verb.ANSWER, Verb.AMEND):
        _say(cases, number, verb)
    first, second = (each.id for each in cases.notices(number))
    cases.settle(first, reached=True, at=AT)
    assert cases.answered_before(later) == []
    cases.settle(second, reached=False, at=AT)
    assert cases.answered_before(later) == [(number, False)]
    assert cases.answered_before(AT) == []
    cases.settle(second, reached=True, at=AT + timedelta(hours=1))
    assert cases.answered_before(later) == []


def test_a_case_without_a_place_is_the_citys_alone(cases: StoredCases) -> None:
    _add(cases, "1", county=None, town=None)
    for area, seen in ((None, 1), ("330411", 0), ("330411101", 0)):
        scope = OfficerScope(area)
        assert cases.search(CaseFilter(scope=scope), limit=9).total == seen
        assert sum(cases.tally(CaseFilter(scope=scope)).values()) == seen


def test_a_notice_is_open_until_its_fate_is_known(cases: StoredCases) -> None:
    number = _add(cases, "m1", status=Status.ANSWERED, due=None).number
    for verb in (Verb.ACCEPT, Verb.ASK, Verb.ANSWER):
        _say(cases, number, verb)
    assert cases.open_notices() == []
    cases.notices_handed_on([each.id for each in cases.pending_notices(at=AT)])
    asked, answered = cases.open_notices()
    assert (asked.verb, answered.verb) == (Verb.ASK, Verb.ANSWER)
    cases.settle(asked.id, reached=True, at=AT)
    assert [each.id for each in cases.open_notices()] == [answered.id]
    assert cases.notice(asked.id) == replace(asked, reached=True, delivered=AT)
    assert cases.notice(answered.id + 1) is None


def test_the_words_on_answers_are_counted_by_town_and_handler(cases: StoredCases) -> None:
    for key, handler, settled, satisfied in (
        ("m1", "li", True, True), ("m2", "li", True, True), ("m3", "li", False, False),
        ("m4", "wang", None, None), ("m5", "", None, None),
    ):  # fmt: skip
        _add(cases, key, answered_by=handler, settled=settled, satisfied=satisfied)
    counted = {(one.handler, one.settled, one.satisfied): one.cases for one in cases.feedback()}
    assert counted == {
        ("li", True, True): 2, ("li", False, False): 1, ("wang", None, None): 1,
    }  # fmt: skip


def test_what_waits_for_its_citizen_too_long_and_what_runs_out_is_found(cases: StoredCases) -> None:
    asked = _add(cases, "m1", status=Status.WAITING, due=None, reply_until=AT).number
    urgent = _add(cases, "m2", due=AT).number
    _add(cases, "m3", due=AT + timedelta(days=1))
    _add(cases, "m4", due=None, status=Status.CLOSED)
    assert cases.unanswered_since(AT) == [asked]
    assert cases.unanswered_since(AT - timedelta(seconds=1)) == []
    assert [one.number for one in cases.running_out(before=AT + timedelta(hours=1))] == [urgent]


def _say(cases: StoredCases, number: str, verb: Verb) -> None:
    event = Event(AT, verb, Who.OFFICER, "li", Status.ANSWERED, Status.ANSWERED, "answered")
    cases.change(
        number=number,
        decide=lambda case: CaseChange(case, event, (DueNotice(case.citizen, "x"),)),
    )
