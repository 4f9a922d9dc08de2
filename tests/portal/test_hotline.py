"""Officers talk with citizens who asked for a person."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from bureau.hotline import TalkStatus
from bureau.wiring import Bureau
from tests.browsing import fits_and_is_accessible, serving, sign_in
from tests.portal.conftest import AT, PASSWORD, Officer

CITIZEN = "c" * 32


@pytest.fixture
def number(bureau: Bureau) -> int:
    talk, _ = bureau.hotline.ask(by=CITIZEN, at=AT)
    return talk.number


def page(officer: Officer, address: str = "/portal/hotline") -> str:
    return unescape(officer.get(address).get_data(as_text=True))


def act(officer: Officer, number: int, **form: str) -> Any:
    return officer.post(f"/portal/hotline/{number}", page="/portal/hotline", **form)


def hear(bureau: Bureau, text: str, key: str = "m1") -> None:
    bureau.hotline.hear(by=CITIZEN, text=text, at=AT, message_key=key)


def test_who_waits_is_counted_and_listed_without_who_they_are(
    officer: Officer, number: int
) -> None:
    text = page(officer)
    assert "人工对话 <b>1</b>" in text
    assert f"对话 {number}" in text
    assert CITIZEN not in text


def test_a_talk_from_taking_to_handing_back(officer: Officer, bureau: Bureau, number: int) -> None:
    assert act(officer, number, verb="take").status_code == 302
    hear(bureau, "<b>八字</b>路口每晚都臭")
    address = f"/portal/hotline/{number}"
    raw = officer.get(address).get_data(as_text=True)
    assert "&lt;b&gt;八字&lt;/b&gt;路口每晚都臭" in raw
    assert act(officer, number, verb="say", text="请问几点？", key="k1").status_code == 302
    assert "请问几点？" in officer.get(f"{address}/lines").get_data(as_text=True)
    said = [each.content.body["text"] for each in bureau.outbox.of_citizen(to=CITIZEN)]
    assert any("请问几点？" in each for each in said)
    assert act(officer, number, verb="hand_back").status_code == 302
    talk = bureau.hotline.find(number)
    assert talk is not None
    assert talk.status is TalkStatus.ENDED
    assert "交还小助手" in page(officer)


def test_what_cannot_be_sent_is_explained_and_stays_in_the_field(
    officer: Officer, number: int
) -> None:
    act(officer, number, verb="take")
    answer = act(officer, number, verb="say", text="字" * 601, key="k")
    assert answer.status_code == 409
    text = unescape(answer.get_data(as_text=True))
    assert "一次最多发 600 字" in text
    assert "字" * 601 in text


def test_a_case_is_made_of_what_the_citizen_said(
    officer: Officer, bureau: Bureau, number: int
) -> None:
    act(officer, number, verb="take")
    hear(bureau, "洪合镇建南村塑料味")
    address = f"/portal/hotline/{number}"
    made = officer.post(f"{address}/case", page=address, category="odor", town="", place="建南村口")
    assert made.status_code == 302
    (case,) = bureau.cases.of_citizen(by=CITIZEN)
    assert (case.draft.description, case.draft.place_text) == ("洪合镇建南村塑料味", "建南村口")
    assert case.number in page(officer, address)
    again = officer.post(f"{address}/case", page="/portal/hotline", category="odor", town="")
    assert again.status_code == 409


@pytest.mark.parametrize(
    "form", [{"category": "nonsense", "town": ""}, {"category": "odor", "town": "1"}]
)
def test_a_case_of_a_kind_or_place_that_is_none_is_refused(
    officer: Officer, number: int, form: dict[str, str]
) -> None:
    act(officer, number, verb="take")
    address = f"/portal/hotline/{number}"
    assert officer.post(f"{address}/case", page=address, **form).status_code == 400


def test_a_talk_that_is_none_is_not_found(officer: Officer) -> None:
    assert officer.get("/portal/hotline/99").status_code == 404
    assert officer.get("/portal/hotline/99/lines").status_code == 404
    assert act(officer, 99, verb="take").status_code == 404


def test_an_unknown_verb_is_refused(officer: Officer, number: int) -> None:
    assert act(officer, number, verb="dance").status_code == 400


def test_shifts_are_entered_shown_and_taken_back(officer: Officer, bureau: Bureau) -> None:
    form = {"begins": "2026-11-28T09:00", "ends": "2026-11-28T12:00"}
    officer.post("/portal/hotline/shifts", page="/portal/hotline", **form)
    assert "2026-11-28 09:00 至 2026-11-28 12:00" in page(officer)
    (shift,) = bureau.hotline.shifts(at=AT)
    officer.post(f"/portal/hotline/shifts/{shift.id}/drop", page="/portal/hotline")
    assert bureau.hotline.shifts(at=AT) == []


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("", "2026-11-28T12:00", "都选好"),
        ("2026-11-28T12:00", "2026-11-28T09:00", "晚于"),
        ("2026-11-20T09:00", "2026-11-20T12:00", "已经过去"),
        ("next week", "x", "都选好"),
    ],
)
def test_a_shift_that_cannot_be_is_explained(
    officer: Officer, begins: str, ends: str, said: str
) -> None:
    officer.post("/portal/hotline/shifts", page="/portal/hotline", begins=begins, ends=ends)
    assert said in page(officer)


def test_a_promise_that_was_not_kept_stands_out(officer: Officer, bureau: Bureau) -> None:
    bureau.callbacks.leave(text="请回话", by=CITIZEN, at=AT, message_key="m", promised=AT)
    officer.sign_in()
    assert "答应 2026-11-24 11:00 前答复" in page(officer, "/portal/callbacks")


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_a_talk_is_led_from_a_page_that_lies_open(
    app: Flask, bureau: Bureau, number: int, browser: Browser, width: int
) -> None:
    with (
        serving(app) as address,
        browser.new_context(
            base_url=address, viewport={"width": width, "height": 900}, locale="zh-CN"
        ) as context,
    ):
        page = context.new_page()
        sign_in(page, "admin", PASSWORD)
        page.goto("/portal/hotline")
        page.get_by_role("button", name="我来接").click()
        hear(bureau, "八字路口每晚都臭")
        expect(page.locator("#lines")).to_contain_text("八字路口每晚都臭")
        page.get_by_text("常用的话").click()
        page.get_by_role("button", name="请问是什么时候闻到").click()
        expect(page.get_by_label("对市民说")).to_have_value(
            "请问是什么时候闻到（看到）的？现在还有吗？"
        )
        page.get_by_label("对市民说").fill("几点\n开始的？")
        page.keyboard.press("Enter")
        expect(page.locator("#lines .officer")).to_contain_text("开始的？")
        expect(page.get_by_label("对市民说")).to_have_value("")
        fits_and_is_accessible(page)


@pytest.mark.browser
def test_what_is_begun_outlives_the_reload_and_the_report_and_is_counted(
    app: Flask, bureau: Bureau, number: int, browser: Browser
) -> None:
    bureau.hotline.take(number=number, by="admin", at=AT)
    hear(bureau, "王店镇兴乐村塑料味")
    with serving(app) as address, browser.new_context(base_url=address) as context:
        desk = context.new_page()
        sign_in(desk, "admin", PASSWORD)
        desk.goto(f"/portal/hotline/{number}")
        field = desk.get_by_label("对市民说")
        field.fill("写了一半")
        expect(desk.get_by_text("4 / 600 字")).to_be_visible()
        desk.reload()
        expect(field).to_have_value("写了一半")
        assert desk.locator("#town").evaluate("e => e.selectedOptions[0].text") == "王店镇"
        desk.locator("#category").select_option(label="异味")
        desk.get_by_role("button", name="登记", exact=True).click()
        expect(desk.get_by_text("已登记成举报").first).to_be_visible()
        expect(field).to_have_value("写了一半")
        field.fill("字" * 650)  # what is too long is counted and kept, never cut
        expect(desk.get_by_text("650 / 600 字")).to_be_visible()
        desk.get_by_role("button", name="发送").click()
        expect(desk.get_by_text("一次最多发 600 字")).to_be_visible()
        expect(field).to_have_value("字" * 650)
        field.fill("好的")
        desk.get_by_role("button", name="发送").click()
        expect(desk.locator("#lines")).to_contain_text("好的")
        expect(field).to_have_value("")


def test_a_colleague_takes_over_on_the_page(officer: Officer, bureau: Bureau, number: int) -> None:
    bureau.hotline.take(number=number, by="away", at=AT)
    address = f"/portal/hotline/{number}"
    assert "接过来" in page(officer, address)
    assert act(officer, number, verb="take_over").status_code == 302
    talk = bureau.hotline.find(number)
    assert talk is not None
    assert talk.officer == "admin"
    assert "对市民说" in page(officer, address)


def test_the_queue_shows_what_was_said_last_and_every_page_that_somebody_waits(
    officer: Officer, bureau: Bureau, number: int
) -> None:
    assert '<b data-live="talks">1</b> 位市民在等人接' in page(officer, "/portal/account")
    act(officer, number, verb="take")
    hear(bureau, "王店<b>又</b>臭了")
    assert "“王店<b>又</b>臭了”" in page(officer)


def test_a_shift_begins_now_and_stands_once(officer: Officer, bureau: Bureau) -> None:
    text = page(officer)
    assert 'name="begins" type="datetime-local" required value="2026-11-24T11:00"' in text
    form = {"begins": "2026-11-24T11:00", "ends": "2026-11-24T15:00"}
    for _ in range(2):
        officer.post("/portal/hotline/shifts", page="/portal/hotline", **form)
    assert "已经排了班" in page(officer)
    assert len(bureau.hotline.shifts(at=AT)) == 1
