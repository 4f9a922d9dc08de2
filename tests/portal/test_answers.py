"""The library in the portal: texts come and go, and what was asked in vain is answered once."""

from __future__ import annotations

import io
from html import unescape
from typing import Any

import pytest

from bureau.answers import Library, ReplyKind
from bureau.wiring import Bureau
from tests.bureau.answers.shelves import put_into
from tests.portal.conftest import AT, Officer

MARKDOWN = (
    "# 某办法\n\n第一条 电动船应当在码头充电。\n\n第二条 电动船乱停的，罚 300 元。\n".encode()
)


@pytest.fixture(autouse=True)
def library(bureau: Bureau) -> Library:
    return put_into(bureau)


def page(officer: Officer, path: str = "/portal/library") -> str:
    return unescape(officer.get(path).get_data(as_text=True))


def upload(officer: Officer, name: str, content: bytes, **form: str) -> Any:
    return officer.post(
        "/portal/library",
        page="/portal/library",
        **{"verb": "add", "issuer": "某局", **form, "file": (io.BytesIO(content), name)},
    )


def test_the_list_shows_every_text_with_its_source_and_can_be_searched(officer: Officer) -> None:
    text = page(officer)
    assert "现有 15 份" in text
    assert "已失效" in text
    assert "还没施行" in text
    found = page(officer, "/portal/library?q=油烟")
    assert "嘉兴市餐饮油烟管理办法" in found
    assert "信访工作条例" not in found


def test_an_uploaded_text_is_shown_as_it_was_cut_and_answered_from_at_once(
    officer: Officer, library: Library
) -> None:
    answer = upload(officer, "办法.md", MARKDOWN, in_force="2024-01-01")
    assert answer.status_code == 302
    shown = page(officer, answer.location)
    assert "切成 2 段" in shown
    assert "第二条" in shown
    assert "2024-01-01 起施行" in shown
    reply = library.answer(question="电动船乱停罚多少", at=AT)
    assert "罚 300 元" in reply.words
    assert "某办法 第二条" in reply.source


def test_a_file_can_be_looked_at_first(officer: Officer, library: Library) -> None:
    answer = upload(officer, "办法.md", MARKDOWN, verb="look")
    assert "还没有加进资料库" in answer.get_data(as_text=True)
    assert len(library.catalogue().texts) == 15


@pytest.mark.parametrize(
    ("name", "content", "form", "why"),
    [
        ("a.md", MARKDOWN, {"issuer": ""}, "发布机关"),
        ("a.exe", b"MZ", {}, "只能读"),
        ("a.pdf", b"%PDF nothing", {}, "打不开"),
        ("a.md", MARKDOWN, {"in_force": "2024-05-01", "until": "2023-01-01"}, "早于"),
        ("a.md", MARKDOWN, {"link": "javascript:alert(1)"}, "http"),
        ("a.md", b"", {}, "没有可以读的文字"),
        ("a.yml", b"- {id: x}", {}, "没有"),
    ],
)
def test_what_cannot_be_taken_in_is_explained_and_what_was_typed_stays(
    officer: Officer, library: Library, name: str, content: bytes, form: dict[str, str], why: str
) -> None:
    answer = upload(officer, name, content, title="打好的标题", **form)
    assert answer.status_code == 422
    text = unescape(answer.get_data(as_text=True))
    assert why in text
    assert "打好的标题" in text
    assert len(library.catalogue().texts) == 15


def test_without_a_file_it_says_so(officer: Officer) -> None:
    answer = officer.post("/portal/library", page="/portal/library", verb="add")
    assert answer.status_code == 422


def test_a_withdrawn_text_is_listed_as_such(officer: Officer, library: Library) -> None:
    path = "/portal/library/battery"
    assert "旧电池" in page(officer, path)
    assert officer.post(f"{path}/withdraw", page=path).status_code == 302
    assert "撤下的 1 份" in page(officer)
    assert officer.get(path).status_code == 404
    assert officer.post(f"{path}/withdraw", page="/portal/library").status_code == 404


def test_a_question_can_be_tried(officer: Officer) -> None:
    text = page(officer, "/portal/library/try?q=烧秸秆罚多少")
    assert "500 到 2000 元" in text
    assert "第1131条" in text
    assert "答不上" in page(officer, "/portal/library/try?q=明天会下雨吗")
    assert "没有发现" in text


def test_what_contradicts_is_shown_side_by_side(officer: Officer) -> None:
    entry = (
        "- {id: other, title: 旧通告, issuer: 某镇, text: 露天烧秸秆，罚 300 元到 800 元。,"
        " ask: [烧秸秆罚多少]}"
    )
    assert upload(officer, "a.yml", entry.encode()).status_code == 302
    text = page(officer, "/portal/library/try")
    assert "旧通告" in text
    assert "300 元、800 元" in text


def settle(officer: Officer, ids: list[int], **form: Any) -> Any:
    path = "/portal/library/unanswered"
    return officer.post(path, page=path, question=[str(each) for each in ids], **form)


def test_an_unanswered_question_is_answered_once_for_all_that_ask_alike(
    officer: Officer, library: Library
) -> None:
    for question in ("局长是谁", "局长姓什么", "局长是谁", "噪声仪多少钱"):
        library.note_unanswered(question=question, at=AT)
    text = page(officer, "/portal/library/unanswered")
    assert "2 类提问，一共问了 4 次" in text
    assert text.index("局长是谁") < text.index("噪声仪多少钱")
    (group, _) = library.unanswered()
    ids = [each.id for each in group.questions]
    assert settle(officer, ids, verb="write", text="局长在公开栏里有介绍。").status_code == 302
    assert "局长是谁" not in page(officer, "/portal/library/unanswered")
    reply = library.answer(question="请问局长是谁呀", at=AT)
    assert reply.kind is ReplyKind.FOUND
    assert reply.words == "局长在公开栏里有介绍。"
    assert "嘉兴市生态环境局答复" in reply.source
    # Another officer had the page open, too.
    again = settle(officer, ids, verb="write", text="另一种说法。")
    assert again.status_code == 409
    assert "已经有人答过" in again.get_data(as_text=True)


@pytest.mark.parametrize("words", ["", "   ", "长" * 601])
def test_an_answer_that_is_none_is_refused(officer: Officer, library: Library, words: str) -> None:
    library.note_unanswered(question="局长是谁", at=AT)
    ((asked,),) = [group.questions for group in library.unanswered()]
    assert settle(officer, [asked.id], verb="write", text=words).status_code == 409
    assert len(library.unanswered()) == 1


def test_a_question_is_let_go_without_an_answer(officer: Officer, library: Library) -> None:
    library.note_unanswered(question="随便说说的话", at=AT)
    ((asked,),) = [group.questions for group in library.unanswered()]
    assert settle(officer, [asked.id], verb="let_go").status_code == 302
    assert library.unanswered() == []
    assert settle(officer, [], verb="nonsense").status_code == 400


def test_what_a_citizen_wrote_is_shown_as_text(officer: Officer, library: Library) -> None:
    library.note_unanswered(question="<script>alert(1)</script>是什么", at=AT)
    raw = officer.get("/portal/library/unanswered").get_data(as_text=True)
    assert "<script>alert" not in raw
    assert "&lt;script&gt;" in raw
