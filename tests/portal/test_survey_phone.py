"""The survey page in a real browser: narrow, by keyboard, in large text, without a line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_core_python.sync_playwright import Axe
from flask import Flask, request
from playwright.sync_api import Browser, Page, expect

import portal
from bureau.settings import load
from bureau.wiring import Bureau
from tests.browsing import serving

pytestmark = pytest.mark.browser


class Platform:
    """Says who a code belongs to."""

    def citizen_of(self, code: str) -> tuple[str, bool]:
        return f"o{code}", False

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = Flask("tests")
    with serving(app) as url:
        settings = {
            "VAR_DIR": str(tmp_path_factory.mktemp("var")),
            "DEMO": "1",
            "PUBLIC_URL": url,
            "WECHAT_API_URL": f"{url}/platform",
        }
        bureau = Bureau(load(settings))
        bureau.__dict__["wechat"] = Platform()
        portal.register(app, bureau)

        @app.get("/platform/connect/oauth2/authorize")
        def authorize() -> tuple[str, int, dict[str, str]]:
            who = request.cookies.get("who", "nobody")
            back = f"{request.args['redirect_uri']}?code={who}&state={request.args['state']}"
            return "", 302, {"Location": back}

        yield url
    bureau.close()


def opened(browser: Browser, address: str, who: str, *, width: int = 320) -> Page:
    """A phone of a certain width that belongs to somebody, at the survey."""
    context = browser.new_context(viewport={"width": width, "height": 640})
    context.add_cookies([{"name": "who", "value": who, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/survey")
    return page


def sound(page: Page) -> None:
    """Nothing overflows sideways and nothing serious stands in anybody's way."""
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0
    found = Axe().run(page)["violations"]
    assert [(v["id"], v["help"]) for v in found if v["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("width", [320, 1440])
def test_the_whole_journey(browser: Browser, address: str, width: int) -> None:
    page = opened(browser, address, f"reader{width}", width=width)
    sound(page)
    page.get_by_role("button", name="开始").click()
    expect(page.locator("h1")).to_contain_text("哪个镇")
    sound(page)
    page.select_option("select", label="王店镇")
    page.get_by_role("button", name="下一题").click()
    page.get_by_role("button", name="五年以上").click()
    expect(page.locator("h1")).to_contain_text("多大")
    sound(page)
    page.locator("input[name=text]").fill("35")
    page.get_by_role("button", name="下一题").click()
    expect(page.locator("h1")).to_contain_text("变好了吗")
    sound(page)
    for choice in ("好了一些", "不满意", "听说过一些", "很少参加", "比较有信心"):
        page.get_by_role("button", name=choice, exact=True).click()
    expect(page.locator("h1")).to_contain_text("哪里让您不满意")
    sound(page)
    page.locator("textarea").fill("河水发黑")
    page.get_by_role("button", name="下一题").click()
    expect(page.locator("h1")).to_contain_text("男士还是女士")
    sound(page)
    page.get_by_role("button", name="不愿说").click()
    expect(page.locator("main")).to_contain_text("谢谢您")
    sound(page)
    page.get_by_role("button", name="下个季度开始时叫我一声").click()
    expect(page.locator("main")).to_contain_text("可以关掉这个页面")
    sound(page)


def test_by_keyboard_alone(browser: Browser, address: str) -> None:
    page = opened(browser, address, "keyboard")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("哪个镇")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("住了多久")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("多大")


def test_large_text_still_fits(browser: Browser, address: str) -> None:
    page = opened(browser, address, "large")
    page.get_by_role("button", name="开始").click()
    page.select_option("select", label="王店镇")
    page.get_by_role("button", name="下一题").click()
    expect(page.locator("h1")).to_contain_text("住了多久")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_lost_connection_loses_no_answer(browser: Browser, address: str) -> None:
    page = opened(browser, address, "tunnel")
    page.get_by_role("button", name="开始").click()
    page.select_option("select", label="王店镇")
    page.get_by_role("button", name="下一题").click()
    expect(page.locator("h1")).to_contain_text("住了多久")
    page.context.set_offline(True)
    page.get_by_role("button", name="五年以上").click()
    expect(page.get_by_role("status")).to_contain_text("已经记在手机里")
    page.context.set_offline(False)
    expect(page.locator("h1")).to_contain_text("多大")
    expect(page.get_by_role("status")).to_have_text("")


def test_an_answer_kept_on_the_phone_is_sent_when_the_page_opens_again(
    browser: Browser, address: str
) -> None:
    page = opened(browser, address, "battery")
    page.get_by_role("button", name="开始").click()
    page.select_option("select", label="王店镇")
    page.get_by_role("button", name="下一题").click()
    expect(page.locator("h1")).to_contain_text("住了多久")
    page.context.set_offline(True)
    page.get_by_role("button", name="五年以上").click()
    expect(page.get_by_role("status")).to_contain_text("已经记在手机里")
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{address}/survey")
    expect(page.locator("h1")).to_contain_text("多大")


def test_without_scripts_it_works_as_plain_forms(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    context.add_cookies([{"name": "who", "value": "plain", "url": address}])
    page = context.new_page()
    page.goto(f"{address}/survey")
    page.get_by_role("button", name="开始").click()
    page.select_option("select", label="王店镇")
    page.get_by_role("button", name="下一题").click()
    page.get_by_role("button", name="五年以上").click()
    expect(page.locator("h1")).to_contain_text("多大")
