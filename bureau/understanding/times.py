"""Time phrases of messages: 昨晚十一点多, 2018.4.16, 这几天, 每天半夜, 国庆期间.

People write about the past, so a phrase that leaves the day open means the latest time that fits.
What the patterns here do not know (festivals of the lunar year) is asked of jionlp.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone

from bureau.understanding.model import TimePhrase
from bureau.understanding.numerals import NUMBER, number

SHANGHAI = timezone(timedelta(hours=8))

# A part of the day: hours from midnight of the day it is counted to; 半夜 runs into the next day.
_PARTS: dict[str, tuple[float, float]] = {
    "凌晨": (0, 6), "清晨": (5, 8), "一大早": (5, 8), "大清早": (5, 8), "清早": (5, 8), "大早上": (5, 8),
    "早晨": (6, 9), "早上": (6, 9), "早间": (6, 9), "上午": (8, 12), "午休": (12, 14),
    "中午": (11, 13), "午间": (11, 13), "午后": (13, 17), "下午": (13, 18), "傍晚": (17, 19),
    "晚饭后": (18, 21), "晚上": (18, 24), "晚间": (18, 24), "夜晚": (18, 24), "大晚上": (20, 24), "夜里": (21, 29),
    "夜间": (22, 30), "后半夜": (25, 30), "前半夜": (20, 25), "大半夜": (23, 29),
    "三更半夜": (23, 29), "半夜三更": (23, 29), "半夜": (23, 29), "深夜": (22, 29), "午夜": (23, 25),
    "白天": (6, 18), "早高峰": (7, 9), "晚高峰": (17, 19),
}  # fmt: skip
_SHORT_PARTS = {"早": (6, 9), "晚": (18, 24), "夜": (21, 29)}
_DAYS = {
    "今": 0,
    "今天": 0,
    "今日": 0,
    "今儿": 0,
    "今朝": 0,
    "当天": 0,
    "昨": 1,
    "昨天": 1,
    "昨日": 1,
}
_DAYS |= {"昨儿": 1, "前": 2, "前天": 2, "前日": 2, "前儿": 2, "大前天": 3, "明天": -1, "明": -1}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}

_PART = "(?P<part>" + "|".join(sorted(_PARTS, key=len, reverse=True)) + ")"
_CLOCK = (
    rf"(?:(?P<hour>{NUMBER})(?:点钟?|时(?!候|常|间|段|不|有|而))"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>{NUMBER})分?(?![个天年月日号点多]))?"
    r"(?P<vague>多|左右|前后|许|不到|出头)?|(?P<digital>(?<!\d)[0-2]?\d[::][0-5]\d(?!\d)))"
)
_DAY = (
    r"(?:(?P<named>大前天|[今昨前明][天日儿](?!气|然|夫|才|使|堂|空|花|桥|井)|今朝)"
    r"|(?P<bare>[今昨前明])(?=[早晚夜])|(?P<today>当天)"
    rf"|(?P<month_named>上上?个?月|[这本]个?月)(?P<day_of_month>{NUMBER})[日号]"
    r"|(?P<week>上上|上|这|本)?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末](?![一二三四五六]?(?:期|年|个|层|楼)))"
    rf"|(?:(?P<year>\d{{4}}|\d{{2}}|[今去前]年?)年?(?:的)?)?(?P<month>{NUMBER})月(?:份的?)?(?P<monthday>{NUMBER})[日号]?"
    r"|(?<![\d.])(?P<dotted>(?:19|20)\d{2}[./-][01]?\d[./-][0-3]?\d)(?![\d.])"
    rf"|(?<![\d一二三四五六七八九十年月第])(?P<dayonly>{NUMBER})[日号](?![楼线店院门桥路栋幢房机车库塔井坝厅矿支]))"
)
_MOMENT = re.compile(
    rf"(?:{_DAY}(?:的|那天)?\s?)?(?:{_PART}|(?P<shortpart>[早晚夜])(?=$|[^上晨间里晚饭高]|上)上?)?"
    rf"(?:的|大概|大约|差不多|约|将近|快)?{_CLOCK}?"
)
_RANGE_JOIN = re.compile(r"-|—|–|~|一直到|直到|到|至")

_UNITS = {
    "分钟": timedelta(minutes=1), "小时": timedelta(hours=1), "钟头": timedelta(hours=1),
    "天": timedelta(days=1), "日": timedelta(days=1), "晚上": timedelta(days=1), "晚": timedelta(days=1),
    "周": timedelta(weeks=1), "星期": timedelta(weeks=1), "礼拜": timedelta(weeks=1),
    "月": timedelta(days=30), "年": timedelta(days=365), "夜": timedelta(days=1),
}  # fmt: skip
_UNIT = "(分钟|小时|钟头|天|日|晚上|晚|夜|周|星期|礼拜|月|年)"
_SEVERAL = rf"(半|好几|几|{NUMBER})"
# 三四天, 四五点: either of two.
_PAIR = re.compile("一二|一两|两三|二三|三四|四五|五六|六七|七八|八九")
_AGO = re.compile(rf"{_SEVERAL}(?:来|多)?个?(半)?{_UNIT}(?:多)?(?:之前|以前|前)(?!方|面|后)")
_FOR = re.compile(
    rf"(?:(连续|持续|已经|已|整整|差不多|快|将近|都|长达|近|有|超过|足足|接连)(?:有|快|将近|近)?)?(?:了)?"
    rf"{_SEVERAL}(?:来|多|几)?个?(半|多)?{_UNIT}(多|有余)?(了|以来|都|没|(?=[,。!！]|$))?"
)
_THESE = re.compile(
    rf"(?:最近|近|这|前|过去|刚过去的?)(?P<count>一|几|两三|{NUMBER})?(?P<many>多|来)?个?(?P<unit>天|日|晚上|晚|周|星期|礼拜|月|年|小时)(?!气|前)"
)
_LATELY = re.compile(
    r"最近|近期|近来|近日|这段时间|这段日子|这阵子|这一阵|这些天|这些日子|前段时间|前阵子|前不久|不久前|这一段时间"
)
_NOW = re.compile(
    r"现在|此刻|目前|当前|眼下|正在|刚刚|刚才|方才|刚(?=[闻看听发])|马上|到现在|至今|这会儿|今时"
)
_JUST = {"刚刚", "刚才", "方才", "刚"}
_SINCE = re.compile(
    r"(?:从|自|打)(?P<what>[^,。!?,;;]{1,14}?)(?:开始|起(?!来|码)|以来|到现在|至今|到今天)|(?P<what2>上周|上个月|上星期|去年|前年|今年|年初|年前|去年年底|春节|国庆)(?:后|过后)?(?:开始|起|以来|到现在|至今)"
)
_LOOSE_SPANS = re.compile(
    r"(?P<lastweek>上上?(?:个)?(?:周|星期|礼拜)(?![一二三四五六日天末]))|(?P<thisweek>[这本](?:个)?(?:周|星期|礼拜)(?![一二三四五六日天末]))"
    rf"|(?P<lastmonth>上上?(?:个)?月(?:份)?(?P<part_of_month>初|底|中旬|上旬|下旬)?)|(?P<thismonth>[这本](?:个)?月(?P<part_of_this>初|底|中旬|上旬|下旬)?|(?<![个\d一二三四五六七八九十])月初)"
    rf"|(?:(?P<syear>\d{{4}}年|[今去前]年)的?)?(?P<season>[春夏秋冬])(?:天|季)"
    rf"|(?:(?P<myear>\d{{4}}年|[今去前]年)的?)(?P<smonth>{NUMBER})月(?:份|底|初)?(?!\d)|(?<![个两几半\d])(?P<bmonth>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?!\d|[一二三四五六七八九十])(?P<bpart>初|底|中旬|上旬|下旬)?(?=[^\d个]|$)"
    r"|(?P<half_year>上半年|下半年)|(?P<lastyear>去年|前年|今年|(?:19|20)\d{2}年)(?P<year_part>年?初|年?底|上半年|下半年)?"
)
_FESTIVALS = {
    "国庆": ((10, 1), 7), "十一长假": ((10, 1), 7), "五一": ((5, 1), 5), "劳动节": ((5, 1), 5),
    "元旦": ((1, 1), 3), "清明": ((4, 4), 3), "高考": ((6, 7), 3), "中考": ((6, 16), 3),
    "双十一": ((11, 11), 1), "双11": ((11, 11), 1), "寒假": ((1, 20), 30), "暑假": ((7, 1), 62), "三考": ((6, 7), 14),
}  # fmt: skip
_ONE_DAY = ("当天", "那天", "夜", "节当天", "节那天")
_LUNAR = ("春节", "过年", "除夕", "中秋", "端午", "元宵", "大年三十", "年三十", "大年初一")
_FESTIVAL = re.compile(
    r"(?P<fyear>去年|今年|前年|(?:19|20)\d{2}年)?(?P<festival>" + "|".join([*_FESTIVALS, *_LUNAR])
    + r")(?P<tail>节?(?:期间|假期|放假|长假|当天|那天|前后|前|后|假日|那几天|的时候|夜)|节(?!目|能|水|约)|(?=以来|开始|$|[,。]))"
)  # fmt: skip
_REPEATS = re.compile(
    r"白天黑夜|一(?=刮风|起风|下雨|打雷)|每天|天天|每晚|每夜|夜夜|每日|日日|每周|每个?月|每年|每到|每逢|每次|每隔|每个?(?=周|星期|礼拜|周末)|一到|一天到晚|从早到晚|早晚|没日没夜"
    r"|日夜(?!兼)|昼夜|隔三差五|三天两头|时不时|不定期|经常|常常|总是|老是|时常|长期|常年|一直|成天|整天|整夜|整晚|通宵|动不动|周末都|24小时|二十四小时"
)
_REPEAT_TAIL = re.compile(
    r"(?:的|从|都是?|要?到|在)?(?:下雨天?|雨天|刮风|起风|天一?热|阴天|节假日|休息日|饭点|周末|(?<=每)[周个月年])?"
)


def read_time(text: str, at: datetime) -> TimePhrase | None:
    """Find the time phrase that tells most; `at` is when the message came (aware)."""
    now = at.astimezone(SHANGHAI)
    repeat = _tried(_repeating, text, now)
    if repeat is not None and repeat.start is not None and not _dated(text):
        return repeat
    for reader in _READERS:
        phrase = _tried(reader, text, now)
        if phrase is None:
            continue
        if repeat is None:
            return phrase
        return repeat if phrase.text in repeat.text else replace(phrase, pattern=repeat.pattern)
    return repeat


def _tried(
    reader: Callable[[str, datetime], TimePhrase | None], text: str, now: datetime
) -> TimePhrase | None:
    """Ask a reader; the 32nd of May and the year 0 are no times."""
    try:
        return reader(text, now)
    except (ValueError, OverflowError):
        return None


def _dated(text: str) -> bool:
    """Tell whether a day is named, which says more than 每天."""
    return any("day" in _told(found) for found in _finds(text))


def _finds(text: str) -> list[re.Match[str]]:
    return [found for found in _MOMENT.finditer(text) if found.group()]


# --- one point or part of a day


def _moment(text: str, now: datetime) -> TimePhrase | None:
    """A day, a part of a day or a clock time; the one that says most wins."""
    best: tuple[int, TimePhrase] | None = None
    for found in _finds(text):
        parts = _told(found)
        if not parts:
            continue
        if parts == {"shortpart"}:
            continue
        try:
            span = _span_of(found, now)
        except ValueError:
            continue
        words, end = found.group(), None
        after = text[found.end() :]
        if "hour" in parts or "digital" in parts:
            end, tail = _range_end(after, span[0], now)
            words += tail
        phrase = TimePhrase(words.strip(), span[0], end or span[1])
        weight = len(parts)
        if best is None or weight > best[0]:
            best = (weight, phrase)
    return best[1] if best else None


def _told(found: re.Match[str]) -> set[str]:
    said = {name for name, value in found.groupdict().items() if value}
    day = {"named", "bare", "today", "month_named", "weekday", "monthday", "dotted", "dayonly"}
    kept = said & {"part", "shortpart", "hour", "digital"}
    return kept | ({"day"} if said & day else set())


def _span_of(found: re.Match[str], now: datetime) -> tuple[datetime, datetime]:
    day, open_day = _day_of(found, now)
    part = found["part"] or found["shortpart"]
    hours = _PARTS.get(part or "") or _SHORT_PARTS.get(part or "")
    if not (found["hour"] or found["digital"]):
        if hours is None:
            hours = (0, 24)
        start, end = (_at(day, hour) for hour in hours)
        if open_day and start > now:
            start, end = start - timedelta(days=1), end - timedelta(days=1)
        if found["weekday"] == "末":
            end = _at(day + timedelta(days=1), hours[1])
        return start, end
    hour, minute, width = _clock_of(found)
    return _with_clock(day, open_day, hours, hour, minute, width, now)


def _with_clock(
    day: date,
    open_day: bool,
    hours: tuple[float, float] | None,
    hour: int,
    minute: int,
    width: timedelta,
    now: datetime,
) -> tuple[datetime, datetime]:
    if hour > 24 or minute > 59:
        raise ValueError("not a time of day")
    if hours is not None:
        begin, until = hours
        if (
            hour < 12
            and begin >= 11
            and hour + 12 <= 24
            and not (begin >= 18 and hour < 6)
            and not (begin == 11 and hour >= 10)
        ):
            hour += 12
        elif hour == 12 and begin >= 18:
            hour = 24
        elif begin >= 18 and hour < 6:
            hour += 24
        elif hour == 12 and until <= 6:
            hour = 0
    start = _at(day, hour) + timedelta(minutes=minute)
    if open_day:
        if hours is None and hour <= 12 and start + timedelta(hours=12) <= now:
            start += timedelta(hours=12)
        while start > now:
            start -= timedelta(hours=12) if hours is None and hour <= 12 else timedelta(days=1)
    return start, start + width


def _clock_of(found: re.Match[str]) -> tuple[int, int, timedelta]:
    if found["digital"]:
        hour, minute = (int(part) for part in re.split("[::]", found["digital"]))
        return hour, minute, timedelta(minutes=1)
    if _PAIR.fullmatch(found["hour"]):
        return number(found["hour"][0]), 0, timedelta(hours=2)
    hour = number(found["hour"])
    if found["half"]:
        return hour, 30, timedelta(minutes=30)
    if found["quarter"]:
        return hour, 15 * number(found["quarter"]), timedelta(minutes=15)
    if found["minute"]:
        return hour, number(found["minute"]), timedelta(minutes=1)
    return hour, 0, timedelta(hours=1)


def _range_end(after: str, start: datetime, now: datetime) -> tuple[datetime | None, str]:
    """The end of 8点到10点 or 昨晚8点到今天6点; an hour not later is of the afternoon or next day."""
    joined = _RANGE_JOIN.match(after)
    if joined is None:
        return None, ""
    until = _MOMENT.match(after, joined.end())
    if until is None or not (until["hour"] or until["digital"]):
        return None, ""
    words = after[: until.end()]
    if "day" in _told(until):
        return max(_span_of(until, now)[0], start), words
    hour, minute, _ = _clock_of(until)
    part = until["part"] or until["shortpart"]
    if part and hour < 12 and (_PARTS.get(part) or _SHORT_PARTS[part])[0] >= 12 and hour >= 6:
        hour += 12
    end = _at(start.date(), hour) + timedelta(minutes=minute)
    while end <= start:
        end += timedelta(hours=12 if hour <= 12 and not part else 24)
    return end, words


def _day_of(found: re.Match[str], now: datetime) -> tuple[date, bool]:
    """The day meant, and whether it was left open."""
    today = now.date()
    named = found["named"] or found["bare"] or found["today"]
    if named:
        return today - timedelta(days=_DAYS[named]), False
    if found["month_named"]:
        month = today.replace(day=1)
        for _ in range(found["month_named"].count("上")):
            month = _month_before(month)
        return month.replace(day=number(found["day_of_month"])), False
    if found["weekday"]:
        return _weekday(found["week"], _WEEKDAYS[found["weekday"]], today), False
    if found["dotted"]:
        year, month, day = (int(part) for part in re.split("[./-]", found["dotted"]))
        return date(year, month, day), False
    if found["monthday"]:
        month, day = number(found["month"]), number(found["monthday"])
        if found["year"]:
            return date(_year(found["year"], today), month, day), False
        meant = date(today.year, month, day)
        return (meant if meant <= today else date(today.year - 1, month, day)), False
    if found["dayonly"]:
        day = number(found["dayonly"])
        meant = today.replace(day=day)
        return (meant if meant <= today else _month_before(today).replace(day=day)), False
    return today, True


def _weekday(week: str | None, weekday: int, today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    weeks = {"上": 1, "上上": 2}.get(week or "", 0)
    meant = monday + timedelta(days=weekday - 7 * weeks)
    return meant - timedelta(days=7) if week is None and meant > today else meant


def _year(text: str, today: date) -> int:
    text = text.rstrip("年")
    if text in ("今", "去", "前"):
        return today.year - "今去前".index(text)
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _at(day: date, hour: float) -> datetime:
    return datetime.combine(day, time(tzinfo=SHANGHAI)) + timedelta(hours=hour)


def _dated_moment(text: str, now: datetime) -> TimePhrase | None:
    """A moment with a day or a clock time; 晚上 alone is asked for last."""
    says_more = any(_told(found) - {"part", "shortpart"} for found in _finds(text))
    return _moment(text, now) if says_more else None


# --- spans


def _since(text: str, now: datetime) -> TimePhrase | None:
    found = _SINCE.search(text)
    if found is None:
        return None
    what = found["what"] or found["what2"]
    for reader in (_moment, _festival, _ago, _loose, _these):
        inner = reader(what, now)
        if inner is not None and inner.start is not None and inner.start <= now:
            return TimePhrase(found.group(), inner.start, now)
    return None


def _ago(text: str, now: datetime) -> TimePhrase | None:
    found = _AGO.search(text)
    if found is None:
        return None
    length = _length(found[1], found[3]) + (_UNITS[found[3]] / 2 if found[2] else timedelta())
    if found[3] in ("分钟", "小时", "钟头"):
        return TimePhrase(found.group(), now - length, now)
    # One unit wide: 两年前 is some time in the year around that day.
    unit = _UNITS[found[3]] / (2 if found[1] == "半" else 1)
    first = (now - length - (unit - timedelta(days=1)) / 2).date()
    phrase = TimePhrase(found.group(), _at(first, 0), min(_at(first, 24 * unit.days), now))
    return _narrowed(phrase, first, text[found.end() :]) if unit.days == 1 else phrase


def _narrowed(phrase: TimePhrase, day: date, after: str) -> TimePhrase:
    """Take in the part of the day that follows: 五天前 的晚上."""
    part = re.match(f"的?{_PART}", after)
    if part is None:
        return phrase
    start, end = (_at(day, hour) for hour in _PARTS[part["part"]])
    return TimePhrase(phrase.text + part.group(), start, end)


def _duration(text: str, now: datetime) -> TimePhrase | None:
    """三天了, 连续一个星期, 快一年了: from then till now."""
    for found in _FOR.finditer(text):
        if not (found[1] or found[6]) or text[found.end() :][:1] in ("后", "内", "前"):
            continue
        length = _length(found[2], found[4])
        if found[3] == "半":
            length += _UNITS[found[4]] / 2
        return TimePhrase(found.group(), now - length, now)
    return None


def _these(text: str, now: datetime) -> TimePhrase | None:
    found = _THESE.search(text)
    if found is None or not (
        found["count"] or found["unit"] not in ("月", "年", "日", "晚", "晚上")
    ):
        return None
    if not found["count"] and found["unit"] in ("周", "星期", "礼拜", "小时"):
        return None
    return TimePhrase(found.group(), now - _length(found["count"] or "几", found["unit"]), now)


def _lately(text: str, now: datetime) -> TimePhrase | None:
    found = _LATELY.search(text)
    if found:
        return TimePhrase(found.group(), now - timedelta(days=14), now)
    found = _NOW.search(text)
    if found is None:
        return None
    width = timedelta(minutes=30 if found.group() in _JUST else 60)
    return TimePhrase(found.group(), now - width, now)


def _loose(text: str, now: datetime) -> TimePhrase | None:
    """上周, 上个月底, 去年夏天, 5月份, 去年."""
    found = _LOOSE_SPANS.search(text)
    if found is None:
        return None
    first, last = _loose_days(found, now.date())
    end = min(_at(last, 24), now) if first <= now.date() else _at(last, 24)
    return TimePhrase(found.group(), _at(first, 0), end)


def _loose_days(found: re.Match[str], today: date) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday())
    if found["lastweek"]:
        first = monday - timedelta(days=14 if found["lastweek"].startswith("上上") else 7)
        return first, first + timedelta(days=6)
    if found["thisweek"]:
        return monday, monday + timedelta(days=6)
    if found["lastmonth"] or found["thismonth"]:
        month = today.replace(day=1)
        for _ in range((found["lastmonth"] or "").count("上")):
            month = _month_before(month)
        part = found["part_of_month"] or found["part_of_this"]
        return _part_of_month(month, part or ("初" if found["thismonth"] == "月初" else None))
    if found["season"]:
        month = _SEASONS[found["season"]]
        year = _year(found["syear"], today) if found["syear"] else today.year
        first = date(year, month, 1)
        if not found["syear"] and first > today:
            first = date(year - 1, month, 1)
        return first, _month_after(first, 3) - timedelta(days=1)
    if found["smonth"] or found["bmonth"]:
        month = number(found["smonth"] or found["bmonth"])
        year = _year(found["myear"], today) if found["myear"] else today.year
        if not found["myear"] and month > today.month:
            year -= 1
        first = date(year, month if 1 <= month <= 12 else 1, 1)
        return _part_of_month(first, found["bpart"])
    year = _year(found["lastyear"], today) if found["lastyear"] else today.year
    part = found["half_year"] or found["year_part"] or ""
    if "初" in part:
        return date(year, 1, 1), date(year, 3, 1) - timedelta(days=1)
    if "底" in part:
        return date(year, 11, 1), date(year, 12, 31)
    if "上半" in part:
        return date(year, 1, 1), date(year, 6, 30)
    if "下半" in part:
        return date(year, 7, 1), date(year, 12, 31)
    return date(year, 1, 1), date(year, 12, 31)


def _part_of_month(month: date, part: str | None) -> tuple[date, date]:
    last = _month_after(month, 1) - timedelta(days=1)
    if part in ("初", "上旬"):
        return month, month.replace(day=10)
    if part == "中旬":
        return month.replace(day=11), month.replace(day=20)
    if part in ("底", "下旬"):
        return month.replace(day=21), last
    return month, last


def _month_after(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)


def _length(count: str, unit: str) -> timedelta:
    """三天, 半年, 几个月 (three of them), 好几天 (four)."""
    if count == "半":
        return _UNITS[unit] / 2
    if count in ("几", "好几"):
        return _UNITS[unit] * (3 if count == "几" else 4)
    if _PAIR.fullmatch(count):
        return _UNITS[unit] * number(count[1])
    return _UNITS[unit] * (number(count) if count else 1)


def _festival(text: str, now: datetime) -> TimePhrase | None:
    found = _FESTIVAL.search(text)
    if found is None:
        return None
    year = _year(found["fyear"], now.date()) if found["fyear"] else now.year
    name = found["festival"]
    if name in _FESTIVALS:
        (month, day), days = _FESTIVALS[name]
        first = date(year, month, day)
        if not found["fyear"] and first > now.date():
            first = date(year - 1, month, day)
        days = 1 if found["tail"] in _ONE_DAY else days
        return TimePhrase(found.group(), _at(first, 0), _at(first, 24 * days))
    return _lunar(found, year, now)


def _lunar(found: re.Match[str], year: int, now: datetime) -> TimePhrase | None:
    """Days of the lunar year, by jionlp's calendar; None when it does not know the year."""
    name = {"过年": "春节", "大年三十": "除夕", "年三十": "除夕", "大年初一": "春节", "元宵": "元宵节",
            "中秋": "中秋节", "端午": "端午节"}.get(found["festival"], found["festival"])  # fmt: skip
    day = _lunar_day(name, year)
    if day is not None and not found["fyear"] and day > now.date():
        day = _lunar_day(name, year - 1)
    if day is None:
        return TimePhrase(found.group())
    whole = name == "春节" and found["festival"] != "大年初一" and found["tail"] not in _ONE_DAY
    phrase = TimePhrase(found.group(), _at(day, 0), _at(day, 24 * (7 if whole else 1)))
    return phrase if whole else _narrowed(phrase, day, found.string[found.end() :])


