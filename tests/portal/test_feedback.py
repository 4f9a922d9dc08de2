"""Both questions' results by town and handler, small numbers marked and nothing ranked."""

from __future__ import annotations

from bureau.cases import FeedbackCount
from bureau.wiring import Bureau
from portal.feedback import FEW, rows
from tests.portal.conftest import AT, Officer
from tests.portal.test_cases import CITIZEN, page, submit


def count(handler: str, settled: bool | None, satisfied: bool | None, cases: int) -> FeedbackCount:
    return FeedbackCount("330411", "330411101", handler, settled, satisfied, cases)


def test_rates_are_of_those_who_spoke_and_few_are_marked() -> None:
    [li, wang] = rows(
        [
            count("li", True, True, 6),
            count("li", True, None, 5),
            count("li", True, False, 4),
            count("li", None, None, 20),
            count("wang", None, None, 3),
        ],
        lambda one: one.handler,
    )
    assert (li.cases, li.settled, li.asked_settled) == (35, 15, 15)
    assert (li.settled_share, li.satisfied_share) == (1.0, 0.6)
    assert not li.few
    assert (wang.settled_share, wang.satisfied_share, wang.few) == (None, None, True)
    assert rows([], lambda one: one.handler) == []


def test_one_question_answered_by_few_marks_the_row() -> None:
    [row] = rows([count("li", True, True, FEW - 1), count("li", True, None, 9)], lambda _: "")
    assert (row.asked_settled, row.asked_satisfied, row.few) == (18, 9, True)


def test_the_page_names_towns_and_officers_and_marks_small_numbers(
    officer: Officer, bureau: Bureau
) -> None:
    assert "还没有答复过的举报" in page(officer, "/portal/feedback")
    for key, verb in (("m1", "satisfied"), ("m2", "settled"), ("m3", "reopen"), ("m4", "")):
        case = submit(bureau, key=key)
        for step in ("accept", "answer"):
            bureau.cases.take(verb=step, number=case.number, by="admin", at=AT, note="查过了。")
        if verb:
            bureau.cases.reply(verb=verb, number=case.number, by=CITIZEN, at=AT)
    shown = page(officer, "/portal/feedback")
    for fact in ("秀洲区王店镇", "管理员", "2/3", "1/2", "67 %", "回答不足 10 人"):
        assert fact in shown, fact
