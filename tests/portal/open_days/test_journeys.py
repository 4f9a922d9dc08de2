"""An open day from its announcement to its last visitor, in a browser narrow and wide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from bureau.open_days import BookingState
from bureau.wiring import Bureau
from tests.browsing import fits_and_is_accessible, serving, sign_in
from tests.portal.conftest import PASSWORD, Watch
from tests.portal.open_days.conftest import PLACE, STARTS

FIRST, SECOND, THIRD = ("c" * 32, "d" * 32, "e" * 32)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serving(app) as address:
        yield address


@pytest.fixture(params=[390, 1280])
def desk(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=address, viewport={"width": request.param, "height": 900}, locale="zh-CN"
    )
    page = context.new_page()
    sign_in(page, "admin", PASSWORD)
    yield page
    context.close()


def picture(page: Page, name: str, folder: Path) -> None:
    """Keep a picture for whoever looks at this run's folder."""
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def test_a_full_day_gives_a_cancelled_seat_to_who_waits(
    desk: Page, bureau: Bureau, watch: Watch, tmp_path: Path
) -> None:
    bureau.open_day_desk.keep_facility(facility=PLACE)
    desk.goto("/portal/open-days")
    fits_and_is_accessible(desk)
    desk.get_by_role("link", name="发布一场").click()
    desk.get_by_label("设施").select_option(PLACE.code)
    for label, value in (
        ("开始", "2026-12-05T09:00"), ("结束", "2026-12-05T11:00"),
        ("预约从", "2026-11-24T08:00"), ("预约到", "2026-12-04T18:00"),
    ):  # fmt: skip
        desk.get_by_label(label, exact=True).fill(value)
    desk.get_by_label("位子（一共多少人）").fill("4")
    picture(desk, "new", tmp_path)
    fits_and_is_accessible(desk)
    desk.get_by_role("button", name="发布").click()
    expect(desk.get_by_text("已发布，市民现在能看到。")).to_be_visible()

    [day] = bureau.open_days.upcoming(at=watch())
    for who, party in ((FIRST, 3), (SECOND, 2), (THIRD, 1)):
        bureau.open_days.book(
            day=day.id, party=party, wait=True, by=who, at=watch(), message_key=who
        )
    desk.reload()
    expect(desk.get_by_text("约了 4 / 4 人")).to_be_visible()
    expect(desk.get_by_text("候补 2 人")).to_be_visible()
    picture(desk, "full", tmp_path)
    fits_and_is_accessible(desk)

    [(first, _)] = bureau.open_days.of_citizen(by=FIRST)
    bureau.open_days.give_up(booking=first.id, by=FIRST, at=watch())
    desk.reload()
    expect(desk.get_by_text("等本人确认")).to_be_visible()
    [(second, _)] = bureau.open_days.of_citizen(by=SECOND)
    bureau.open_days.confirm(booking=second.id, by=SECOND, at=watch())

    watch.at = STARTS + timedelta(minutes=10)
    sign_in(desk, "admin", PASSWORD)
    desk.goto(f"/portal/open-days/gate/{second.code}")
    picture(desk, "gate", tmp_path)
    fits_and_is_accessible(desk)
    desk.get_by_role("button", name="确认签到").click()
    expect(desk.get_by_text("签到成功，2 人。")).to_be_visible()
    watch.at = STARTS + timedelta(days=1, hours=3)
    bureau.open_days.keep_up(at=watch())
    sign_in(desk, "admin", PASSWORD)
    desk.goto(f"/portal/open-days/{day.id}")
    expect(desk.get_by_text("1 人（33%）")).to_be_visible()
    picture(desk, "after", tmp_path)
    fits_and_is_accessible(desk)
    states = {each.state for each in bureau.open_day_desk.bookings(day.id)}
    assert states == {BookingState.GIVEN_UP, BookingState.CAME, BookingState.ABSENT}


def test_what_everybody_sees_fits_a_phone_and_a_screen(
    desk: Page, bureau: Bureau, day: object, tmp_path: Path
) -> None:
    [only] = bureau.open_days.upcoming(at=STARTS - timedelta(days=3))
    booking = bureau.open_days.book(
        day=only.id, party=2, by=FIRST, at=STARTS - timedelta(days=3), message_key="m"
    )
    for name, path in (
        ("public", "/open-days"),
        ("public-day", f"/open-days/{only.id}"),
        ("embedded", "/open-days?embed=1"),
        ("ticket", f"/open-days/ticket/{booking.code}"),
        ("facilities", "/portal/open-days/facilities"),
        ("facility", f"/portal/open-days/facilities/{PLACE.code}"),
        ("campaigns", "/portal/campaigns"),
    ):
        desk.goto(path)
        picture(desk, name, tmp_path)
        fits_and_is_accessible(desk)