def _lunar_day(name: str, year: int) -> date | None:
    from jionlp import parse_time

    try:
        parsed = parse_time(f"{year}年{name}", time_base={"year": year, "month": 1, "day": 1})
        return datetime.fromisoformat(parsed["time"][0]).date()
    except (ValueError, TypeError, KeyError):
        return None


# --- what repeats


def _repeating(text: str, now: datetime) -> TimePhrase | None:
    """What comes again and again; with the span of its latest time where the words give one."""
    best: TimePhrase | None = None
    for found in _REPEATS.finditer(text):
        word = found.group()
        begin = found.end() - (word[-1] in "晚夜" or word in ("每周", "每个周", "每星期"))
        tail = _REPEAT_TAIL.match(text, begin)
        after = tail.end() if tail else begin
        inner = _starting(text, begin, now) or _starting(text, after, now)
        if inner is None:
            words, start, end = text[found.start() : max(after, found.end())], None, None
        else:
            start, end = _latest(inner, now)
            words = text[found.start() : text.index(inner.text, begin) + len(inner.text)]
        if (
            best is None
            or (start and not best.start)
            or (not best.start and len(words) > len(best.text) + 2)
        ):
            best = TimePhrase(words, start, end, words)
    return best


def _starting(text: str, begin: int, now: datetime) -> TimePhrase | None:
    """The part of the day, weekday or season right there."""
    for reader in (_moment, _loose):
        inner = reader(text[begin : begin + 24], now)
        if inner is not None and text.startswith(inner.text, begin):
            return inner
    return None


def _latest(phrase: TimePhrase, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The latest time that has begun."""
    start, end = phrase.start, phrase.end
    step = timedelta(days=7 if re.match("周|星期|礼拜", phrase.text) else 1)
    while start and end and start > now:
        start, end = start - step, end - step
    return start, end


# In the order of how much they tell.
_READERS = (
    _since, _dated_moment, _festival, _ago, _duration, _these, _loose, _moment, _lately,
)  # fmt: skip
