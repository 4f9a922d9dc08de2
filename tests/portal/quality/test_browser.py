"""The citizens' pages in a real browser: widths, rules of accessibility, weight, a finger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browsing import fits_and_is_accessible, serving, sign_in
from tests.portal.conftest import PASSWORD

pytestmark = pytest.mark.browser

PATHS = ("/air", "/air?station=1252A&what=PM2.5", "/water", "/water?section=wuzhenbei")
LARGEST = 300_000  # bytes over the wire, everything together
DRAWN = "[data-chart] canvas"


@pytest.fixture(scope="module")
def address(served: Flask) -> Iterator[str]:
    with serving(served) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A phone, without anything kept from before."""
    context = browser.new_context(base_url=address, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1440, "dark")])
def test_every_page_fits_and_is_accessible(
    browser: Browser, address: str, path: str, width: int, scheme: str
) -> None:
    page = browser.new_page(
        base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.locator(".chart").scroll_into_view_if_needed()
    page.locator(DRAWN).wait_for()
    fits_and_is_accessible(page)
    assert said == []
    page.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_light_and_comes_from_here_alone(page: Page, address: str, path: str) -> None:
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    weights: list[int] = []
    asked: list[str] = []
    wire.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path)
    assert sum(weights) < 40_000  # before a chart is looked at
    page.locator(".chart").scroll_into_view_if_needed()
    page.locator(DRAWN).wait_for()
    page.wait_for_load_state("networkidle")
    assert 150_000 < sum(weights) < LARGEST
    assert all(url.startswith((address, "data:")) for url in asked)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_reads_without_a_script(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page(base_url=address, java_script_enabled=False)
    page.goto(path)
    assert page.locator("h1").inner_text()
    assert page.locator("svg.map").is_visible()
    assert not page.locator(".chart").is_visible()
    page.locator("#series summary").click()
    assert page.locator("#readings tbody tr").first.is_visible()
    page.close()


def test_a_finger_on_the_map_opens_the_nearest_station(page: Page) -> None:
    page.goto("/air")
    mark = page.locator('circle[data-to="?station=1252A"]')
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/air?station=*")


def test_a_resident_chooses_their_town_by_keyboard(page: Page) -> None:
    page.goto("/air")
    page.get_by_label("看哪里").select_option(label="乌镇镇")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="查看").press("Enter")
    page.wait_for_url("**/air?place=*")
    assert "乌镇" in page.locator("h1").inner_text()


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize(
    "path", ["/portal/quality", "/portal/quality?medium=water&level=town&month=2026-10"]
)
def test_the_officers_page_fits_and_is_accessible(
    browser: Browser, address: str, width: int, path: str
) -> None:
    page = browser.new_page(base_url=address, viewport={"width": width, "height": 800})
    sign_in(page, "admin", PASSWORD)
    page.goto(path)
    assert page.get_by_role("link", name="空气和水").get_attribute("aria-current") == "page"
    fits_and_is_accessible(page)
    page.close()
