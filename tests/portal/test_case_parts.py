"""A case's page tells its clock to the hour, its rule, and whether the citizen has the answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bureau.cases import Case, Draft
from bureau.messaging import Outcome
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer, Watch
from tests.portal.test_cases import CITIZEN, page, submit, take


def deliver(bureau: Bureau, outcome: Outcome, errcode: int | None = None) -> None:
    while letters := bureau.outbox.take_due(at=AT + timedelta(days=1), most=50):
        for letter in letters:
            bureau.outbox.close(letter, outcome=outcome, at=AT, errcode=errcode)


def shown(officer: Officer, case: Case) -> str:
    return page(officer, f"/portal/cases/{case.number}").partition("<main")[2]


def test_the_clock_names_its_limit_and_the_text_it_comes_from(
    officer: Officer, bureau: Bureau
) -> None:
    text = shown(officer, submit(bureau))
    for fact in ("受理期限", "2026-12-09 23:59", "信访工作条例第二十二条、第二十三条", "剩 15 天"):
        assert fact in text, fact
    urgent = submit(bureau, Draft(description="泄漏", urgent=True), key="m2")
    text = shown(officer, urgent)
    assert "剩 30 分钟" in text
    assert "待本局确认" in text


def test_while_the_citizen_is_asked_the_clock_is_shown_to_stand(
    officer: Officer, bureau: Bureau, watch: Watch
) -> None:
    case = submit(bureau)
    take(officer, case, "ask", note="哪一幢楼？")
    watch.wait(days=2)
    officer.sign_in()
    text = shown(officer, case)
    for fact in ("等市民回复", "期限暂停，剩 15 天 12 小时", "哪一幢楼？", "2026-12-01 23:59"):
        assert fact in text, fact


@pytest.mark.parametrize(
    ("outcome", "errcode", "facts"),
    [
        (Outcome.SENT, 0, ["已送达"]),
        (Outcome.DEFERRED, None, ["等市民下次发消息时送达", "送到以前不会自动办结"]),
        (Outcome.FAILED, 45002, ["没有送达", "超过微信的长度限制", "再发一次"]),
        (Outcome.DROPPED, None, ["市民已离开，无法送达"]),
    ],
)
def test_whether_the_citizen_has_the_answer_stands_on_the_case(
    officer: Officer, bureau: Bureau, outcome: Outcome, errcode: int | None, facts: list[str]
) -> None:
    case = submit(bureau)
    take(officer, case, "accept")
    deliver(bureau, Outcome.SENT)
    take(officer, case, "answer", note="已查处。")
    assert "正在发送" in shown(officer, case)
    deliver(bureau, outcome, errcode)
    text = shown(officer, case)
    for fact in facts:
        assert fact in text, fact


def test_a_failed_answer_is_sent_again_from_the_case(officer: Officer, bureau: Bureau) -> None:
    case = submit(bureau)
    take(officer, case, "accept")
    take(officer, case, "answer", note="已查处。")
    deliver(bureau, Outcome.FAILED)
    [failed] = bureau.cases.notices.told(bureau.cases.own(number=case.number, by=CITIZEN))[-1][
        1
    ].failed
    path = f"/portal/cases/{case.number}"
    officer.post(f"/portal/deliveries/{failed}/again", page=path)
    assert "正在发送" in shown(officer, case)


def test_a_corrected_answer_stands_beside_the_first(officer: Officer, bureau: Bureau) -> None:
    case = submit(bureau)
    take(officer, case, "accept")
    take(officer, case, "answer", note="罚款 5000 元。")
    take(officer, case, "amend", note="罚款 50000 元。")
    text = shown(officer, case)
    assert "更正答复并告知市民" in text
    assert "罚款 5000 元。" in text
    assert "罚款 50000 元。" in text


def test_what_the_citizen_reads_is_counted_and_what_stays_inside_is_not(
    officer: Officer, bureau: Bureau
) -> None:
    case = submit(bureau)
    take(officer, case, "accept")
    text = shown(officer, case)
    assert 'data-counted="step-answer-counted"' in text
    assert 'maxlength="5000"' in text
    assert 'data-counted="step-ask-counted"' in text
    assert "step-note-counted" not in text
