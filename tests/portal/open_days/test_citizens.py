"""Everybody sees which open days there are, on a page, in a calendar and in a feed."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html import unescape

import icalendar

from bureau.open_days import OpenDay
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer

ATOM = "{http://www.w3.org/2005/Atom}"


def text(stranger: Officer, address: str) -> str:
    answer = stranger.get(address)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def test_the_page_tells_day_place_and_seats_and_other_sites_may_show_it(
    stranger: Officer, day: OpenDay
) -> None:
    shown = text(stranger, "/open-days")
    assert "下周六（12月5日）9:00–11:00" in shown
    assert "还有 4 个位子" in shown
    headers = stranger.get("/open-days").headers
    assert "frame-ancestors *" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    assert "<header>" not in text(stranger, "/open-days?embed=1")


def test_a_days_page_tells_who_may_come_and_when_it_is_full(
    stranger: Officer, bureau: Bureau, day: OpenDay
) -> None:
    assert "6 岁以下进不去" in text(stranger, f"/open-days/{day.id}")
    bureau.open_days.book(day=day.id, party=4, by="c" * 32, at=AT, message_key="m")
    assert "约满了" in text(stranger, f"/open-days/{day.id}")
    bureau.open_day_desk.call_off(day=day.id, reason="台风", at=AT)
    assert "这一场取消了：台风" in text(stranger, f"/open-days/{day.id}")
    assert "眼下没有安排" in text(stranger, "/open-days")
    assert stranger.get("/open-days/999").status_code == 404


def test_the_calendar_is_read_and_tells_a_day_called_off(
    stranger: Officer, bureau: Bureau, day: OpenDay
) -> None:
    def event() -> icalendar.Event:
        calendar = icalendar.Calendar.from_ical(stranger.get("/open-days.ics").data)
        [found] = calendar.walk("VEVENT")
        return found

    assert str(event()["SUMMARY"]) == "联合<污水>厂"
    assert event()["DTSTART"].dt == day.starts
    bureau.open_day_desk.call_off(day=day.id, reason="台风", at=AT)
    assert str(event()["STATUS"]) == "CANCELLED"
    assert stranger.get(f"/open-days/{day.id}.ics").mimetype == "text/calendar"


def test_the_feed_holds_an_entry_for_each_day(stranger: Officer, day: OpenDay) -> None:
    feed = ET.fromstring(stranger.get("/open-days.atom").data)
    [entry] = feed.findall(f"{ATOM}entry")
    assert "联合<污水>厂" in str(entry.findtext(f"{ATOM}title"))
    assert str(entry.findtext(f"{ATOM}id")).endswith(f"/open-days/{day.id}")


def test_a_ticket_shows_a_code_to_its_holder_alone(
    stranger: Officer, bureau: Bureau, day: OpenDay
) -> None:
    booking = bureau.open_days.book(day=day.id, party=2, by="c" * 32, at=AT, message_key="m")
    address = f"/open-days/ticket/{booking.code}"
    shown = text(stranger, address)
    assert "data:image/svg+xml" in shown
    assert "2 人" in shown
    headers = stranger.get(address).headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert stranger.get("/open-days/ticket/NOSUCHCODE").status_code == 404
    bureau.open_days.give_up(booking=booking.id, by="c" * 32, at=AT)
    assert "data:image/svg+xml" not in text(stranger, address)
