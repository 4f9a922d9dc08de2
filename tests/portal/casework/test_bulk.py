"""Many cases at once: looked at, done, undone."""

from __future__ import annotations

from html import unescape
from typing import Any

from bureau.cases import Status
from bureau.wiring import Bureau
from tests.portal.casework.conftest import Report
from tests.portal.conftest import AT, Officer, Watch

LIST = "/portal/cases?status=open"


def post(officer: Officer, path: str, **form: Any) -> Any:
    return officer.post(path, page=LIST, **form)


def page(officer: Officer, path: str = LIST) -> str:
    return unescape(officer.get(path).get_data(as_text=True)).partition("<main")[2]


def status(bureau: Bureau, number: str) -> Status:
    case = bureau.cases.find(number)
    assert case is not None
    return case.status


def test_a_selection_is_looked_at_done_and_undone(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    numbers = [report(f"m{n}", f"c{n}").number for n in range(3)]
    bureau.cases.take(verb="accept", number=numbers[2], by="admin", at=AT)
    before = len(bureau.outbox.of_citizen(to="c0"))
    text = unescape(
        post(officer, "/portal/cases/bulk", verb="accept", numbers=numbers).get_data(as_text=True)
    )
    assert "可以办 2 件，1 件不动" in text
    assert "这件举报现在是“已受理”" in text
    answer = post(officer, "/portal/cases/bulk/do", verb="accept", numbers=numbers)
    assert answer.location == LIST
    shown = page(officer)
    assert "已受理 2 件，十分钟内可以撤销" in shown
    assert f"1 件没动：{numbers[2]}" in shown
    assert status(bureau, numbers[0]) is Status.ACCEPTED
    assert len(bureau.outbox.of_citizen(to="c0")) == before
    undo = shown.partition('class="undo" method="post" action="')[2].partition('"')[0]
    post(officer, undo)
    assert "已撤销 2 件" in page(officer)
    assert status(bureau, numbers[0]) is Status.SUBMITTED
    post(officer, undo)
    assert "已经撤销过了" in page(officer)


def test_after_ten_minutes_there_is_nothing_to_undo(
    officer: Officer, bureau: Bureau, watch: Watch, report: Report
) -> None:
    number = report().number
    post(officer, "/portal/cases/bulk/do", verb="accept", numbers=[number])
    undo = page(officer).partition('class="undo" method="post" action="')[2].partition('"')[0]
    watch.wait(minutes=10)
    assert 'class="undo"' not in page(officer)
    post(officer, undo)
    assert "已经超过 10 分钟" in page(officer)
    assert status(bureau, number) is Status.ACCEPTED


def test_what_the_step_needs_is_asked_for(officer: Officer, bureau: Bureau, report: Report) -> None:
    number = report().number
    answer = post(officer, "/portal/cases/bulk/do", verb="answer", numbers=[number])
    text = unescape(answer.get_data(as_text=True))
    assert "请写内容" in text
    assert "答复内容（每位市民都会看到）" in text
    assert 'name="unit"' in unescape(
        post(officer, "/portal/cases/bulk", verb="assign", numbers=[number]).get_data(as_text=True)
    )


def test_nothing_chosen_and_a_strange_step_lead_back_with_a_word(
    officer: Officer, report: Report
) -> None:
    post(officer, "/portal/cases/bulk", verb="accept")
    assert "请先勾选" in page(officer)
    post(officer, "/portal/cases/bulk", verb="refuse", numbers=[report().number])
    assert "这一步不能批量做" in page(officer)
