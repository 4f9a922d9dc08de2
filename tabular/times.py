"""Times and months as tables and platforms write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from basis.clock import SHANGHAI
from tabular.text import plain

_EPOCH = re.compile(r"/?date\((-?\d{1,15})(?:[+-]\d{4})?\)/?|(1\d{12})|(1\d{9})", re.IGNORECASE)
_DAY_AND_HOUR = re.compile(
    r"(?P<year>\d{4})[-/.年]\s*(?P<month>\d{1,2})[-/.月]\s*(?P<day>\d{1,2})日?"
    r"(?:[T\s]*(?P<hour>\d{1,2})(?:[:时点](?P<minute>\d{1,2})?(?:[:分](?P<second>\d{1,2}))?"
    r"(?:\.\d+)?[秒分]?)?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[T_\s]?(?P<hour>\d{2})(?::?(?P<minute>\d{2}))?(?::?(?P<second>\d{2}))?)?(?P<zone>Z)?"
)
# Of 1990 to 2099: a day's number where a sheet's date lost its format, its hour behind the point.
_SERIAL = re.compile(r"(?:3[3-9]|[4-6]\d|7[0-2])\d{3}(?:\.\d+)?")
_DAY_ZERO = datetime(1899, 12, 30, tzinfo=SHANGHAI)
_MONTH = re.compile(r"(20\d{2})(?:\s*[-./_年]\s*(0?[1-9]|1[0-2])|\s?(0[1-9]|1[0-2]))\s*(?:月份?)?")
# A sheet makes 2024.1 of 2024.10: it is January or October.
_DOUBTFUL = re.compile(r"20\d{2}\.1")


def moment(text: str) -> datetime:
    """Return the time of a cell in Shanghai time, which it is in where it names no zone.

    Takes ISO, `2019/7/18 12:00`, `2019年7月18日12时`, `2019071812`, `/Date(ms)/`, seconds or
    milliseconds since 1970, a sheet's day number (43664.5), and hour 24 as the next midnight.
    Raises `ValueError` for anything else.
    """
    said = plain(text)
    if epoch := _EPOCH.fullmatch(said):
        return _since_1970(int(epoch[1] or epoch[2] or epoch[3] + "000"))
    if _SERIAL.fullmatch(said):
        return _DAY_ZERO + timedelta(seconds=round(float(said) * 86400))
    match = _DAY_AND_HOUR.fullmatch(said) or _COMPACT.fullmatch(said)
    if not match:
        raise ValueError(f"no time: {text[:30]!r}")
    return moment_of(match.groupdict(), int(match["year"]))


def month(text: str) -> date:
    """Return the first day of a month: 2024-06, 2024年6月, 202406, or any time within it.

    Raises `ValueError` for anything else, and for 2024.1, which may be October.
    """
    said = plain(text)
    if (match := _MONTH.fullmatch(said)) and not _DOUBTFUL.fullmatch(said):
        return date(int(match[1]), int(match[2] or match[3]), 1)
    return moment(said).date().replace(day=1)


def moment_of(parts: dict[str, str | None], year: int) -> datetime:
    """Return the time of year, month, day, hour, minute, second and zone, each as written.

    Raises `ValueError` where the calendar has no such time.
    """
    hour = int(parts.get("hour") or 0)
    minute, second = int(parts.get("minute") or 0), int(parts.get("second") or 0)
    midnight = hour == 24 and minute == second == 0
    zone = (parts.get("zone") or "").upper()
    offset = datetime.strptime(zone.replace("Z", "+0000"), "%z").tzinfo if zone else SHANGHAI
    month_, day = int(parts["month"] or 0), int(parts["day"] or 0)
    try:
        found = datetime(year, month_, day, 0 if midnight else hour, minute, second, tzinfo=offset)
        return (found + timedelta(days=midnight)).astimezone(SHANGHAI)
    except OverflowError as error:
        raise ValueError("beyond the calendar") from error


def _since_1970(milliseconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(SHANGHAI)
    except (OverflowError, OSError) as error:
        raise ValueError("beyond the calendar") from error
