"""One step on many cases: looked at first, taken where it can be, and taken back once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bureau.cases import Case, Status, Verb
from bureau.casework import CaseworkError
from bureau.casework.batches import UNDO_WITHIN, Wish
from tests.bureau.casework.conftest import AT, Office

MINUTE = timedelta(minutes=1)


def reports(office: Office, count: int = 3) -> list[Case]:
    return [office.report(f"m{n}", f"c{n}") for n in range(count)]


def carry_out(
    office: Office, cases: list[Case], wish: Wish, by: str = "li"
) -> tuple[int, list[str]]:
    numbers = [case.number for case in cases]
    batch, done = office.batches.carry_out(numbers=numbers, wish=wish, by=by, at=AT)
    return batch.id, [each.obstacle for each in done]


def undo(office: Office, batch: int, at: object = AT + MINUTE, by: str = "li") -> list[str]:
    done = office.batches.undo(batch=batch, by=by, at=at)  # type: ignore[arg-type]
    return [each.obstacle for each in done]


def test_the_preview_tells_on_which_cases_the_step_can_be_taken(office: Office) -> None:
    cases = reports(office)
    office.service.take(verb="accept", number=cases[1].number, by="li", at=AT)
    planned = office.batches.plan(
        numbers=[*(case.number for case in cases), "x"], wish=Wish(Verb.ACCEPT), by="li"
    )
    assert [bool(each.obstacle) for each in planned] == [False, True, False]
    assert "已受理" in planned[1].obstacle
    assert office.now(cases[0]) == cases[0]


def test_citizens_are_told_when_the_step_can_be_undone_no_more(office: Office) -> None:
    cases = reports(office)
    _, obstacles = carry_out(office, cases, Wish(Verb.ACCEPT))
    assert obstacles == ["", "", ""]
    assert {office.now(case).status for case in cases} == {Status.ACCEPTED}
    office.service.close_expired(at=AT + UNDO_WITHIN - MINUTE)
    assert office.letters.said == []
    office.service.close_expired(at=AT + UNDO_WITHIN)
    assert {to for to, _, _ in office.letters.said} == {"c0", "c1", "c2"}


def test_undone_the_cases_stand_as_before_and_nobody_was_told(office: Office) -> None:
    cases = reports(office)
    batch, _ = carry_out(office, cases, Wish(Verb.ACCEPT))
    assert office.batches.undoable(by="li", at=AT) is not None
    assert office.batches.undoable(by="wang", at=AT) is None
    assert undo(office, batch) == ["", "", ""]
    assert [office.now(case) for case in cases] == cases
    assert office.history(cases[0])[-1] == (Verb.UNDO, "撤销：受理")
    office.service.close_expired(at=AT + UNDO_WITHIN)
    assert office.letters.said == []
    assert office.batches.undoable(by="li", at=AT) is None


def test_an_answer_to_all_is_undone_to_the_answer_before(office: Office) -> None:
    (case,) = reports(office, 1)
    for verb, note in (("accept", ""), ("answer", "第一次")):
        office.service.take(verb=verb, number=case.number, by="li", at=AT, note=note)
    office.service.reply(verb="reopen", number=case.number, by="c0", at=AT)
    before = office.now(case)
    batch, _ = carry_out(office, [case], Wish(Verb.ANSWER, note="第二次"))
    assert office.now(case).answer == "第二次"
    undo(office, batch)
    assert office.now(case) == before


def test_assigning_is_undone_and_who_was_told_is_told_again(office: Office) -> None:
    cases = reports(office, 2)
    office.casework.take(number=cases[1].number, by="chen", at=AT - MINUTE)
    before = office.casework.hands([case.number for case in cases])
    batch, _ = carry_out(office, cases, Wish(Verb.ASSIGN, unit="330411", lead="wang"))
    undo(office, batch)
    assert office.casework.hands([case.number for case in cases]) == before
    assert [who for who, text in office.pager.told if "撤销" in text] == ["wang", "chen", "wang"]


def test_a_merge_of_many_is_undone(office: Office) -> None:
    cases = reports(office)
    batch, obstacles = carry_out(office, cases, Wish(Verb.MERGE, into=cases[0].number))
    assert [bool(each) for each in obstacles] == [True, False, False]
    assert len(office.neighbours.merged(cases[0].number)) == 2
    assert undo(office, batch) == ["", ""]
    assert office.neighbours.merged(cases[0].number) == []


def test_what_others_did_since_is_not_overrun(office: Office) -> None:
    cases = reports(office)
    batch, _ = carry_out(office, cases, Wish(Verb.ACCEPT))
    office.service.take(verb="start", number=cases[1].number, by="wang", at=AT + MINUTE)
    assert undo(office, batch) == ["", "之后又有人办过", ""]
    assert office.now(cases[1]).status is Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("by", "at", "why"),
    [
        ("wang", AT, "undo_others"),
        ("li", AT + UNDO_WITHIN, "undo_late"),
    ],
)
def test_why_a_batch_cannot_be_undone_is_told(
    office: Office, by: str, at: object, why: str
) -> None:
    batch, _ = carry_out(office, reports(office), Wish(Verb.ACCEPT))
    with pytest.raises(CaseworkError) as refused:
        undo(office, batch, at, by)
    assert refused.value.code == why


def test_a_batch_is_undone_once(office: Office) -> None:
    batch, _ = carry_out(office, reports(office), Wish(Verb.TAKE))
    undo(office, batch)
    for number, why in ((batch, "undo_twice"), (batch + 1, "bulk_unknown")):
        with pytest.raises(CaseworkError) as refused:
            undo(office, number)
        assert refused.value.code == why


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Wish(Verb.REFUSE, note="x"), "bulk_verb"),
        (Wish(Verb.ASSIGN), "nobody"),
        (Wish(Verb.ANSWER, note="  "), "text_missing"),
        (Wish(Verb.NOTE), "text_missing"),
        (Wish(Verb.MERGE), "into_missing"),
    ],
)
def test_a_step_that_lacks_something_is_taken_nowhere(office: Office, wish: Wish, why: str) -> None:
    cases = reports(office)
    with pytest.raises(CaseworkError) as refused:
        carry_out(office, cases, wish)
    assert refused.value.code == why
    assert [office.now(case) for case in cases] == cases


def test_nothing_chosen_and_too_many_are_told(office: Office) -> None:
    with pytest.raises(CaseworkError) as refused:
        carry_out(office, [], Wish(Verb.TAKE))
    assert refused.value.code == "nothing_chosen"
    with pytest.raises(CaseworkError) as refused:
        carry_out(office, reports(office, 101), Wish(Verb.TAKE))
    assert refused.value.code == "too_many"
