"""The patrol page on a phone, in Chromium: without a line, with a full phone, a wrong clock."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bureau.patrols import Patrol, PatrolKind
from bureau.patrols.routes import PatrolRoute, read_grid
from bureau.wiring import Bureau
from portal import register
from tests.browsing import serving
from tests.portal.conftest import bureau_in
from tests.portal.walks import ME, TOWN, path_of, picture, route, stored, volunteer

pytestmark = pytest.mark.browser


@dataclass
class Served:
    """A bureau behind an address, on a database of its own."""

    bureau: Bureau
    address: str = ""
    swallowing: bool = False  # what comes is kept, and the answer is lost on the way back
    swallowed: int = 0

    def path(self, by: str = ME) -> str:
        return path_of(self.bureau, by, datetime.now(UTC))


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    bureau = bureau_in(Path(tmp_path_factory.mktemp("patrol")))
    app = Flask("webhook", static_folder=None)
    register(app, bureau)
    served = Served(bureau)

    def lossy(environ: Any, start: Any) -> Any:
        if not (served.swallowing and environ["REQUEST_METHOD"] == "POST"):
            return app(environ, start)
        b"".join(app(environ, lambda *_: None))
        served.swallowed += 1
        start("504 Gateway Timeout", [("Content-Length", "0")])
        return []

    with serving(lossy) as served.address:
        yield served
    bureau.close()


@pytest.fixture
def phone(browser: Browser, live: Served) -> Iterator[BrowserContext]:
    """A phone of its own, with nothing on it yet."""
    context = browser.new_context(
        base_url=live.address,
        viewport={"width": 375, "height": 740},
        locale="zh-CN",
        has_touch=True,
    )
    context.set_default_timeout(15_000)
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    yield context
    context.close()
    assert faults == []


def walker(live: Served, many: int = 3, kind: str = "odor") -> tuple[str, int, PatrolRoute]:
    """Return a new volunteer's key and number, with a route of their own kind."""
    by = uuid.uuid4().hex
    number = volunteer(live.bureau, by, kind, datetime.now(UTC))
    for each in live.bureau.patrol_routes.routes():
        live.bureau.patrol_routes.close_route(each.id, at=datetime.now(UTC))
    return by, number, route(live.bureau, many, datetime.now(UTC), "odor")


def theirs(live: Served, number: int) -> list[Patrol]:
    return [each for each in stored(live.bureau) if each.volunteer == number]


def opened(phone: BrowserContext, path: str) -> Page:
    page = phone.new_page()
    page.goto(path)
    expect(page.locator("#offline-ready")).to_be_visible()
    expect(page.locator(".pt-spot").first).to_be_visible()
    # Until the worker has the page, a reload without a network would find nothing.
    page.wait_for_function("caches.match('/patrol/shell').then(Boolean)")
    return page


def clear(page: Page, number: int) -> None:
    line = page.locator(".pt-spot").nth(number)
    line.get_by_role("button", name="没发现，记下").click()
    expect(line.locator("[data-done]")).to_be_visible()


def smelt(page: Page, number: int, level: int) -> None:
    page.locator(".pt-spot").nth(number).get_by_role("button", name="有情况").click()
    page.locator("#odor .pt-level").nth(level).click()
    page.locator("#odor .pt-chip").first.click()
    page.get_by_role("button", name="记下这个点").locator("visible=true").click()
    expect(page.locator(".pt-spot").nth(number).locator("[data-done]")).to_be_visible()


def test_thirty_points_with_two_cuts_and_a_reload_are_thirty(
    phone: BrowserContext, live: Served
) -> None:
    by, number, _ = walker(live, 30)
    page = opened(phone, live.path(by))
    for spot in range(8):
        clear(page, spot)
    expect(page.locator("#state")).to_have_text("都发出去了")

    # The first cut is the nasty one: what was sent is kept, and the answer never comes.
    live.swallowing = True
    for spot in range(8, 12):
        smelt(page, spot, 3)
    page.wait_for_function("document.querySelector('#state').textContent.includes('没有网络')")
    assert live.swallowed
    assert len(theirs(live, number)) > 8
    phone.set_offline(True)
    live.swallowing = False
    for spot in range(12, 18):
        clear(page, spot)
    expect(page.locator("#state")).to_contain_text("个点没发出去")

    page.reload()  # without a network
    expect(page.locator(".pt-spot")).to_have_count(30)
    expect(page.locator("#today")).to_have_text("18")
    for spot in range(18, 22):
        smelt(page, spot, 2)
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#state")).to_have_text("都发出去了")

    phone.set_offline(True)  # the second cut
    for spot in range(22, 27):
        clear(page, spot)
    expect(page.locator("#state")).to_contain_text("还有 5 个点没发出去")
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    for spot in range(27, 30):
        clear(page, spot)
    expect(page.locator("#state")).to_have_text("都发出去了")
    kept = theirs(live, number)
    assert len(kept) == 30
    assert {each.draft.spot for each in kept} == {str(n) for n in range(1, 31)}
    assert sum(each.draft.found for each in kept) == 8


