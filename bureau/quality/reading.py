"""Reading what platforms and sheets print: numbers, missing marks, times."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

from basis.clock import SHANGHAI
from tabular import numbers, times
from tabular.text import plain

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
_LARGEST = Decimal(10) ** 12
_WITHOUT_YEAR = re.compile(
    r"(?P<month>\d{1,2})[-/月](?P<day>\d{1,2})日?\s*(?P<hour>\d{1,2})[:：时](?P<minute>\d{2})?"
)


class UnreadableError(ValueError):
    """A cell that is neither a value nor a missing mark."""


def is_missing(text: str | None) -> bool:
    """Return whether a cell carries one of the platforms' marks for "no value"."""
    return text is None or plain(text).lower() in MISSING_MARKS


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

    Raises `UnreadableError` for what `tabular.numbers` does not take, for a negative value (no
    concentration is) and for absurdly large ones.
    """
    if text is None or is_missing(text):
        return None
    try:
        value = numbers.number(text)
    except ValueError:
        raise UnreadableError(f"{_shown(text)} is not a number") from None
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
    cleaned = plain(text)
    if cleaned[:1] == "<":
        limit = cleaned[1:]
    elif cleaned[-1:] in "Ll" and cleaned:
        limit = cleaned[:-1]
    else:
        return None
    return None if is_missing(limit) else (number(limit) or Decimal(0)) / 2


def instant(text: str | None) -> datetime | None:
    """Return the time of a cell in Shanghai time, or None for a missing mark.

    Raises `UnreadableError` for what `tabular.times` does not take.
    """
    if text is None or is_missing(text):
        return None
    try:
        return times.moment(text)
    except ValueError:
        raise UnreadableError(f"{_shown(text)} is not a time") from None


def instant_without_year(text: str | None, *, at: datetime) -> datetime | None:
    """Return the time of `08-21 19:00` as the latest such moment not after `at` plus one day.

    At New Year a value of 12-31 belongs to the year before. None for a missing mark;
    a full time passes through `instant`. Raises `UnreadableError` for anything else.
    """
    if text is None or is_missing(text):
        return None
    match = _WITHOUT_YEAR.fullmatch(plain(text))
    if not match:
        return instant(text)
    latest = at.astimezone(SHANGHAI) + timedelta(days=1)
    for year in range(latest.year, latest.year - 5, -1):  # 02-29 may be four years back
        try:
            moment = times.moment_of(match.groupdict(), year)
        except ValueError:
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


def _shown(text: str) -> str:
    shortened = text if len(text) <= 30 else text[:30] + "…"
    return repr(shortened)
