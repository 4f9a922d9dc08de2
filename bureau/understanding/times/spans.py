"""How long, since when, how long ago: 三天了, 从上周开始, 半小时前, 这几天, 最近, 现在."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bureau.understanding.model import TimePhrase
from bureau.understanding.numerals import NUMBER, number
from bureau.understanding.times.calendar import at
from bureau.understanding.times.moments import PAIR, narrowed, read_moment
from bureau.understanding.times.periods import read_festival, read_period

_DAY = timedelta(days=1)
_UNITS = {
    "分钟": timedelta(minutes=1), "刻钟": timedelta(minutes=15),
    "小时": timedelta(hours=1), "钟头": timedelta(hours=1),
    "天": _DAY, "日": _DAY, "晚上": _DAY, "晚": _DAY, "夜": _DAY,
    "周": timedelta(weeks=1), "星期": timedelta(weeks=1), "礼拜": timedelta(weeks=1),
    "月": timedelta(days=30), "年": timedelta(days=365),
}  # fmt: skip
_UNIT = f"({'|'.join(_UNITS)})"
_SEVERAL = rf"(半|好几|几|{NUMBER})"
_AGO = re.compile(rf"{_SEVERAL}(?:来|多)?个?(半)?{_UNIT}多?(?:之前|以前|前)(?!方|面|后)")
_FOR = re.compile(
    "((?:连续|持续|已经|已|整整|差不多|快|将近|都|长达|近|有|超过|足足|接连|一连|前后)"
    "(?:有|快|将近|近)?)?了?"
    rf"{_SEVERAL}(?:来|多|几)?个?(半|多)?{_UNIT}(?:多|有余)?(了|以来|都|没|(?=[,。!！]|$))?"
)
_THESE = re.compile(
    rf"(?:最近|近|这|前|过去|刚过去的?)(?P<count>好几|几|{NUMBER})?(?:多|来)?个?"
    rf"(?P<unit>{'|'.join(_UNITS)})(?!气|前)"
)
_ONLY_COUNTED = {
    "周",
    "星期",
    "礼拜",
    "小时",
    "月",
    "年",
    "日",
    "晚",
    "晚上",
    "夜",
    "分钟",
    "刻钟",
    "钟头",
}
_PARTS_TOO = {"晚", "晚上", "夜"}
_LATELY = re.compile(
    "最近|近期|近来|近日|这段时间|这一段时间|这段日子|这阵子|这一阵|这些天|这些日子"
    "|前段时间|前阵子|前不久|不久前"
)
_NOW = re.compile(
    "现在|此刻|目前|当前|眼下|正在|刚刚|刚才|方才|刚(?=[闻看听发])|到现在|至今|这会儿"
)
_JUST_NOW = {"刚刚", "刚才", "方才", "刚"}
_STARTED = "(?:开始|起(?!来|码)|以来|到现在|至今|到今天(?![早晚上下夜中凌]))"
_SINCE = re.compile(
    rf"(?:打从|从|自|打)(?P<what>[^,。!?;]{{1,14}}?){_STARTED}"
    "|(?P<then>上周|上个月|上星期|去年年底|去年|前年|今年|年初|年前|春节|国庆)"
    rf"(?:后|过后)?{_STARTED}"
    "|(?P<turn>[入开立][春夏秋冬])(?:以来|以后|之后|后|至今|到现在)"
    r"|(?P<new_year>过年|过完年|春节|(?<![今去前明\d])年)(?:以后|之后|过后|后)(?![天院门面])"
)
_TURNS = {"春": (2, 4), "夏": (5, 5), "秋": (8, 7), "冬": (11, 7)}
_THAW = (3, 1)  # 开春
LATELY = timedelta(days=14)


def read_since(text: str, now: datetime) -> TimePhrase | None:
    """Find 从上周开始: from then till now."""
    found = _SINCE.search(text)
    if found is None:
        return None
    if found["turn"]:
        return TimePhrase(found.group(), _turned(found["turn"], now), now)
    what = "春节期间" if found["new_year"] else found["what"] or found["then"]
    for reader in (read_moment, read_festival, read_ago, read_period, read_these):
        inner = reader(what, now)
        if inner is not None and inner.start is not None and inner.start <= now:
            return TimePhrase(found.group(), inner.start, now)
    return None


def _turned(words: str, now: datetime) -> datetime:
    """Return the latest 入夏, 立秋, 开春 as the almanac has them, give or take a day."""
    month, day = _THAW if words == "开春" else _TURNS[words[-1]]
    begun = at(now.date().replace(month=month, day=day), 0)
    return begun if begun <= now else begun.replace(year=begun.year - 1)


def read_ago(text: str, now: datetime) -> TimePhrase | None:
    """Find 三天前; one unit wide: 两年前 is some time in the year around that day."""
    found = _AGO.search(text)
    if found is None:
        return None
    count, half, name = found.groups()
    length = _length(count, name) + (_UNITS[name] / 2 if half else timedelta())
    unit = _UNITS[name] / (2 if count == "半" else 1)
    if unit < _DAY:
        return TimePhrase(found.group(), now - length, now)
    first = (now - length - (unit - _DAY) / 2).date()
    phrase = TimePhrase(found.group(), at(first, 0), min(at(first, 24 * unit.days), now))
    return narrowed(phrase, first, text[found.end() :]) if unit == _DAY else phrase


def read_duration(text: str, now: datetime) -> TimePhrase | None:
    """Find 三天了, 连续一个星期, 快一年了: from then till now."""
    for found in _FOR.finditer(text):
        before, count, half, unit, after = found.groups()
        # Said in answer to how long; but 半夜 is a part of the day.
        whole = found.group() == text.strip(" ,。!") and unit not in _PARTS_TOO
        follows = text[found.end() : found.end() + 1]
        if not (before or after or whole) or follows in ("后", "内", "前"):
            continue
        length = _length(count, unit) + (_UNITS[unit] / 2 if half == "半" else timedelta())
        return TimePhrase(found.group(), now - length, now)
    return None


def read_these(text: str, now: datetime) -> TimePhrase | None:
    """Find 这几天, 近一个月, 这两天."""
    found = _THESE.search(text)
    if found is None or (not found["count"] and found["unit"] in _ONLY_COUNTED):
        return None
    return TimePhrase(found.group(), now - _length(found["count"] or "几", found["unit"]), now)


def read_lately(text: str, now: datetime) -> TimePhrase | None:
    """Find 最近 (two weeks), 刚才 (half an hour), 现在 (an hour)."""
    found = _LATELY.search(text)
    if found:
        return TimePhrase(found.group(), now - LATELY, now)
    found = _NOW.search(text)
    if found is None:
        return None
    width = timedelta(minutes=30 if found.group() in _JUST_NOW else 60)
    return TimePhrase(found.group(), now - width, now)


def _length(count: str, unit: str) -> timedelta:
    """Return 三天, 半年, 几个月 (three of them), 好几天 (four), 两三天 (three)."""
    if count == "半":
        return _UNITS[unit] / 2
    if PAIR.fullmatch(count):
        return _UNITS[unit] * number(count[1])
    return _UNITS[unit] * ({"几": 3, "好几": 4}.get(count) or number(count))