def back_online(phone: BrowserContext, *pages: Page) -> None:
    phone.set_offline(False)
    for page in pages:
        page.evaluate("dispatchEvent(new Event('online'))")


def with_photo(page: Page, number: int) -> None:
    page.locator(".pt-spot").nth(number).get_by_role("button", name="有情况").click()
    page.locator("#odor .pt-level").nth(4).click()
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    page.locator("#odor input[type=file]").set_input_files([photo])
    page.get_by_role("button", name="记下这个点").locator("visible=true").click()
    expect(page.locator(".pt-spot").nth(number).locator("[data-done]")).to_be_visible()


def test_a_photo_goes_later_than_its_point(phone: BrowserContext, live: Served) -> None:
    by, number, _ = walker(live)
    page = opened(phone, live.path(by))
    page.route("**/photos/**", lambda way: way.abort())
    with_photo(page, 0)
    expect(page.locator("#state")).to_contain_text("还有 1 张照片没发出去")
    (kept,) = theirs(live, number)
    assert kept.draft.photos == ()
    page.unroute("**/photos/**")
    page.reload()
    expect(page.locator("#state")).to_have_text("都发出去了")
    (kept,) = theirs(live, number)
    assert len(kept.draft.photos) == 1


FULL = """
const add = IDBObjectStore.prototype.add;
IDBObjectStore.prototype.add = function (value) {
  if (self.full?.includes(this.name)) throw new DOMException("no room", "QuotaExceededError");
  return add.call(this, value);
};
"""


def test_a_full_phone_gives_up_the_photo_before_the_point(
    phone: BrowserContext, live: Served
) -> None:
    by, number, _ = walker(live)
    phone.add_init_script(FULL)
    page = opened(phone, live.path(by))
    phone.set_offline(True)
    page.evaluate("self.full = ['photos']")
    with_photo(page, 0)
    expect(page.locator("#full")).to_contain_text("照片没存住")
    page.evaluate("self.full = ['photos', 'points']")
    clear(page, 1)
    expect(page.locator("#full")).to_contain_text("请别关页面")
    expect(page.locator("#state")).to_contain_text("还有 2 个点没发出去")
    back_online(phone, page)
    expect(page.locator("#state")).to_have_text("都发出去了")
    expect(page.locator("#full")).to_be_hidden()
    assert {each.draft.spot for each in theirs(live, number)} == {"1", "2"}


def test_a_link_that_ends_on_the_way_loses_nothing(phone: BrowserContext, live: Served) -> None:
    by, number, _ = walker(live)
    old = path_of(live.bureau, by, datetime.now(UTC) - timedelta(days=7) + timedelta(seconds=6))
    page = opened(phone, old)
    phone.set_offline(True)
    clear(page, 0)
    clear(page, 1)
    page.wait_for_timeout(6000)
    back_online(phone, page)
    expect(page.locator("#over")).to_contain_text("巡查页面")
    expect(page.locator("#state")).to_contain_text("还有 2 个点没发出去")
    page.reload()
    expect(page.get_by_role("heading", name="这个链接过期了")).to_be_visible()
    expect(page.locator("#left")).to_contain_text("2 个点没发出去")
    assert theirs(live, number) == []
    page.goto(live.path(by))
    expect(page.locator("#state")).to_have_text("都发出去了")
    assert len(theirs(live, number)) == 2


