"""The portal in headless Chromium: it fits, everybody can read it, and the day's work goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from bureau.cases import Draft
from bureau.demo.records import load_demo
from bureau.wiring import Bureau
from portal import register
from surveys.waves import following, wave_at
from tests.browsing import fits_and_is_accessible, serving, sign_in
from tests.portal.conftest import PASSWORD, bureau_in

pytestmark = pytest.mark.browser

WIDTHS = (320, 1440)
THIS = wave_at(datetime.now(UTC))
COMING = following(THIS)


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """The demonstration's month."""
    bureau = bureau_in(Path(tmp_path_factory.mktemp("browser")))
    load_demo(bureau, datetime.now(UTC))
    yield bureau
    bureau.close()


@pytest.fixture(scope="module")
def address(bureau: Bureau) -> Iterator[str]:
    """The portal over it, served on this machine."""
    app = Flask("webhook", static_folder=None)
    register(app, bureau)
    with serving(app) as address:
        yield address


@pytest.fixture(scope="module", params=WIDTHS)
def desk(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page of a signed-in officer, narrow and wide."""
    context = browser.new_context(
        base_url=address, viewport={"width": request.param, "height": 800}, locale="zh-CN"
    )
    page = context.new_page()
    sign_in(page, "admin", PASSWORD)
    yield page
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/portal/cases",
        "/portal/cases/mine",
        "/portal/notices",
        "/portal/cases?status=open&overdue=1",
        "/portal/find",
        "/portal/find?q=味",
        "/portal/map",
        "/portal/map?area=330411",
        "/portal/figures",
        "/portal/callbacks",
        "/portal/library",
        "/portal/library/straw_fine",
        "/portal/library/unanswered",
        "/portal/library/try?q=烧秸秆罚多少",
        "/portal/hotline",
        "/portal/patrols",
        "/portal/volunteers",
        "/portal/patrol-shifts",
        "/portal/patrol-routes",
        "/portal/patrol-month",
        "/portal/odor-grid",
        "/portal/nose-agreement",
        "/portal/volunteers/1",
        "/portal/patrols/1",
        "/portal/waves",
        f"/portal/waves/{THIS}",
        f"/portal/waves/{COMING}/questionnaire",
        f"/portal/waves/{THIS}/intake",
        "/portal/ranking",
        "/portal/ranking?level=town",
        "/portal/tracing",
        "/portal/deliveries",
        "/portal/supervision",
        "/portal/rewards",
        "/portal/payouts",
        "/portal/feedback",
        "/portal/account",
        "/portal/nowhere",
    ],
)
def test_every_page_fits_and_is_accessible(desk: Page, path: str) -> None:
    desk.goto(path)
    fits_and_is_accessible(desk)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_login_fits_and_is_accessible(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}/portal/login")
    fits_and_is_accessible(page)
    page.close()


def test_a_case_is_found_accepted_and_answered(desk: Page) -> None:
    desk.goto("/portal/cases?status=submitted")
    accept = desk.get_by_role("button", name="受理", exact=True)
    # A danger is taken over before it is accepted, and by the hour it leads the list.
    for link in [a.get_attribute("href") for a in desk.locator("a.number").all()]:
        desk.goto(str(link))
        if accept.count():
            break
    fits_and_is_accessible(desk)
    accept.click()
    assert "已完成：受理" in desk.get_by_role("status").inner_text()
    desk.locator("summary", has_text="更多").click()
    desk.locator("summary", has_text="答复").click()
    desk.get_by_label("答复内容").fill("已查处，正在整改。")
    desk.get_by_role("button", name="答复").click()
    assert desk.locator(".title .pill").first.inner_text() == "已答复"
    assert "已查处，正在整改。" in desk.get_by_role("list").last.inner_text()
    fits_and_is_accessible(desk)


def test_an_urgent_case_comes_onto_a_page_that_lies_open(desk: Page, bureau: Bureau) -> None:
    desk.clock.install()
    desk.goto("/portal/account")
    draft = Draft(description="氨气泄漏", urgent=True)
    filed = bureau.cases.submit(
        draft=draft, by="c" * 32, at=datetime.now(UTC), message_key=f"m{desk.viewport_size}"
    )
    desk.clock.run_for(21_000)
    alarm = desk.get_by_role("region", name="紧急举报")
    alarm.get_by_text(filed.number).wait_for()
    assert "紧急" in desk.title()
    fits_and_is_accessible(desk)
    alarm.get_by_role("button", name="接件").click()
    assert desk.locator("h1").inner_text() == filed.number


def test_a_coming_wave_is_prepared(desk: Page) -> None:
    desk.goto("/portal/waves")
    desk.get_by_role("link", name="准备问卷").click()
    text = desk.get_by_label("问卷", exact=True)
    sound = text.input_value()
    text.fill(sound.replace("type: number", "type: numbers"))
    desk.get_by_role("button", name="检查并预览").click()
    assert "type: numbers" in desk.get_by_role("alert").inner_text()
    fits_and_is_accessible(desk)
    text.fill(sound)
    desk.get_by_label("每个镇（街道）要几份").fill("80")
    desk.get_by_role("button", name="保存").click()
    assert "已存好" in desk.get_by_role("status").inner_text()
    fits_and_is_accessible(desk)


def test_an_agency_file_with_a_fault_is_explained(desk: Page, tmp_path: Path) -> None:
    table = tmp_path / "agency.csv"
    table.write_text("样本编号,镇街道\nA1,火星\n", encoding="utf-8")
    desk.goto(f"/portal/waves/{THIS}/intake")
    desk.get_by_label("结果文件").set_input_files(table)
    desk.get_by_role("button", name="检查这个文件").click()
    assert "缺少列" in desk.get_by_role("alert").inner_text()
    fits_and_is_accessible(desk)


def test_the_day_can_be_worked_by_keyboard(desk: Page) -> None:
    desk.goto("/portal/cases")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.textContent") == "跳到正文"
    desk.keyboard.press("Enter")
    desk.locator("[data-fold]").evaluate("fold => { fold.open = true }")
    desk.get_by_label("编号或内容", exact=True).focus()
    desk.keyboard.type("0001")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**q=0001**")
    assert desk.locator("a.number").count() > 0


def test_the_ranking_is_taken_along(desk: Page, tmp_path: Path) -> None:
    desk.goto("/portal/ranking")
    for name, ending in (("下载 Excel", "xlsx"), ("下载 CSV", "csv")):
        with desk.expect_download() as waiting:
            desk.get_by_role("link", name=name).click()
        target = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(target)
        assert target.name.startswith("ranking-20")
        assert target.suffix == f".{ending}"
        assert target.stat().st_size > 500
    assert openpyxl.load_workbook(next(tmp_path.glob("*.xlsx"))).sheetnames


def test_photos_of_a_case_are_shown(desk: Page) -> None:
    desk.goto("/portal/cases")
    desk.locator("li", has_text="照片 1").locator("a.number").first.click()
    photo = desk.get_by_alt_text("现场照片 1")
    photo.scroll_into_view_if_needed()
    photo.evaluate("image => image.decode()")
    assert photo.evaluate("image => image.naturalWidth") > 100


def test_nothing_is_fetched_from_elsewhere(desk: Page, address: str) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/portal/cases", "/portal/ranking"):
        desk.goto(path)
    assert asked
    assert all(url.startswith((address, "data:")) for url in asked)


def test_an_unanswered_question_becomes_an_entry_that_answers_it(
    desk: Page, bureau: Bureau
) -> None:
    width = desk.viewport_size["width"]
    # Each width brings a question of its own: what the first one wrote is known to the second.
    asked, told = {
        320: ("局里养的猫叫什么", "局里的猫叫小满，三岁了。"),
        1440: ("食堂的包子几点卖完", "食堂的包子 8 点 20 分前卖完。"),
    }[width]
    for question in (asked, f"请问{asked}呀", asked):
        assert bureau.library.answer(question=question, at=datetime.now(UTC)).words == ""
        bureau.library.note_unanswered(question=question, at=datetime.now(UTC))
    desk.goto("/portal/library/unanswered")
    row = desk.locator("ul.cases > li").filter(has_text=asked)
    assert "问了 3 次" in row.inner_text()
    row.get_by_text("写答案").click()
    row.get_by_label("答案").fill(told)
    fits_and_is_accessible(desk)
    row.get_by_role("button", name="存好").click()
    desk.wait_for_url("**/portal/library/unanswered")
    assert "已存好" in desk.inner_text("main")
    assert asked not in desk.inner_text("main")
    desk.goto("/portal/library/try")
    desk.get_by_label("问题").fill(f"{asked}？")
    desk.get_by_role("button", name="问", exact=True).click()
    assert told in desk.inner_text("main")
    assert "嘉兴市生态环境局答复" in desk.inner_text("main")
