"""Weeks, months, seasons, years and festivals: 上个月底, 去年夏天, 国庆期间, 中秋节晚上."""

from __future__ import annotations

import contextlib
import io
import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from bureau.understanding.model import TimePhrase
from bureau.understanding.numerals import NUMBER, number
from bureau.understanding.times.calendar import at, month_after, month_before, part_of_month, year
from bureau.understanding.times.moments import narrowed

_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}
_MONTH_PARTS = "初|底|中旬|上旬|下旬"
_YEAR = r"(?:19|20)\d{2}年|[今去前]年"
_PERIOD = re.compile(
    "(?P<week>上上?|[这本])个?(?:周|星期|礼拜)(?![一二三四五六日天末])"
    rf"|(?P<month>上上?|[这本])个?月份?(?P<month_part>{_MONTH_PARTS})?"
    r"|(?P<start>(?<![个\d一二三四五六七八九十])月初)"
    rf"|(?:(?P<season_year>{_YEAR})的?)?(?P<season>[春夏秋冬])[天季]"
    rf"|(?:(?P<year_of_month>{_YEAR})的?)(?P<numbered>{NUMBER})月份?"
    rf"(?P<numbered_part>{_MONTH_PARTS})?(?!\d)"
    r"|(?<![个两几半\d])(?P<bare>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?"
    rf"(?![\d一二三四五六七八九十个])(?P<bare_part>{_MONTH_PARTS})?"
    rf"|(?P<year>{_YEAR})?(?P<half>上半年|下半年)"
    rf"|(?P<whole_year>{_YEAR})(?P<year_part>年?初|年?底)?"
)
_FESTIVALS = {
    "国庆": ((10, 1), 7), "十一长假": ((10, 1), 7), "五一": ((5, 1), 5), "劳动节": ((5, 1), 5),
    "元旦": ((1, 1), 3), "清明": ((4, 4), 3), "高考": ((6, 7), 3), "中考": ((6, 16), 3),
    "双十一": ((11, 11), 1), "双11": ((11, 11), 1), "寒假": ((1, 20), 30), "暑假": ((7, 1), 62),
}  # fmt: skip
# Of the lunar year: what people say, and the name in jionlp's calendar.
_LUNAR = {
    "春节": "春节", "过年": "春节", "大年初一": "春节", "除夕": "除夕", "大年三十": "除夕",
    "年三十": "除夕", "元宵": "元宵节", "端午": "端午节", "中秋": "中秋节",
}  # fmt: skip
_FESTIVAL = re.compile(
    rf"(?P<year>{_YEAR})?(?P<name>{'|'.join([*_FESTIVALS, *_LUNAR])})"
    "(?P<tail>节?(?:期间|假期|放假|长假|当天|那天|前后|前|后|假日|那几天|的时候|夜)"
    "|节(?!目|能|水|约)|(?=以来|开始|$|[,。]))"
)
_ONE_DAY = ("当天", "那天", "夜", "节当天", "节那天")


def read_period(text: str, now: datetime) -> TimePhrase | None:
    """Find 上周, 上个月底, 去年夏天, 5月份, 去年; what has not ended yet ends now."""
    found = _PERIOD.search(text)
    if found is None:
        return None
    first, last = _days(found, now.date())
    end = at(last, 24)
    return TimePhrase(found.group(), at(first, 0), min(end, now) if at(first, 0) <= now else end)


def _days(found: re.Match[str], today: date) -> tuple[date, date]:
    if found["week"]:
        monday = today - timedelta(days=today.weekday() + 7 * found["week"].count("上"))
        return monday, monday + timedelta(days=6)
    if found["month"] or found["start"]:
        month = month_before(today, (found["month"] or "").count("上"))
        return part_of_month(month, found["month_part"] or ("初" if found["start"] else None))
    if found["season"]:
        first = _latest(found["season_year"], _SEASONS[found["season"]], today)
        return first, month_after(first, 3) - timedelta(days=1)
    if found["numbered"]:
        first = _latest(found["year_of_month"], number(found["numbered"]), today)
        return part_of_month(first, found["numbered_part"])
    if found["bare"]:
        return part_of_month(_latest(None, number(found["bare"]), today), found["bare_part"])
    return _part_of_year(found, today)


def _latest(said_year: str | None, month: int, today: date) -> date:
    """Return the first of that month, in the year said or the latest."""
    first = date(year(said_year, today) if said_year else today.year, month, 1)
    return first.replace(year=first.year - 1) if not said_year and first > today else first


def _part_of_year(found: re.Match[str], today: date) -> tuple[date, date]:
    said = found["year"] or found["whole_year"]
    which = year(said, today) if said else today.year
    part = found["half"] or found["year_part"] or ""
    if "初" in part:
        return date(which, 1, 1), date(which, 3, 1) - timedelta(days=1)
    if "底" in part:
        return date(which, 11, 1), date(which, 12, 31)
    first, last = date(which, 1, 1), date(which, 12, 31)
    if part == "上半年":
        last = date(which, 6, 30)
    if part == "下半年":
        first = date(which, 7, 1)
    return first, last


def read_festival(text: str, now: datetime) -> TimePhrase | None:
    """Find a festival; without a year the latest one is meant."""
    found = _FESTIVAL.search(text)
    if found is None:
        return None
    which = year(found["year"], now.date()) if found["year"] else now.year
    first = _first_day(found["name"], which)
    if first is not None and not found["year"] and first > now.date():
        first = _first_day(found["name"], which - 1)
    if first is None:
        return TimePhrase(found.group())
    days = 1 if found["tail"] in _ONE_DAY else _length(found["name"])
    phrase = TimePhrase(found.group(), at(first, 0), at(first, 24 * days))
    return narrowed(phrase, first, text[found.end() :]) if days == 1 else phrase


def _length(name: str) -> int:
    if name in _FESTIVALS:
        return _FESTIVALS[name][1]
    return 7 if name in ("春节", "过年") else 1


def _first_day(name: str, which: int) -> date | None:
    """Return a festival's first day; None when the calendar does not reach that year."""
    if name in _FESTIVALS:
        month, day = _FESTIVALS[name][0]
        return date(which, month, day)
    return _lunar_day(_LUNAR[name], which)


@lru_cache(maxsize=64)
def _lunar_day(name: str, which: int) -> date | None:
    parsed = _lunar_calendar(f"{which}年{name}", {"year": which, "month": 1, "day": 1})
    return datetime.fromisoformat(parsed).date() if parsed else None


def _lunar_calendar(text: str, base: dict[str, int]) -> str | None:
    # jionlp greets on standard output when first imported.
    with contextlib.redirect_stdout(io.StringIO()):
        from jionlp import parse_time
    try:
        return str(parse_time(text, time_base=base)["time"][0])
    except (ValueError, TypeError, KeyError):
        return None


def warm() -> None:
    """Load the lunar calendar (half a second) before the first message needs it."""
    _lunar_day("中秋节", date(2024, 1, 1).year)
