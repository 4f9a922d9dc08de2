"""Hand-overs from the page of a case."""

from __future__ import annotations

from html import unescape
from typing import Any

from bureau.wiring import Bureau
from tests.portal.casework.conftest import WANGDIAN, Report
from tests.portal.conftest import AT, Officer


def post(officer: Officer, number: str, what: str, **form: Any) -> str:
    path = f"/portal/cases/{number}"
    answer = officer.post(f"{path}/{what}", page=path, **form)
    assert (answer.status_code, answer.location) == (302, path)
    return unescape(officer.get(path).get_data(as_text=True)).partition("<main")[2]


def test_a_case_goes_from_hand_to_hand_and_its_page_tells_it(
    officer: Officer, li: Officer, bureau: Bureau, report: Report
) -> None:
    number = report().number
    given = {"unit": WANGDIAN.code, "lead": "li", "note": "请今晚去"}
    text = post(officer, number, "assign", **given)
    assert "已交办" in text
    assert "李明" in text
    assert "王店镇 李明\u3000请今晚去" in text
    assert "已接办" in post(li, number, "take")
    assert "协办：管理员" in post(li, number, "involve", helpers="admin")
    text = post(li, number, "hand-back", note="不在我镇")
    assert "没有人接" in text
    assert "不在我镇" in text
    assert bureau.casework.hands([number])[number].lead == ""


def test_what_cannot_be_handed_over_is_explained(
    officer: Officer, li: Officer, bureau: Bureau, report: Report
) -> None:
    number = report().number
    bureau.casework.take(number=number, by="li", at=AT)
    assert "李明已经接办了" in post(officer, number, "take")
    assert "请选一个单位" in post(officer, number, "assign", unit="", lead="")
    assert "没有这位工作人员" in post(officer, number, "involve", helpers="nobody")


def test_the_page_offers_the_likely_step_and_the_rest_under_more(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    number = report(urgent=True).number
    text = officer.get(f"/portal/cases/{number}").get_data(as_text=True).partition("<main")[2]
    assert "险情还没有人接" in text
    assert text.index("险情还没有人接") < text.index("<summary>更多</summary>")
    text = post(officer, number, "take")
    assert text.index('id="step-accept"') < text.index("<summary>更多</summary>")
    assert text.index("<summary>更多</summary>") < text.index('id="step-refuse"')


def test_a_case_that_is_none_is_not_found(officer: Officer) -> None:
    for what in ("take", "assign", "hand-back", "involve"):
        answer = officer.post(f"/portal/cases/x/{what}", page="/portal/account")
        assert answer.status_code == 404
