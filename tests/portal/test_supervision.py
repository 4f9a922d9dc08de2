"""The register of supervision as officers read it, and its letters."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest

from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer, Watch
from tests.portal.test_cases import page, submit


def test_an_empty_register_says_so(officer: Officer) -> None:
    assert "还没有发出过" in page(officer, "/portal/supervision")


def test_the_register_shows_numbers_marks_and_the_letters_as_pdf(
    officer: Officer, bureau: Bureau
) -> None:
    case = submit(bureau)
    bureau.supervision.sweep(at=AT + timedelta(days=40))
    shown = page(officer, "/portal/supervision")
    for fact in ("嘉环交〔2027〕1号", "嘉环督〔2027〕1号", "黑色挂牌", case.number,
                 "秀洲区王店镇异味", "嘉兴市生态环境局秀洲分局", "未办到"):  # fmt: skip
        assert fact in shown, fact
    of_case = page(officer, f"/portal/cases/{case.number}")
    assert "嘉环督〔2027〕1号" in of_case
    assert "黑色挂牌" in of_case
    address = of_case.partition("/portal/supervision/")[2].partition('"')[0]
    answer = officer.get(f"/portal/supervision/{address}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")
    assert "〔2027〕" in unquote(answer.headers["Content-Disposition"])


def test_the_register_is_filtered_by_kind_and_year(officer: Officer, bureau: Bureau) -> None:
    submit(bureau)
    bureau.supervision.sweep(at=AT + timedelta(days=40))
    only = page(officer, "/portal/supervision?kind=supervision&year=2027").partition("共 ")[2]
    assert only.startswith("1 条")
    assert "嘉环交" not in only
    assert page(officer, "/portal/supervision?kind=&year=").partition("共 ")[2].startswith("4 条")
    assert officer.get("/portal/supervision?kind=green").status_code == 404
    assert officer.get("/portal/supervision?year=1999").status_code == 404


@pytest.mark.parametrize("which", ["999999.pdf", "0.pdf", "x.pdf", "99999999999999999999.pdf"])
def test_a_letter_that_is_none_is_not_found(officer: Officer, which: str) -> None:
    assert officer.get(f"/portal/supervision/{which}").status_code in (302, 404)


def test_which_town_has_the_most_overdue_leads_to_its_cases(
    officer: Officer, bureau: Bureau, watch: Watch
) -> None:
    case = submit(bureau)
    assert "在哪些镇（街道）" not in page(officer, "/portal/supervision")
    watch.wait(days=40)
    officer.sign_in()
    shown = page(officer, "/portal/supervision")
    assert "现在超期的 1 件" in shown
    assert "秀洲区王店镇超期的 1 件" in shown
    address = shown.partition('href="/portal/cases?area=')[2].partition('"')[0]
    assert case.number in page(officer, f"/portal/cases?area={unescape(address)}")


def test_a_mark_alone_has_no_letter(officer: Officer, bureau: Bureau) -> None:
    submit(bureau)
    bureau.supervision.sweep(at=AT + timedelta(days=16))
    [yellow] = bureau.supervision.marked()
    assert officer.get(f"/portal/supervision/{yellow.id}.pdf").status_code == 404
    assert "黄色预警" in unescape(officer.get("/portal/supervision").get_data(as_text=True))
