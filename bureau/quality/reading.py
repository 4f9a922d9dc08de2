"""Reading what platforms and sheets print: numbers, missing marks, times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from basis.clock import SHANGHAI

# Compared in lower case, without spaces. "*" and "/" are the water platform's and the sheets',
# -1 and the nines are what archives write where nothing was measured.
MISSING_MARKS = frozenset({
    "", "—", "——", "–", "-", "--", "---", "−", "－", "－－", "*", "/",
    "-1", "-1.0", "-99", "-999", "-9999", "-99.0", "-999.0", "-9999.0",
    "na", "n/a", "#n/a", "nan", "null", "none", "nil", "nd",
    "缺测", "缺失", "无", "无效", "无数据", "未检出", "停运", "维护",
})  # fmt: skip

_TAGS = re.compile(r"<[^>]*>")
_RAW_VALUE = re.compile(r"title\s*=\s*['\"]?\s*原始值\s*[：:]\s*([^'\"<>]*)")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.IGNORECASE)
_LARGEST = Decimal(10) ** 12
_EPOCH = re.compile(r"/?date\((-?\d{1,15})(?:[+-]\d{4})?\)/?|(1\d{12})|(1\d{9})", re.IGNORECASE)
_DAY_AND_HOUR = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[T\s]*(?P<hour>\d{1,2})(?:[:：时点](?P<minute>\d{1,2})?(?:[:：分](?P<second>\d{1,2}))?"
    r"(?:\.\d+)?[秒分]?)?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[T_\s]?(?P<hour>\d{2})(?::?(?P<minute>\d{2}))?(?::?(?P<second>\d{2}))?)?(?P<zone>Z)?"
)
_WITHOUT_YEAR = re.compile(
    r"(?P<month>\d{1,2})[-/月](?P<day>\d{1,2})日?\s*(?P<hour>\d{1,2})[:：时](?P<minute>\d{2})?"
)


class UnreadableError(ValueError):
    """A cell that is neither a value nor a missing mark."""


def is_missing(text: str | None) -> bool:
    """Return whether a cell carries one of the platforms' marks for "no value"."""
    return text is None or text.strip().lower() in MISSING_MARKS


def unmarked(cell: str) -> str:
    """Return what a cell of the water platform says, without its markup.

    `<span title='原始值：26.58'>26.6</span>` is 26.58: the raw value behind the rounded one.
    """
    if "<" not in cell or ">" not in cell:
        return cell
    raw = _RAW_VALUE.search(cell)
    return raw[1] if raw and not is_missing(raw[1]) else _TAGS.sub("", cell).strip()


def number(text: str | None) -> Decimal | None:
    """Return the exact number of a cell, or None for a missing mark.

    Takes scientific notation and full-width digits. Raises `UnreadableError` for anything else,
    for a negative value (no concentration is) and for absurdly large ones.
    """
    if text is None or is_missing(text):
        return None
    cleaned = text.strip()
    if not _NUMBER.fullmatch(cleaned):
        raise UnreadableError(f"{_shown(text)} is not a number")
    value = Decimal(cleaned)
    if value < 0:
        raise UnreadableError(f"{_shown(text)} is negative")
    if value > _LARGEST:
        raise UnreadableError(f"{_shown(text)} is too large")
    return value


def below_detection(text: str) -> Decimal | None:
    """Return half the limit for `0.01L`, `<0.01`, `＜0.01`, or None when the cell is no such mark.

    A result below the detection limit takes part with half of that limit
    (HJ 91.2-2022, data handling).
    """
    cleaned = text.strip()
    if cleaned[:1] in "<＜":
        limit = cleaned[1:]
    elif cleaned[-1:] in "Ll" and cleaned:
        limit = cleaned[:-1]
    else:
        return None
    return None if is_missing(limit) else (number(limit) or Decimal(0)) / 2


def instant(text: str | None) -> datetime | None:
    """Return the time of a cell in Shanghai time, or None for a missing mark.

    A time without a zone is Shanghai time. Takes ISO, `2019/7/18 12:00`, `2019年7月18日12时`,
    `2019071812`, `/Date(ms)/`, seconds or milliseconds since 1970, and hour 24 as the next
    midnight.
    Raises `UnreadableError` for anything else.
    """
    if text is None or is_missing(text):
        return None
    cleaned = text.strip()
    epoch = _EPOCH.fullmatch(cleaned)
    if epoch:
        return _from_epoch(int(epoch[1] or epoch[2] or epoch[3] + "000"), text)
    match = _DAY_AND_HOUR.fullmatch(cleaned) or _COMPACT.fullmatch(cleaned)
    if not match:
        raise UnreadableError(f"{_shown(text)} is not a time")
    return _assembled(match.groupdict(), int(match["year"]), text)


def instant_without_year(text: str | None, *, at: datetime) -> datetime | None:
    """Return the time of `08-21 19:00` as the latest such moment not after `at` plus one day.

    At New Year a value of 12-31 belongs to the year before. None for a missing mark;
    a full time passes through `instant`. Raises `UnreadableError` for anything else.
    """
    if text is None or is_missing(text):
        return None
    match = _WITHOUT_YEAR.fullmatch(text.strip())
    if not match:
        return instant(text)
    latest = at.astimezone(SHANGHAI) + timedelta(days=1)
    for year in range(latest.year, latest.year - 5, -1):  # 02-29 may be four years back
        try:
            moment = _assembled(match.groupdict(), year, text)
        except UnreadableError:
            continue
        if moment <= latest:
            return moment
    raise UnreadableError(f"{_shown(text)} is not a time")


def is_time_like(text: str | None) -> bool:
    """Return whether a cell is a time, with or without a year, or a missing mark."""
    try:
        instant_without_year(text, at=datetime(2024, 12, 31, tzinfo=SHANGHAI))
    except UnreadableError:
        return False
    return True


def _from_epoch(milliseconds: int, text: str) -> datetime:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(SHANGHAI)
    except (OverflowError, ValueError, OSError):
        raise UnreadableError(f"{_shown(text)} is not a time") from None


def _assembled(parts: dict[str, str | None], year: int, text: str) -> datetime:
    hour = int(parts.get("hour") or 0)
    minute, second = int(parts.get("minute") or 0), int(parts.get("second") or 0)
    midnight = hour == 24 and minute == second == 0
    zone = (parts.get("zone") or "").upper()
    try:
        offset = datetime.strptime(zone.replace("Z", "+0000"), "%z").tzinfo if zone else SHANGHAI
        moment = datetime(
            year,
            int(parts["month"] or 0),
            int(parts["day"] or 0),
            0 if midnight else hour,
            minute,
            second,
            tzinfo=offset,
        )
        return (moment + timedelta(days=midnight)).astimezone(SHANGHAI)
    except (OverflowError, ValueError):
        raise UnreadableError(f"{_shown(text)} is not a time") from None


def _shown(text: str) -> str:
    shortened = text if len(text) <= 30 else text[:30] + "…"
    return repr(shortened)
