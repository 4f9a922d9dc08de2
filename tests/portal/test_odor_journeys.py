"""Odor in headless Chromium: the alarm at night on a desk that lies open, the public's pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from bureau.cases import Draft, Location
from bureau.wiring import Bureau
from portal import register
from tests.browsing import fits_and_is_accessible, serving, sign_in
from tests.portal.conftest import PASSWORD, Watch, bureau_in

pytestmark = pytest.mark.browser
# Ten past eleven in the evening.
NIGHT = datetime(2026, 11, 24, 15, 10, tzinfo=UTC)
WIDTHS = (390, 1280)


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch(NIGHT)


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    bureau = bureau_in(Path(tmp_path_factory.mktemp("odor")))
    yield bureau
    bureau.close()


@pytest.fixture(scope="module")
def address(bureau: Bureau, watch: Watch) -> Iterator[str]:
    app = Flask("webhook", static_folder=None)
    register(app, bureau, clock=watch)
    with serving(app) as address:
        yield address


def page_of(browser: Browser, address: str, width: int) -> Page:
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 844}, locale="zh-CN"
    )
    return context.new_page()


def smelt(bureau: Bureau, people: range, town: int, at: datetime) -> None:
    seat = bureau.places.towns()[town]
    for n in people:
        draft = Draft(
            categories=("odor",), place=seat.code, description="一股塑料味",
            location=Location(seat.longitude, seat.latitude), odor_qualities=("塑料",),
        )  # fmt: skip
        when = at - timedelta(minutes=20 - n % 20)
        bureau.cases.submit(draft=draft, by=f"{n:032d}", at=when, message_key=f"{town}{n}")


def the_worker_looks(bureau: Bureau, at: datetime) -> None:
    bureau.odor.follow(at=at)
    bureau.noses.sweep(at=at)
    bureau.bulletin.sweep(at=at)


@pytest.mark.parametrize("width", WIDTHS)
def test_at_night_the_alarm_comes_onto_an_open_desk_and_ends_when_it_is_taken(
    browser: Browser, address: str, bureau: Bureau, watch: Watch, width: int
) -> None:
    desk = page_of(browser, address, width)
    desk.clock.install()
    sign_in(desk, "admin", PASSWORD)
    desk.goto("/portal/account")
    alarm = desk.get_by_role("region", name="异味报警")
    assert alarm.count() == 0
    smelt(bureau, range(width, width + 6), WIDTHS.index(width) * 9, watch.at)
    the_worker_looks(bureau, watch.at)
    desk.clock.run_for(21_000)
    alarm.get_by_text("1 起没人接").or_(alarm.get_by_text("没人接")).first.wait_for()
    assert "异味报警" in desk.title()
    fits_and_is_accessible(desk)
    alarm.get_by_role("button", name="我来处理").click()
    assert desk.locator("h1").inner_text().startswith("异味事件")
    assert "已接手" in desk.locator(".said").inner_text()
    assert "管理员" in desk.locator(".odor-facts").inner_text()
    assert desk.get_by_role("region", name="异味报警").count() == 0
    fits_and_is_accessible(desk)
    desk.context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/odor-map", "/odor-map?days=30", "/odor-map/embed"])
def test_the_publics_pages_fit_and_can_be_read_by_everybody(
    browser: Browser, address: str, bureau: Bureau, watch: Watch, width: int, path: str
) -> None:
    earlier = watch.at - timedelta(hours=5)
    smelt(bureau, range(5000, 5006), 20, earlier)
    the_worker_looks(bureau, earlier + timedelta(minutes=1))
    the_worker_looks(bureau, watch.at)
    page = page_of(browser, address, width)
    page.goto(path)
    assert page.locator(".smell-list li").count() >= 1
    assert page.locator("polygon").count() >= 1
    fits_and_is_accessible(page)
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_town_is_chosen_by_the_keyboard(
    browser: Browser, address: str, bureau: Bureau, width: int
) -> None:
    page = page_of(browser, address, width)
    page.goto("/odor-map")
    town = bureau.places.towns()[20]
    page.get_by_label("镇（街道）", exact=True).select_option(town.code)
    page.get_by_role("button", name="看", exact=True).press("Enter")
    page.wait_for_url(f"**town={town.code}**")
    assert page.locator("h1").inner_text() == f"{town.name}最近的异味"
    fits_and_is_accessible(page)
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_officers_pages_of_odor_fit(browser: Browser, address: str, width: int) -> None:
    page = page_of(browser, address, width)
    sign_in(page, "admin", PASSWORD)
    for path in ("", "/winds", "/tonight", "/public"):
        page.goto(f"/portal/odor{path}")
        fits_and_is_accessible(page)
    page.context.close()
