"""Open days as a calendar that phones subscribe to (RFC 5545)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from basis.clock import SHANGHAI
from bureau.open_days.model import DayState, OpenDay
from bureau.open_days.words import words
from bureau.places import gcj02_to_wgs84

ZONE = "Asia/Shanghai"
_LONGEST = 75  # octets of a line, its end not counted
# China keeps one time: a zone with one rule, whose offset never changes.
_TIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar_file(days: Sequence[OpenDay], *, url: str, name: str) -> bytes:
    """Return the days as an iCalendar file; `url`: the service's own address, `name` the list's.

    A day that is called off stays in it, as cancelled, so that it goes from people's calendars.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Jiaxing Ecology and Environment Bureau//Open days//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        f"X-WR-TIMEZONE:{ZONE}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        *_TIMEZONE,
    ]
    for day in days:
        lines += _event(day, url.rstrip("/"))
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(day: OpenDay, url: str) -> Iterator[str]:
    facility = day.facility
    about = [words().part("demo")] if facility.demo else []
    ages = words().ages(facility.least_age, facility.alone_age)
    about += [text for text in (day.note, facility.note, ages, day.reason) if text]
    host = re.sub(r"^https?://", "", url).split("/")[0].split(":")[0]
    yield "BEGIN:VEVENT"
    yield f"UID:open-day-{day.id}@{host}"
    yield f"DTSTAMP:{_utc(day.changed)}"
    yield f"LAST-MODIFIED:{_utc(day.changed)}"
    yield f"SEQUENCE:{int(day.changed.timestamp()) % 2**31}"
    yield f"DTSTART;TZID={ZONE}:{_local(day.starts)}"
    yield f"DTEND;TZID={ZONE}:{_local(day.ends)}"
    yield f"SUMMARY:{_text(facility.name)}"
    yield f"LOCATION:{_text(facility.meeting)}"
    yield f"DESCRIPTION:{_text(chr(10).join(about))}"
    yield f"URL:{url}/open-days/{day.id}"
    if facility.longitude is not None and facility.latitude is not None:
        # What the bureau's maps say is China's own grid; calendars know the world's.
        longitude, latitude = gcj02_to_wgs84(facility.longitude, facility.latitude)
        yield f"GEO:{latitude:.6f};{longitude:.6f}"
    off = day.state is DayState.CALLED_OFF
    yield f"STATUS:{'CANCELLED' if off else 'CONFIRMED'}"
    yield "TRANSP:OPAQUE"
    yield "END:VEVENT"


def _text(said: str) -> str:
    r"""Return a text with what has a meaning in the format marked by \."""
    plain = said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(plain.splitlines())


def _folded(line: str) -> Iterator[bytes]:
    """Yield a line in pieces of at most 75 octets that never cut a character in two."""
    piece, limit = b"", _LONGEST
    for sign in line:
        coded = sign.encode()
        if len(piece) + len(coded) > limit:
            yield piece
            piece, limit = b" ", _LONGEST
        piece += coded
    yield piece


def _local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y%m%dT%H%M%S")


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
