"""Numbers and lengths of time inside a sentence: 奔五的人了，四十八; 搬来总有八九年喽."""

from __future__ import annotations

import re
from collections.abc import Sequence

from basis.numerals import numeral

_NUMERAL = r"\d{1,3}|[一二两三四五六七八九十百廿卅]{1,5}"
_STATED = re.compile(rf"(快|近|将近|不到|靠)?(?<![\d.第])({_NUMERAL})(多|几|来)?(岁|周岁)?")
_LENGTH = re.compile(rf"(半|{_NUMERAL}|\d+)(多|几|来)?(?:个)?(半)?(年|月|天|星期|礼拜|周)")
_YEARS = {"年": 1.0, "月": 1 / 12, "天": 1 / 365, "星期": 7 / 365, "礼拜": 7 / 365, "周": 7 / 365}
_NEIGHBOURS = re.compile(r"[一二三四五六七八九]{2}")
_DIGITS = "一二三四五六七八九"


def stated_number(plain: str, *, low: int, high: int) -> int | None:
    """Return the one number from `low` to `high` that a sentence states, None if none or several.

    五十多 is read as 55 and 快四十 as 39: near enough for the band that they fall in.
    """
    found: set[int] = set()
    for almost, digits, more, _ in _STATED.findall(plain):
        value = _value(digits)
        if value is None:
            continue
        if more and value % 10 == 0:
            value += 5
        elif almost and value % 10 == 0:
            value -= 1
        if low <= value <= high:
            found.add(value)
    # 奔五的人了，四十八: a bare digit beside a whole number is a manner of speaking.
    whole = {value for value in found if value >= 10} or found
    return whole.pop() if len(whole) == 1 else None


def length_option(plain: str, titles: Sequence[str]) -> int | None:
    """Return the place of the option whose span of time holds a length that is said, or None.

    `titles` are spans as 不到半年, 一年到五年, 五年以上; where one is not, nothing is read.
    """
    spans = [_span(title) for title in titles]
    said = _length(plain)
    if said is None or any(span is None for span in spans):
        return None
    for place, span in enumerate(spans):
        assert span is not None, "checked above"
        if span[0] <= said < span[1]:
            return place
    return None


def _span(title: str) -> tuple[float, float] | None:
    lengths = [_years(*found) for found in _LENGTH.findall(title)]
    if len(lengths) == 2:
        return lengths[0], lengths[1]
    if len(lengths) != 1:
        return None
    if "不到" in title or "以下" in title:
        return 0.0, lengths[0]
    return (lengths[0], float("inf")) if "以上" in title else None


def _length(plain: str) -> float | None:
    lengths = {_years(*found) for found in _LENGTH.findall(plain)}
    return lengths.pop() if len(lengths) == 1 else None


def _years(digits: str, more: str, half: str, unit: str) -> float:
    value = 0.5 if digits == "半" else float(_value(digits) or 0)
    if more:
        value += 5 if value >= 10 and value % 10 == 0 else 0.5
    return (value + (0.5 if half else 0)) * _YEARS[unit]


def _value(digits: str) -> int | None:
    if _NEIGHBOURS.fullmatch(digits):
        # 八九年 is between the two; 三八 is no number.
        first, second = (_DIGITS.index(digit) + 1 for digit in digits)
        return first if second == first + 1 else None
    try:
        return numeral(digits)
    except ValueError:
        return None
