"""Whole numbers below 1000 as people write them: 35, 三十五, 廿三, 一百五, 二〇."""

from __future__ import annotations

import re

NUMERALS = "零〇一二两三四五六七八九十百廿卅"
DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"": 0, "十": 10, "廿": 20, "卅": 30}
_SHAPE = re.compile(
    r"(?:(?P<hundreds>[一二两三四五六七八九])?(?P<hundred>百)(?P<none>[零〇])?)?"
    r"(?:(?P<tens>[一二两三四五六七八九])?(?P<ten>十)|(?P<twenties>[廿卅]))?"
    r"(?P<ones>[零〇一二两三四五六七八九]?)"
)


def numeral(text: str) -> int:
    """Return the value of digits or Chinese numerals; raises ValueError for anything else.

    一百五 is 150, and 一百零五 is 105.
    """
    if text.isdecimal():
        return int(text)
    if text and all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    shape = _SHAPE.fullmatch(text)
    if not text or shape is None:
        raise ValueError(f"not a number: {text!r}")
    hundreds = DIGITS[shape["hundreds"]] if shape["hundreds"] else int(bool(shape["hundred"]))
    tens = DIGITS[shape["tens"]] if shape["tens"] else int(bool(shape["ten"]))
    ones = DIGITS[shape["ones"]] if shape["ones"] else 0
    short = shape["hundred"] and not (shape["none"] or shape["ten"] or shape["twenties"])
    if short:
        tens, ones = ones, 0
    return 100 * hundreds + 10 * tens + _TENS[shape["twenties"] or ""] + ones
