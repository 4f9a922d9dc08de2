"""Officers read what citizens left for them and answer into the chat."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer, Watch

CITIZEN = "c" * 32


def leave(bureau: Bureau, text: str = "<b>请</b>回话", key: str = "m1") -> int:
    return bureau.callbacks.leave(text=text, by=CITIZEN, at=AT, message_key=key).number


def page(officer: Officer) -> str:
    return unescape(officer.get("/portal/callbacks").get_data(as_text=True))


def end(officer: Officer, number: int, **form: str) -> Any:
    return officer.post(f"/portal/callbacks/{number}", page="/portal/callbacks", **form)


def test_what_waits_longest_comes_first_with_its_age(
    officer: Officer, bureau: Bureau, watch: Watch
) -> None:
    first = leave(bureau)
    second = bureau.callbacks.leave(
        text="第二条", by=CITIZEN, at=AT.replace(hour=4), message_key="m2"
    ).number
    watch.wait(hours=3)
    officer.sign_in()  # the session was idle for too long
    text = page(officer)
    assert text.index(f"{first} 号</b>") < text.index(f"{second} 号</b>")
    assert "3 小时前留言" in text
    assert CITIZEN not in text
    raw = officer.get("/portal/callbacks").get_data(as_text=True)
    assert "&lt;b&gt;请&lt;/b&gt;回话" in raw


def test_the_navigation_counts_what_waits(officer: Officer, bureau: Bureau) -> None:
    def shown() -> str:
        text = officer.get("/portal/hotline").get_data(as_text=True)
        return text.partition('href="/portal/callbacks">')[2].partition("</a>")[0]

    assert shown() == "留言"
    number = leave(bureau)
    leave(bureau, key="m2")
    assert shown() == "留言 <b>2</b>"
    end(officer, number, verb="close")
    assert shown() == "留言 <b>1</b>"


def test_an_answer_goes_into_the_chat_and_the_page_says_who_gave_it(
    officer: Officer, bureau: Bureau
) -> None:
    number = leave(bureau)
    assert end(officer, number, verb="answer", text="明天上门看。").status_code == 302
    (letter,) = bureau.outbox.of_citizen(to=CITIZEN)
    assert "明天上门看。" in letter.content.body["text"]
    text = page(officer)
    assert "已答复，市民会在微信里看到" in text
    assert "没有等答复的留言" in text
    assert "管理员 答复于 2026-11-24 11:00" in text


def test_a_message_that_needs_no_answer_is_closed_in_silence(
    officer: Officer, bureau: Bureau
) -> None:
    end(officer, leave(bureau), verb="close")
    assert bureau.outbox.of_citizen(to=CITIZEN) == []
    text = page(officer)
    assert "没有给市民发消息" in text
    assert "管理员 办结于" in text


def test_an_answer_that_cannot_be_sent_is_explained_and_stays_typed(
    officer: Officer, bureau: Bureau
) -> None:
    number = leave(bureau)
    answer = end(officer, number, verb="answer", text="字" * 2001)
    assert answer.status_code == 409
    text = answer.get_data(as_text=True)
    assert "最多 2000 字" in text
    assert "字" * 2001 in text
    assert len(bureau.callbacks.waiting()) == 1


def test_who_comes_second_is_told_so(officer: Officer, bureau: Bureau) -> None:
    number = leave(bureau)
    bureau.callbacks.close(number=number, by="li", at=AT)
    leave(bureau, key="m2")
    answer = end(officer, number, verb="answer", text="好的")
    assert answer.status_code == 409
    assert "已经有人处理过了" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("number", "verb", "status"),
    [(99, "close", 404), (2**31, "close", 404), (1, "explode", 400), (99, "", 400)],
)
def test_what_makes_no_sense_gives_a_kind_page(
    officer: Officer, bureau: Bureau, number: int, verb: str, status: int
) -> None:
    leave(bureau)
    assert end(officer, number, verb=verb).status_code == status


def test_long_lists_come_in_pages(officer: Officer, bureau: Bureau) -> None:
    for n in range(21):
        bureau.callbacks.close(number=leave(bureau, key=f"m{n}"), by="li", at=AT)
    assert "第 1 页，共 2 页" in page(officer)
