"""In headless Chromium: annotated and released at the desk, then read on a phone and on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browsing import fits_and_is_accessible, serving, sign_in
from tests.bureau.diagnosis.conftest import KNOWN
from tests.portal.conftest import PASSWORD

pytestmark = pytest.mark.browser
PUBLIC = f"/diagnosis/{KNOWN}/2026-10"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serving(app) as address:
        yield address


def opened(browser: Browser, address: str, width: int) -> Page:
    viewport = {"width": width, "height": 840}
    return browser.new_context(base_url=address, viewport=viewport, locale="zh-CN").new_page()


def test_a_diagnosis_is_annotated_released_and_read_by_everybody(
    browser: Browser, address: str
) -> None:
    phone = opened(browser, address, 390)
    answer = phone.goto(PUBLIC)
    assert answer is not None
    assert answer.status == 404
    desk = opened(browser, address, 1280)
    sign_in(desk, "admin", PASSWORD)
    desk.goto("/portal/diagnosis")
    fits_and_is_accessible(desk)
    desk.get_by_role("link", name="王江泾镇").click()
    desk.get_by_label("补充一句").fill("十月清晨的高值请分局核对周边餐饮。")
    desk.get_by_role("button", name="写上").click()
    desk.get_by_text("已写上").wait_for()
    fits_and_is_accessible(desk)
    desk.get_by_role("button", name="发布", exact=True).click()
    desk.get_by_text("已发布 1 份").wait_for()
    phone.goto("/diagnosis")
    fits_and_is_accessible(phone)
    phone.get_by_role("link", name="王江泾镇").click()
    phone.get_by_role("heading", name="王江泾镇2026年10月").wait_for()
    assert phone.get_by_text("十月清晨的高值请分局核对周边餐饮。").is_visible()
    assert phone.get_by_text("演示数据，全部是虚构的。").first.is_visible()
    fits_and_is_accessible(phone)
    phone.get_by_text("这一段的数字").first.click()
    assert phone.locator(".dx-table").first.is_visible()
    fits_and_is_accessible(phone)
    with phone.expect_download() as taken:
        phone.get_by_role("link", name="下载 PDF").click()
    assert taken.value.suggested_filename == "diagnosis-330411101-2026-10-v1.pdf"
    desk.get_by_label("为什么撤回").fill("九月的数有误")
    desk.get_by_role("button", name="撤回，群众不再看到").click()
    desk.get_by_text("已撤回，群众不再看到。").wait_for()
    answer = phone.goto(f"{PUBLIC}?again")
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_desk_fits_every_screen(browser: Browser, address: str, width: int) -> None:
    page = opened(browser, address, width)
    sign_in(page, "admin", PASSWORD)
    for path in ("/portal/diagnosis", f"/portal/diagnosis/{KNOWN}/2026-10"):
        page.goto(path)
        fits_and_is_accessible(page)
