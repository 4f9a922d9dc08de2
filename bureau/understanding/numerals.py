"""Numbers as people write them in a message: 11, 十一, 廿三, 两三, 十几, 一点五."""

from __future__ import annotations

import re

from basis.numerals import DIGITS, NUMERALS, numeral

NUMBER = rf"(?:\d+|[{NUMERALS}]+)"
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


def pair(text: str) -> tuple[int, int] | None:
    """Return both numbers of 两三 or 十一二; None where the text is no such pair."""
    found = _PAIR.fullmatch(text)
    if found is None:
        return None
    low, high = DIGITS[found["low"]], DIGITS[found["high"]]
    tens = numeral(found["tens"]) if found["tens"] else 0
    return (tens + low, tens + high) if high == low + 1 else None


def amount(text: str) -> float:
    """Return how many 半, 几, 十几, 两三 or 1.5 are; raises ValueError for anything else.

    Of two that are said the larger counts, 几 is three and 十几 fourteen.
    """
    if text in _VAGUE:
        return _VAGUE[text]
    if text[-1:] in _TEENS:
        return numeral(text[:-1]) + _TEENS[text[-1]]
    either = pair(text)
    if either is not None:
        return either[1]
    whole, point, rest = text.replace("点", ".").partition(".")
    if not point:
        return numeral(text)
    return float(f"{numeral(whole)}.{''.join(str(numeral(char)) for char in rest)}")
