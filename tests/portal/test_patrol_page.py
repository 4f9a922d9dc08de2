"""The volunteers' patrol page: what it takes, and whose; it loses and doubles nothing."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bureau.patrols import Patrol, PatrolKind
from bureau.patrols.routes import PatrolRoute, RouteSpot, read_grid
from bureau.wiring import Bureau
from portal import register
from tests.browsing import serving
from tests.portal.conftest import AT, Watch, bureau_in

ME, OTHER = "a" * 32, "b" * 32
TOWN = "330411101"


def volunteer(bureau: Bureau, by: str = ME, kind: str = "odor", at: datetime = AT) -> int:
    applied = bureau.patrols.apply(kind=kind, town=TOWN, by=by, at=at, message_key=f"{by}{kind}")
    bureau.patrols.decide(volunteer=applied.id, approved=True, by="li", at=at)
    return applied.id


def path_of(bureau: Bureau, by: str = ME, at: datetime = AT) -> str:
    address = bureau.walking.address(by=by, at=at)
    assert address is not None
    return address.removeprefix(bureau.settings.public_url)


def route(bureau: Bureau, many: int, at: datetime = AT, kind: str = "odor") -> PatrolRoute:
    spots = tuple(
        RouteSpot(str(n), f"{n} 号点", 120.7 + n / 1000, 30.7) for n in range(1, many + 1)
    )
    return bureau.patrol_routes.add_route(
        PatrolRoute(0, "园区一圈", PatrolKind(kind), TOWN[:6], TOWN, spots, None, at, "li")
    )


def point(**facts: Any) -> dict[str, Any]:
    known = {
        "id": str(uuid.uuid4()),
        "at": AT.timestamp() * 1000,
        "kind": "odor",
        "intensity": 3,
        "found": True,
        "place_text": "东门",
    }
    return {**known, **facts}


def send(phone: FlaskClient, path: str, *points: Any, sent: datetime = AT) -> Any:
    body = {"sent": sent.timestamp() * 1000, "points": list(points)}
    return phone.post(f"{path}/points", json=body)


def stored(bureau: Bureau) -> list[Patrol]:
    return bureau.patrols.search(limit=500)[0]


@pytest.fixture
def page_of(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_point_is_kept_once_however_often_it_is_sent(
    bureau: Bureau, page_of: FlaskClient
) -> None:
    volunteer(bureau)
    path, one, two = path_of(bureau), point(), point(intensity=0, found=False)
    for _ in range(3):
        told = send(page_of, path, one, two).get_json()
        assert told == {"stored": [one["id"], two["id"]], "refused": []}
    assert sorted(each.draft.intensity or 0 for each in stored(bureau)) == [0, 3]


def test_what_is_no_point_stops_no_other(bureau: Bureau, page_of: FlaskClient) -> None:
    volunteer(bureau)
    good = point()
    wrong: list[Any] = [
        7,
        None,
        [],
        {},
        point(id="1"),
        point(id=None),
        point(at="soon"),
        point(at=True),
        point(at=1e99),
        point(kind="noise"),
        point(intensity=6),
        point(intensity=-1),
        point(intensity=True),
        point(intensity=2.5),
        point(intensity=None),
        point(found="yes"),
        point(qualities="塑料"),
        point(qualities=["香水"]),
        point(forel_ule=22),
        point(colour="pink"),
        point(seen=["x"]),
        point(longitude=120.7),
        point(longitude="120.7", latitude=30.7),
        point(longitude=200.0, latitude=30.7),
        point(breaths=60, recognised=61),
        point(place_text="", longitude=None),
        point(kind="water"),
    ]
    told = send(page_of, path_of(bureau), *wrong, good).get_json()
    assert told["stored"] == [good["id"]]
    assert len(told["refused"]) == len(wrong)
    assert len(stored(bureau)) == 1


def test_a_body_that_is_none_of_ours_is_refused(bureau: Bureau, page_of: FlaskClient) -> None:
    volunteer(bureau)
    path = f"{path_of(bureau)}/points"
    for body in (
        b"",
        b"{",
        b"[]",
        b'{"points": 3}',
        b'{"points": []}',
        b'{"points":[],"sent":"x"}',
    ):
        answer = page_of.post(path, data=body, content_type="application/json")
        assert answer.status_code == 400, body
    large = json.dumps({"sent": 0, "points": ["x" * 300_000]})
    assert page_of.post(path, data=large, content_type="application/json").status_code == 413


def test_nobody_sends_for_another(bureau: Bureau, page_of: FlaskClient) -> None:
    mine, theirs = volunteer(bureau), volunteer(bureau, OTHER)
    same = point()
    for by in (ME, OTHER):
        assert send(page_of, path_of(bureau, by), same).get_json()["stored"] == [same["id"]]
    assert {each.volunteer for each in stored(bureau)} == {mine, theirs}
    owners = {page_of.get(f"{path_of(bureau, by)}/plan").get_json()["owner"] for by in (ME, OTHER)}
    assert len(owners) == 2
    shown = page_of.get(path_of(bureau)).get_data(as_text=True)
    assert ME not in shown


@pytest.mark.parametrize("change", ["x", "mac", "until", "volunteer"])
def test_a_forged_link_opens_nothing(bureau: Bureau, page_of: FlaskClient, change: str) -> None:
    number = volunteer(bureau)
    path = path_of(bureau)
    told, _, mac = path.rpartition(".")
    forged = {
        "x": "/patrol/x",
        "mac": f"{told}.{'A' * len(mac)}",
        "until": path.replace(f"{number}.1", f"{number}.2"),
        "volunteer": path.replace(f"/{number}.", f"/{number + 1}."),
    }[change]
    assert page_of.get(forged).status_code == 404
    assert send(page_of, forged, point()).status_code == 404
    assert page_of.get(f"{forged}/plan").status_code == 404
    assert stored(bureau) == []


def test_a_link_ends_and_says_how_to_get_another(
    bureau: Bureau, page_of: FlaskClient, watch: Watch
) -> None:
    volunteer(bureau)
    path = path_of(bureau)
    watch.wait(days=8)
    for answer in (page_of.get(path), send(page_of, path, point()), page_of.get(f"{path}/plan")):
        assert answer.status_code == 410
        assert "巡查页面" in answer.get_data(as_text=True)
    assert send(page_of, path_of(bureau, at=watch()), point()).status_code == 200


def test_who_is_suspended_or_left_sends_nothing_more(bureau: Bureau, page_of: FlaskClient) -> None:
    number = volunteer(bureau)
    path = path_of(bureau)
    bureau.patrols.suspend(volunteer=number, by="li", at=AT)
    assert page_of.get(path).status_code == 403
    assert "暂停" in send(page_of, path, point()).get_json()["detail"]
    bureau.patrols.resume(volunteer=number, by="li", at=AT)
    assert send(page_of, path, point()).status_code == 200
    bureau.patrols.leave(by=ME, at=AT)
    assert send(page_of, path, point()).status_code == 403
    assert bureau.walking.address(by=ME, at=AT) is None


@pytest.mark.parametrize(
    ("clock_off", "taken_before", "minutes"),
    [
        (timedelta(0), timedelta(hours=2), 120),
        (timedelta(seconds=50), timedelta(hours=2), 120),
        (timedelta(hours=9), timedelta(hours=2), 120),
        (timedelta(days=-4000), timedelta(minutes=5), 5),
        (timedelta(0), timedelta(days=40), 0),
        (timedelta(0), timedelta(hours=-1), 0),
    ],
)
def test_a_phones_wrong_clock_is_put_right(
    bureau: Bureau,
    page_of: FlaskClient,
    clock_off: timedelta,
    taken_before: timedelta,
    minutes: int,
) -> None:
    volunteer(bureau)
    sent = AT + clock_off
    taken = sent - taken_before
    one = point(at=taken.timestamp() * 1000)
    assert send(page_of, path_of(bureau), one, sent=sent).get_json()["stored"] == [one["id"]]
    (kept,) = stored(bureau)
    assert abs(kept.at - (AT - timedelta(minutes=minutes))) <= timedelta(minutes=1)
    assert kept.phone_at == taken


def test_a_spots_place_is_its_routes_and_gps_is_moved_to_the_map(
    bureau: Bureau, page_of: FlaskClient
) -> None:
    volunteer(bureau)
    walked = route(bureau, 3)
    at_spot = point(route=walked.id, spot="2", place_text="")
    with_gps = point(longitude=120.75, latitude=30.75)
    nowhere = point(route=999, spot="2", place_text="")
    told = send(page_of, path_of(bureau), at_spot, with_gps, nowhere).get_json()
    assert [each["id"] for each in told["refused"]] == [nowhere["id"]]
    by_place = {each.draft.place_text: each for each in stored(bureau)}
    assert by_place["2 号点"].draft.longitude == pytest.approx(120.702)
    gps = by_place["东门"].draft
    assert gps.longitude == pytest.approx(120.7545, abs=0.002)
    assert gps.longitude != 120.75
    assert by_place["东门"].town is not None


def test_the_route_of_ones_shift_comes_first(bureau: Bureau, page_of: FlaskClient) -> None:
    volunteer(bureau)
    mine, newer = route(bureau, 2), route(bureau, 3)
    begins = AT + timedelta(hours=3)
    shift = bureau.duty_calendar.publish(
        kind=PatrolKind.ODOR, begins=begins, ends=begins + timedelta(hours=2), town=TOWN,
        meet="东门", seats=2, route=mine.id, by="li", at=AT,
    )  # fmt: skip
    for first in (newer, mine):
        told = page_of.get(f"{path_of(bureau)}/plan").get_json()["routes"]
        assert len(told) == 2
        assert first is newer or told[0]["id"] == mine.id
        bureau.duty_calendar.sign_up(shift=shift.id, by=ME, at=AT)


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "#557733").save(made, "JPEG")
    return made.getvalue()


def test_a_photo_comes_after_its_point_and_once(bureau: Bureau, page_of: FlaskClient) -> None:
    volunteer(bureau)
    path, one, name = path_of(bureau), point(), str(uuid.uuid4())
    there = f"{path}/points/{one['id']}/photos/{name}"
    assert page_of.post(there, data=picture()).status_code == 409
    send(page_of, path, one)
    assert page_of.post(there, data=b"no photo").status_code == 422
    for _ in range(2):
        assert page_of.post(there, data=picture()).status_code == 200
    assert page_of.post(f"{path}/points/x/photos/{name}", data=picture()).status_code == 400
    ((photo,),) = [each.draft.photos for each in stored(bureau)]
    assert bureau.evidence.read(photo)[1] == "image/jpeg"


# In a browser.


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


@pytest.mark.browser
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


@pytest.mark.browser
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


@pytest.mark.browser
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


@pytest.mark.browser
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


@pytest.mark.browser
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


@pytest.mark.browser
def test_a_phone_nine_hours_off_tells_the_right_time(phone: BrowserContext, live: Served) -> None:
    by, number, _ = walker(live)
    page = opened(phone, live.path(by))
    page.evaluate("{ const now = Date.now; Date.now = () => now() - 9 * 3600_000; }")
    clear(page, 0)
    expect(page.locator("#state")).to_have_text("都发出去了")
    (kept,) = theirs(live, number)
    assert abs(kept.at - datetime.now(UTC)) < timedelta(minutes=2)


@pytest.mark.browser
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


@pytest.mark.browser
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
