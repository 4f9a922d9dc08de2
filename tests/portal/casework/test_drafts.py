"""No word is lost, and what others did meanwhile is told before anything is sent."""

from __future__ import annotations

from html import unescape

from bureau.cases import Status
from bureau.wiring import Bureau
from tests.portal.casework.conftest import Report
from tests.portal.conftest import AT, Officer, Watch


def text_of(officer: Officer, path: str) -> str:
    return unescape(officer.get(path).get_data(as_text=True)).partition("<main")[2]


def test_what_is_typed_is_saved_and_stands_there_again(
    officer: Officer, li: Officer, bureau: Bureau, report: Report
) -> None:
    path = f"/portal/cases/{report().number}"
    answer = officer.post(f"{path}/drafts/refuse", page=path, text="请补充 <位置>", seen="1")
    assert answer.get_json() == {"done": False, "saved": "草稿已存 11:00", "meanwhile": []}
    assert "请补充 <位置></textarea>" in text_of(officer, path)
    assert "请补充 <位置>" not in text_of(li, path)


def test_what_others_did_since_is_told_while_writing_and_with_the_draft(
    officer: Officer, li: Officer, bureau: Bureau, watch: Watch, report: Report
) -> None:
    number = report().number
    path = f"/portal/cases/{number}"
    officer.post(f"{path}/drafts/note", page=path, text="电话", seen="1")
    watch.wait(minutes=5)
    bureau.cases.take(verb="accept", number=number, by="li", at=watch())
    answer = officer.post(f"{path}/drafts/note", page=path, text="电话里说", seen="1")
    assert answer.get_json()["meanwhile"] == ["11:05 李明：受理"]
    watch.wait(minutes=5)
    bureau.cases.supplement(number=number, by="c1", at=watch(), text="又来了")
    text = text_of(officer, path)
    assert "已恢复 11:05 写到一半的内容" in text
    assert "11:10 市民：市民补充线索" in text


def test_a_step_on_what_has_changed_is_shown_again_with_its_words_and_not_taken(
    officer: Officer, li: Officer, bureau: Bureau, report: Report
) -> None:
    number = report().number
    path = f"/portal/cases/{number}"
    bureau.cases.take(verb="accept", number=number, by="li", at=AT)
    answer = officer.post(path, page=path, verb="answer", note="已查处。", seen="1")
    shown = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert "您打开之后，这件有了变化，请看一眼再提交：11:00 李明：受理" in shown
    assert "已查处。</textarea>" in shown
    case = bureau.cases.find(number)
    assert case is not None
    assert case.status is Status.ACCEPTED
    assert (
        officer.post(path, page=path, verb="answer", note="已查处。", seen="2").status_code == 302
    )


def test_the_draft_goes_with_the_step_or_when_it_is_thrown_away(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    number = report().number
    path = f"/portal/cases/{number}"
    for verb in ("note", "refuse"):
        officer.post(f"{path}/drafts/{verb}", page=path, text="写到一半")
    officer.post(path, page=path, verb="note", note="已电话")
    assert set(bureau.drafts.of_case(officer="admin", number=number)) == {"refuse"}
    officer.post(f"{path}/drafts/refuse/drop", page=path)
    assert bureau.drafts.of_case(officer="admin", number=number) == {}


def test_what_cannot_be_a_draft_is_refused(officer: Officer, report: Report) -> None:
    path = f"/portal/cases/{report().number}"
    for verb, text in (("a" * 17, "x"), ("A-1", "x"), ("note", "字" * 20_001)):
        assert officer.post(f"{path}/drafts/{verb}", page=path, text=text).status_code == 400
    assert officer.post("/portal/cases/x/drafts/note", page=path, text="x").status_code == 404


def test_without_a_token_nothing_is_kept(officer: Officer, bureau: Bureau, report: Report) -> None:
    number = report().number
    officer.client.post(f"/portal/cases/{number}/drafts/note", data={"text": "x"})
    assert bureau.drafts.of_case(officer="admin", number=number) == {}


def test_words_that_come_after_the_step_that_took_them_are_done(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    number = report().number
    path = f"/portal/cases/{number}"
    bureau.cases.take(verb="accept", number=number, by="admin", at=AT)
    officer.post(path, page=path, verb="answer", note="已查处。\r\n谢谢。", seen="2")
    late = officer.post(f"{path}/drafts/answer", page=path, text="已查处。\n谢谢。", seen="2")
    assert late.get_json() == {"done": True, "saved": "", "meanwhile": []}
    assert bureau.drafts.of_case(officer="admin", number=number) == {}
    more = officer.post(f"{path}/drafts/note", page=path, text="已查处。还要回访", seen="2")
    assert more.get_json()["done"] is False
