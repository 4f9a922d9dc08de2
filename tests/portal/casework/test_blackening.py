"""A photo blackened at the desk, in headless Chromium: what the citizen then sees."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from bureau.wiring import Bureau
from tests.browsing import fits_and_is_accessible, sign_in
from tests.portal.casework.conftest import OWN
from tests.portal.casework.offices import Office, desk, file, office, said
from tests.portal.test_browser import WIDTHS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("blackening")) as served:
        yield served


@pytest.fixture(scope="module")
def bureau(served: Office) -> Bureau:
    return served.bureau


@pytest.fixture(scope="module")
def address(served: Office) -> str:
    return served.address


@pytest.fixture(scope="module")
def li(browser: Browser, address: str) -> Iterator[Page]:
    page = desk(browser, address, "li")
    yield page
    page.context.close()


def test_a_photo_is_blackened_and_the_citizen_sees_the_black_one_alone(
    browser: Browser, li: Page, address: str, bureau: Bureau, tmp_path: Path
) -> None:
    number = file(bureau, "photo", by="c9").number
    bureau.cases.take(verb="accept", number=number, by="li", at=datetime.now(UTC))
    site = tmp_path / "site.png"
    Image.new("RGB", (800, 600), (200, 30, 30)).save(site)
    path = f"/portal/cases/{number}"
    li.goto(path)
    large = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": bytes(11 * 2**20)}
    li.get_by_label("照片或文件").set_input_files(large)  # type: ignore[arg-type]
    expect(li.locator(".attach-add [data-said]")).to_contain_text("文件太大了")
    li.get_by_label("照片或文件").set_input_files(site)
    li.get_by_label("拍的是什么").fill("厂区东门，运料车进出")
    li.locator(".attach-add").get_by_role("button", name="添加").click()
    assert "已添加附件 1" in said(li)
    fits_and_is_accessible(li)

    li.locator("#attachment-1").get_by_role("link", name="打码").click()
    board = li.locator("[data-board]")
    box = board.bounding_box()
    assert box
    for left, top, right, bottom in ((0.25, 0.5, 0.5, 0.6), (0.1, 0.1, 0.2, 0.2)):
        li.mouse.move(box["x"] + box["width"] * left, box["y"] + box["height"] * top)
        li.mouse.down()
        li.mouse.move(box["x"] + box["width"] * right, box["y"] + box["height"] * bottom)
        li.mouse.up()
    expect(li.locator("[data-boxes]")).to_have_text("已框 2 处。")
    li.get_by_role("button", name="去掉上一个框").click()
    expect(li.locator("[data-board] rect")).to_have_count(1)
    fits_and_is_accessible(li)
    li.get_by_role("button", name="涂黑").click()
    assert "打码件是附件 2" in said(li)

    li.locator("summary", has_text="更多").click()
    li.locator("summary", has_text="答复").first.click()
    answer = li.locator("#step-answer")
    assert answer.get_by_label("附件 1").is_disabled()
    answer.get_by_label("附件 2").check()
    answer.get_by_label("答复内容").fill("已要求运料车加盖，正在整改。")
    fits_and_is_accessible(li)
    answer.get_by_role("button", name="答复").click()
    assert "附：附件 2" in li.locator(".told-card").inner_text()

    case = bureau.cases.find(number)
    assert case
    told = bureau.cases.notices.answer_address(case, at=datetime.now(UTC)).partition("/answer/")[2]
    for width in WIDTHS:
        context = browser.new_context(base_url=address, viewport={"width": width, "height": 800})
        page = context.new_page()
        page.goto(f"/answer/{told}")
        picture = page.locator(".answer-files img")
        assert picture.evaluate("image => image.complete && image.naturalWidth") == 800
        fits_and_is_accessible(page)
        served = context.request.get(f"/answer/{told}/2")
        with Image.open(io.BytesIO(served.body())) as black:
            assert black.crop((204, 304, 396, 356)).getextrema() == ((0, 0),) * 3
            assert black.getpixel((100, 90)) == (200, 30, 30)  # the rectangle that was taken back
        assert context.request.get(f"/answer/{told}/1").status == 404
        assert context.request.get(f"{path}/attachments/1", max_redirects=0).status == 302
        context.close()


def test_without_script_rectangles_are_typed(
    browser: Browser, address: str, bureau: Bureau
) -> None:
    case = file(bureau, "typed")
    content = io.BytesIO()
    Image.new("RGB", (80, 60), (200, 30, 30)).save(content, "PNG")
    bureau.attachments.add(
        number=case.number, data=content.getvalue(), shows="东门", by="li", at=datetime.now(UTC)
    )
    context = browser.new_context(
        base_url=address, viewport={"width": 390, "height": 800}, java_script_enabled=False
    )
    page = context.new_page()
    sign_in(page, "wang", OWN)
    page.goto(f"/portal/cases/{case.number}/attachments/1/redact")
    page.get_by_label("要涂黑的地方").fill("10,10,20,20")
    page.get_by_role("button", name="涂黑").click()
    [_, copy] = bureau.attachments.of_case(case.number)
    with Image.open(io.BytesIO(bureau.attachments.read(copy))) as black:
        assert black.crop((10, 10, 30, 30)).getextrema() == ((0, 0),) * 3
    context.close()
