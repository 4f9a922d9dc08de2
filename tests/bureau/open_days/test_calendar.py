"""The calendar is one that phones read: RFC 5545 to the letter, in the time of Jiaxing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import icalendar
import pytest

from bureau.open_days import DayState, OpenDay, calendar_file
from tests.bureau.open_days.conftest import AT, PLACE, STARTS

DAY = OpenDay(
    id=7, facility=PLACE, starts=STARTS, ends=STARTS + timedelta(hours=2), seats=4, opens=AT,
    closes=STARTS, note="", changed=AT,
)  # fmt: skip


def written(*days: OpenDay) -> bytes:
    return calendar_file(days, url="https://example.test:8443/", name="开放日")


def read(day: OpenDay) -> icalendar.Event:
    [event] = icalendar.Calendar.from_ical(written(day)).walk("VEVENT")
    return event


def test_an_event_tells_when_and_where() -> None:
    event = read(DAY)
    assert event["DTSTART"].dt == STARTS
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert str(event["UID"]) == "open-day-7@example.test"
    assert str(event["LOCATION"]) == "东门"
    assert str(event["URL"]) == "https://example.test:8443/open-days/7"
    # The point is the world's, not that of China's maps: some five hundred metres off.
    assert float(event["GEO"].longitude) == pytest.approx(120.7456, abs=0.0008)


def test_the_time_zone_comes_with_it_and_has_one_offset() -> None:
    [zone] = icalendar.Calendar.from_ical(written(DAY)).walk("VTIMEZONE")
    assert str(zone["TZID"]) == "Asia/Shanghai"
    [rule] = zone.walk("STANDARD")
    assert rule["TZOFFSETTO"].td == timedelta(hours=8)


@pytest.mark.parametrize(
    "text",
    [
        "逗号, 分号; 反斜杠\\ 换行\n第二行",
        "很长" * 100,
        "a" * 75,
        "a" * 74 + "长",
        "😀" * 40,
        "BEGIN:VEVENT",
        "\r\nEND:VCALENDAR\r\n",
        ":;,\\n",
    ],
)
def test_any_text_comes_back_as_it_was_written(text: str) -> None:
    day = replace(DAY, facility=replace(PLACE, name=text, least_age=0, alone_age=0), note=text)
    event = read(day)
    lines = "\n".join(text.splitlines())
    assert str(event["SUMMARY"]) == lines
    assert str(event["DESCRIPTION"]) == lines


def test_no_line_is_longer_than_75_octets_and_none_cuts_a_character() -> None:
    content = written(replace(DAY, note="看看污水怎么变清" * 40))
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_day_called_off_is_cancelled_with_its_reason_and_newer() -> None:
    off = replace(DAY, state=DayState.CALLED_OFF, reason="台风", changed=AT + timedelta(hours=1))
    event = read(off)
    assert str(event["STATUS"]) == "CANCELLED"
    assert "台风" in str(event["DESCRIPTION"])
    assert int(event["SEQUENCE"]) > int(read(DAY)["SEQUENCE"])


def test_an_empty_calendar_is_one() -> None:
    assert icalendar.Calendar.from_ical(written()).walk("VEVENT") == []
