"""Days at the desk in headless Chromium: a report from hand to hand, a night, a broken line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bureau.cases import Location
from bureau.wiring import Bureau
from tests.browsing import fits_and_is_accessible, sign_in
from tests.portal.casework.conftest import OWN
from tests.portal.casework.offices import Office, desk, file, office, said
from tests.portal.test_browser import WIDTHS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("journeys")) as served:
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


@pytest.fixture(scope="module")
def wang(browser: Browser, address: str) -> Iterator[Page]:
    page = desk(browser, address, "wang")
    yield page
    page.context.close()


def test_a_report_is_corrected_assigned_taken_given_back_and_answered(
    li: Page, wang: Page, bureau: Bureau
) -> None:
    number = file(bureau, "journey", categories=("noise",)).number
    wang.goto("/portal/cases/mine")
    wang.get_by_role("link", name=number).click()
    wang.get_by_role("link", name="更正登记").click()
    wang.get_by_label("主要类型").select_option("odor")
    wang.locator("[data-pick] svg").click(position={"x": 200, "y": 150})
    assert "最近的是" in wang.locator("[data-near]").inner_text()
    fits_and_is_accessible(wang)
    wang.get_by_label("更正的原因").fill("是气味，不是噪声")
    wang.get_by_role("button", name="更正").click()
    assert "已更正" in said(wang)
    assert "噪声振动 → 异味" in wang.locator(".history").inner_text()

    wang.get_by_role("button", name="受理").click()
    wang.locator("summary", has_text="交办").click()
    wang.get_by_label("个人").select_option("li")
    wang.get_by_label("要求（可不填）").fill("请今晚到现场")
    wang.get_by_role("button", name="交办").click()
    fits_and_is_accessible(wang)

    li.goto("/portal/cases/mine")
    li.locator("section", has_text="等我接").get_by_role("link", name=number).click()
    fits_and_is_accessible(li)
    li.get_by_role("button", name="接办").click()
    li.locator("summary", has_text="退回").click()
    li.get_by_label("退回原因").fill("在隔壁镇，不归我")
    li.get_by_role("button", name="退回").click()

    wang.get_by_role("link", name="提醒").click()
    wang.get_by_role("link", name="在隔壁镇，不归我").click()
    wang.get_by_role("button", name="接办").click()
    wang.get_by_role("button", name="开始办理").click()
    wang.get_by_label("答复内容").fill("已查处，正在整改。")
    wang.get_by_role("button", name="答复").click()
    assert wang.locator(".title .pill").first.inner_text() == "已答复"
    past = wang.locator(".history").inner_text()
    told = ("答复市民", "开始办理", "接办", "退回", "交办", "受理", "更正登记", "市民提交举报")
    assert [past.index(each) for each in told] == sorted(past.index(each) for each in told)
    fits_and_is_accessible(wang)


def test_danger_at_night_rings_on_until_somebody_takes_it(li: Page, bureau: Bureau) -> None:
    li.goto("/portal/account")
    li.clock.install()
    li.goto("/portal/cases/mine")
    li.evaluate(
        """() => {
            window.rung = 0;
            window.Notification = class { constructor() { window.rung += 1; } };
            window.Notification.permission = "granted";
        }"""
    )
    number = file(bureau, "night", urgent=True).number
    for _ in range(50):
        li.clock.run_for(20_500)
        if li.evaluate("window.rung") >= 2:
            break
        time.sleep(0.1)  # the answer to the page's question takes real time
    assert li.evaluate("window.rung") >= 2
    li.get_by_role("region", name="紧急举报").get_by_text(number).wait_for()
    assert li.locator('[data-live="danger"]').inner_text() == "1"
    assert li.get_by_text("有新的变化").is_visible()
    fits_and_is_accessible(li)
    li.get_by_role("button", name="接件").click()
    assert "已接办" in said(li)
    assert li.locator("h1").inner_text() == number
    assert not li.get_by_role("region", name="紧急举报").is_visible()
    li.clock.run_for(60_000)
    assert not li.get_by_role("region", name="紧急举报").is_visible()


def test_it_rings_on_the_page_of_another_case_as_well(
    browser: Browser, address: str, bureau: Bureau
) -> None:
    page = desk(browser, address, "chen")
    page.clock.install()
    page.goto(f"/portal/cases/{file(bureau, 'by day').number}")
    number = file(bureau, "second night", urgent=True).number
    alarm = page.get_by_role("region", name="紧急举报").get_by_text(number)
    for _ in range(50):
        page.clock.run_for(20_500)
        if alarm.is_visible():
            break
        time.sleep(0.1)
    assert alarm.is_visible()
    bureau.casework.take(number=number, by="chen", at=datetime.now(UTC))
    page.context.close()


def test_no_word_is_lost_by_a_crash_an_ended_session_or_a_colleagues_step(
    browser: Browser, address: str, bureau: Bureau
) -> None:
    page = desk(browser, address, "chen")
    number = file(bureau, "drafts").number
    path = f"/portal/cases/{number}"
    page.goto(path)
    page.locator("summary", has_text="更多").click()
    page.locator("summary", has_text="不予受理").click()
    page.get_by_label("缺哪些线索").fill("请补充具体")
    expect(page.locator(".refuse [data-saved]")).to_contain_text("草稿已存")
    page.get_by_label("缺哪些线索").fill("请补充具体位置，")  # no pause: the tab dies at once
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(path)
    expect(page.get_by_label("缺哪些线索")).to_have_value("请补充具体位置，")

    session_ends(context, bureau)
    page.get_by_label("缺哪些线索").fill("请补充具体位置，是哪条路")
    expect(page.locator(".refuse [data-saved]")).to_contain_text("先存在这台电脑上")
    sign_in(page, "chen", OWN)
    page.goto(path)
    expect(page.get_by_label("缺哪些线索")).to_have_value("请补充具体位置，是哪条路")
    expect(page.locator(".refuse [data-saved]")).to_contain_text("草稿已存")

    bureau.cases.take(verb="note", number=number, by="wang", at=datetime.now(UTC), note="已联系")
    page.get_by_label("缺哪些线索").fill("请补充具体位置，是哪条路？")
    expect(page.locator("#meanwhile")).to_contain_text("王芳：内部备注")
    page.get_by_role("button", name="不予受理").click()
    assert "王芳：内部备注" in said(page)
    fits_and_is_accessible(page)
    expect(page.get_by_label("缺哪些线索")).to_have_value("请补充具体位置，是哪条路？")
    page.get_by_role("button", name="不予受理").click()
    assert "已完成" in said(page)
    assert bureau.drafts.of_case(officer="chen", number=number) == {}
    context.close()


def test_what_was_sent_at_once_does_not_stand_there_again(
    browser: Browser, address: str, bureau: Bureau
) -> None:
    page = desk(browser, address, "chen")
    path = f"/portal/cases/{file(bureau, 'quick').number}"
    page.goto(path)
    page.locator("summary", has_text="更多").click()
    page.locator("summary", has_text="加备注").click()
    page.locator(".note textarea").fill("已电话联系，\n晚上再去")
    page.get_by_role("button", name="加备注").click()
    assert "已完成" in said(page)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".note textarea")).to_have_value("")
    page.context.close()


def session_ends(context: BrowserContext, bureau: Bureau) -> None:
    for each in bureau.officer_sessions.of("chen", at=datetime.now(UTC)):
        bureau.officer_sessions.end(each.key, officer="chen")


def test_neighbours_are_merged_from_the_map_and_all_hear_the_answer(
    li: Page, bureau: Bureau
) -> None:
    place = {"place": "330482101", "categories": ("water",)}
    at = [Location(121.09 + n / 300, 30.61) for n in range(3)]
    main, *others = (file(bureau, f"near{n}", f"w{n}", location=at[n], **place) for n in range(3))
    li.goto(f"/portal/cases/{main.number}")
    assert li.locator(".small-map .spot").count() == 3
    fits_and_is_accessible(li)
    for other in others:
        li.get_by_role("button", name=f"并进来：{other.number}").click()
        assert other.number in said(li)
    li.get_by_role("button", name="受理").click()
    li.get_by_role("button", name="开始办理").click()
    li.get_by_label("答复内容").fill("河道已清理。")
    li.get_by_role("button", name="答复").click()
    for citizen in ("w0", "w1", "w2"):
        letters = bureau.outbox.of_citizen(to=citizen)
        assert any("河道已清理。" in each.content.body["text"] for each in letters)


def test_thirty_lines_stand_on_a_screen_and_keys_walk_them(wang: Page, bureau: Bureau) -> None:
    for n in range(32):
        file(bureau, f"many{n}", categories=("dust",), place="330421100", location=None)
    wang.goto("/portal/cases?status=submitted&category=dust")
    rows = wang.locator(".lines > li")
    assert rows.count() == 30
    last = rows.nth(29).bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= 1400
    for key in ("j", "j", "j", "k", "x"):
        wang.keyboard.press(key)
    second = rows.nth(1)
    assert second.locator("a.number").evaluate("link => link === document.activeElement")
    assert second.locator("input").is_checked()
    assert "已选 1 件" in wang.locator("[data-chosen]").inner_text()
    number = second.locator("a.number").inner_text()
    wang.keyboard.press("Enter")
    wang.wait_for_url(f"**/{number}")
    wang.keyboard.press("u")
    wang.wait_for_url("**/portal/cases?status=submitted&category=dust")
    rows.nth(3).click(position={"x": 700, "y": 10})  # the whole line opens the case
    wang.wait_for_url("**/portal/cases/2*")


def test_a_selection_is_done_and_undone(wang: Page, bureau: Bureau) -> None:
    wang.goto("/portal/cases?status=submitted&category=dust")
    for n in range(3):
        wang.locator(".lines input").nth(n).check()
    wang.get_by_label("批量做什么").select_option("accept")
    wang.get_by_role("button", name="先看看").click()
    fits_and_is_accessible(wang)
    wang.get_by_role("button", name="受理 3 件").click()
    wang.get_by_text("已受理 3 件").wait_for()
    fits_and_is_accessible(wang)
    wang.get_by_role("button", name="撤销").click()
    assert "已撤销 3 件" in said(wang)


@pytest.mark.parametrize("width", [*WIDTHS, 390])
def test_every_page_of_the_desk_fits_and_is_accessible(
    browser: Browser, address: str, bureau: Bureau, width: int
) -> None:
    bureau.templates.keep(
        title="夜查", category="", text="{编号}已查。", by="li", at=datetime.now(UTC)
    )
    page = desk(browser, address, "li", width)
    for path in ("cases/mine", "cases/mine?part=free", "cases?status=", "notices", "leave",
                 "templates"):  # fmt: skip
        page.goto(f"/portal/{path}")
        fits_and_is_accessible(page)
    page.context.close()


def test_on_a_phone_filters_are_folded_and_the_current_tab_is_in_view(
    browser: Browser, address: str, bureau: Bureau
) -> None:
    file(bureau, "phone", categories=("dust",))
    page = desk(browser, address, "li", 390)
    page.goto("/portal/cases?status=open")
    assert not page.get_by_label("编号", exact=True).is_visible()
    page.locator("summary", has_text="筛选").click()
    page.get_by_label("类型").select_option("dust")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**category=dust**")
    assert page.get_by_label("类型").input_value() == "dust"
    page.locator(".lines a.number").first.click()
    page.get_by_role("link", name="返回列表").click()
    page.wait_for_url("**category=dust**")
    page.goto("/portal/quality")
    group, tab = page.locator(".top nav [aria-current]").all()
    for each in (group, tab):
        box = each.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= 391 - box["width"]
    page.context.close()
