"""Numbers as people write them in a message: 11, 十一, 廿三, 两三, 十几, 一点五."""

from __future__ import annotations

import re

NUMERALS = "零〇一二两三四五六七八九十百廿卅"
NUMBER = rf"(?:\d+|[{NUMERALS}]+)"
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "廿": 20, "卅": 30}

_SHAPE = re.compile(
    r"(?:(?P<hundreds>[一二两三四五六七八九])?百零?)?(?:(?P<tens>[一二两三四五六七八九])?(?P<ten>十)"
    r"|(?P<twenties>[廿卅]))?(?P<ones>[零〇一二两三四五六七八九]?)"
)
# 三四天, 四五点, 十一二点: either of two that follow each other.
_PAIR = re.compile(
    "(?P<tens>[一二三四五六七八九]?十)?(?P<low>[一二两三四五六七八])(?P<high>[二两三四五六七八九])"
)
# Counts of days or hours that are not whole or not certain.
AMOUNT = (
    r"(?:半|[一二三四五六七八九]?十[几多来]|几十|好几|几|数|\d+\.\d+"
    rf"|[{NUMERALS}]+点[{NUMERALS}]+|{NUMBER})"
)
_VAGUE = {"半": 0.5, "几": 3, "数": 3, "好几": 4, "几十": 30}
_TEENS = {"几": 4, "多": 0, "来": 0}


def number(text: str) -> int:
    """Return the value of a number below 1000; raises ValueError for anything else."""
    if text.isdecimal():
        return int(text)
    if text and all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    shape = _SHAPE.fullmatch(text)
    if not text or shape is None:
        raise ValueError(f"not a number: {text!r}")
    hundreds = _DIGITS[shape["hundreds"]] if shape["hundreds"] else int("百" in text)
    tens = _TENS.get(shape["twenties"] or "", 0) or (
        10 * (_DIGITS[shape["tens"]] if shape["tens"] else int(bool(shape["ten"])))
    )
    return 100 * hundreds + tens + (_DIGITS[shape["ones"]] if shape["ones"] else 0)


def pair(text: str) -> tuple[int, int] | None:
    """Return both numbers of 两三 or 十一二; None where the text is no such pair."""
    found = _PAIR.fullmatch(text)
    if found is None:
        return None
    low, high = _DIGITS[found["low"]], _DIGITS[found["high"]]
    tens = number(found["tens"]) if found["tens"] else 0
    return (tens + low, tens + high) if high == low + 1 else None


def amount(text: str) -> float:
    """Return how many 半, 几, 十几, 两三 or 1.5 are; raises ValueError for anything else.

    Of two that are said the larger counts, 几 is three and 十几 fourteen.
    """
    if text in _VAGUE:
        return _VAGUE[text]
    if text[-1:] in _TEENS:
        return number(text[:-1]) + _TEENS[text[-1]]
    either = pair(text)
    if either is not None:
        return either[1]
    whole, point, rest = text.replace("点", ".").partition(".")
    if not point:
        return number(text)
    return float(f"{number(whole)}.{''.join(str(number(char)) for char in rest)}")
