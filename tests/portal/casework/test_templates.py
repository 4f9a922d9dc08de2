"""The page of templates, and how they stand ready on a case."""

from __future__ import annotations

from html import unescape

from bureau.wiring import Bureau
from tests.portal.casework.conftest import Report
from tests.portal.conftest import AT, Officer

WISH = {"title": "夜查", "category": "odor", "text": "{地区}的{类型}（{编号}）已查。{承办人}"}


def page(officer: Officer, path: str = "/portal/templates") -> str:
    return unescape(officer.get(path).get_data(as_text=True)).partition("<main")[2]


def test_a_template_stands_filled_on_the_cases_of_its_kind(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    officer.post("/portal/templates", page="/portal/templates", **WISH)
    text = page(officer)
    assert "夜查" in text
    assert "管理员" in text
    odor, noise = report("m1"), report("m2", categories=("noise",))
    for case in (odor, noise):
        bureau.cases.take(verb="accept", number=case.number, by="admin", at=AT)
    filled = f"秀洲区王店镇的异味（{odor.number}）已查。管理员"
    assert filled in page(officer, f"/portal/cases/{odor.number}")
    assert "夜查" not in page(officer, f"/portal/cases/{noise.number}")


def test_what_cannot_be_kept_is_explained_and_stays_in_the_form(officer: Officer) -> None:
    wish = {**WISH, "text": "您的{电话}"}
    answer = officer.post("/portal/templates", page="/portal/templates", **wish)
    text = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert "模板里的“{电话}”填不了" in text
    assert "您的{电话}</textarea>" in text


def test_a_template_is_changed_and_dropped_by_its_author_and_the_administrator(
    officer: Officer, li: Officer, bureau: Bureau
) -> None:
    officer.post("/portal/templates", page="/portal/templates", **WISH)
    (kept,) = bureau.templates.every()
    assert "修改" not in page(li)
    li.post(f"/portal/templates/{kept.id}/drop", page="/portal/templates")
    assert "请让本人或管理员修改" in page(li)
    changed = {**WISH, "title": "夜间排查", "template": str(kept.id)}
    officer.post("/portal/templates", page="/portal/templates", **changed)
    assert [each.title for each in bureau.templates.every()] == ["夜间排查"]
    officer.post(f"/portal/templates/{kept.id}/drop", page="/portal/templates")
    assert "还没有模板" in page(officer)
