"""The page of figures says how a month went, beside the last, and by which formulas."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bureau.figures import MonthSpan
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer
from tests.portal.test_cases import CITIZEN, TOLD, page, submit

OCTOBER = AT - timedelta(days=40)


def _settled(bureau: Bureau, key: str, *, late: bool = False) -> None:
    case = submit(bureau, TOLD, key, OCTOBER)
    done = OCTOBER + timedelta(days=200 if late else 1)
    bureau.cases.take(verb="accept", number=case.number, by="admin", at=OCTOBER)
    bureau.cases.take(verb="answer", number=case.number, by="admin", at=done, note="已查")


def test_a_month_is_shown_with_its_rates_and_their_formulas(
    officer: Officer, bureau: Bureau
) -> None:
    _settled(bureau, "m1")
    _settled(bureau, "m2", late=True)
    submit(bureau, replace(TOLD, categories=("water",)), "m3", OCTOBER)
    shown = page(officer, "/portal/figures?month=2026-10")
    assert "2026年10月全市办理情况" in shown
    for rate in ("响应率", "按时办结率", "重办率", "解决率", "满意率"):
        assert rate in shown
    assert "按时答复的件数 ÷" in shown
    assert "比上月多 3 件，主要是异味+2" in shown
    assert "秀洲区王店镇" in shown
    assert "不是名次" in shown


def test_a_month_that_runs_is_marked(officer: Officer, bureau: Bureau) -> None:
    submit(bureau)
    assert "未结束" in page(officer, "/portal/figures?month=2026-11")
    assert "未结束" not in page(officer, "/portal/figures?month=2026-10")
    assert "2026年10月" in page(officer, "/portal/figures").partition("</h1>")[0]


def test_the_page_stands_with_nothing_to_show(officer: Officer) -> None:
    assert "和上月一样多" in page(officer, "/portal/figures")


def test_a_citizens_word_counts(officer: Officer, bureau: Bureau) -> None:
    _settled(bureau, "m1")
    (case,) = bureau.cases.of_citizen(by=CITIZEN)
    bureau.cases.reply(verb="satisfied", number=case.number, by=CITIZEN, at=AT)
    (sums,) = bureau.figures.sums(MonthSpan(202610, 202610), by=("county",), at=AT).values()
    assert (sums.satisfaction.part, sums.satisfaction.whole) == (1, 1)