def test_two_tabs_and_a_second_volunteer_on_one_phone(phone: BrowserContext, live: Served) -> None:
    by, number, _ = walker(live, 6)
    path = live.path(by)
    one, two = opened(phone, path), opened(phone, path)
    phone.set_offline(True)
    for spot in range(3):
        clear(one, spot)
        clear(two, spot + 3)
    expect(one.locator("#state")).to_contain_text("还有 6 个点没发出去")
    one.close()
    two.close()
    phone.set_offline(False)

    other = uuid.uuid4().hex
    second = volunteer(live.bureau, other, "odor", datetime.now(UTC))
    three = phone.new_page()
    three.goto(live.path(other))
    expect(three.locator("#state")).to_contain_text("另有 6 个点是别的志愿者存下的")
    three.close()

    for page in [phone.new_page(), phone.new_page()]:
        page.goto(path, wait_until="commit")
    for page in phone.pages:
        expect(page.locator("#state")).to_have_text("都发出去了")
    assert len(theirs(live, number)) == 6
    assert theirs(live, second) == []


def test_a_phone_nine_hours_off_tells_the_right_time(phone: BrowserContext, live: Served) -> None:
    by, number, _ = walker(live)
    page = opened(phone, live.path(by))
    page.evaluate("{ const now = Date.now; Date.now = () => now() - 9 * 3600_000; }")
    clear(page, 0)
    expect(page.locator("#state")).to_have_text("都发出去了")
    (kept,) = theirs(live, number)
    assert abs(kept.at - datetime.now(UTC)) < timedelta(minutes=2)


def test_water_is_told_by_taps_and_the_colour_card(phone: BrowserContext, live: Served) -> None:
    by, number, _ = walker(live)
    volunteer(live.bureau, by, "water", datetime.now(UTC))
    phone.grant_permissions(["geolocation"])
    phone.set_geolocation({"longitude": 120.75, "latitude": 30.75})
    page = opened(phone, live.path(by))
    page.get_by_role("button", name="记一个河水点").click()
    save = page.get_by_role("button", name="记下这个点").locator("visible=true")
    save.click()
    expect(page.locator("#toast")).to_have_text("先选一下水的颜色")
    for chip in ("发绿", "腥味", "蓝藻", "有异常", "带上我现在的位置"):
        page.locator("#water").get_by_text(chip, exact=True).click()
    page.get_by_text("对一对色卡").click()
    page.locator("#water .pt-shade").nth(10).click()
    found = Axe().run(page)["violations"]
    assert not [(each["id"], each["nodes"][0]["html"]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    save.click()
    expect(page.locator("#today")).to_have_text("1")
    expect(page.locator("#state")).to_have_text("都发出去了")
    (kept,) = [each for each in stored(live.bureau) if each.draft.kind == "water"]
    told = kept.draft
    assert (told.colour, told.smell, told.floating) == ("greenish", "fishy", ("algae",))
    assert (told.forel_ule, told.found) == (11, True)
    assert told.longitude == pytest.approx(120.7545, abs=0.002)
    assert number != kept.volunteer


def test_a_grid_spot_is_measured_breath_by_breath(phone: BrowserContext, live: Served) -> None:
    by, number, _ = walker(live)
    shape = read_grid("120.7", "30.7", "250", "2", "1")
    now = datetime.now(UTC)
    grid = PatrolRoute(0, "方格", PatrolKind.ODOR, None, TOWN, shape.spots(), shape, now, "li")
    live.bureau.patrol_routes.add_route(grid)
    page = opened(phone, live.path(by))
    page.get_by_role("button", name="方格").click()
    expect(page.locator(".pt-spot")).to_have_count(6)
    page.evaluate(
        "{ const now = performance.now.bind(performance); self.ahead = 0;"
        " performance.now = () => now() + self.ahead; }"
    )
    page.locator(".pt-spot").nth(4).get_by_role("button", name="测十分钟").click()
    page.get_by_role("button", name="开始计时").click()
    for breath in range(1, 8):
        page.get_by_role("button", name="这一口闻到了").click()
        page.evaluate("self.ahead += 10_000")
        expect(page.locator("#breath")).to_have_text(str(breath + 1))
    page.evaluate("self.ahead += 600_000")
    expect(page.locator("#today")).to_have_text("1")
    expect(page.locator("#state")).to_have_text("都发出去了")
    (kept,) = theirs(live, number)
    assert (kept.draft.breaths, kept.draft.recognised, kept.draft.spot) == (60, 7, "1-1")
