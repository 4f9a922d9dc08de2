"""Numbers as people write them in a message: 11, 十一, 两, 二十三."""

from __future__ import annotations

import re

NUMBER = r"(?:\d+|[零〇一二两三四五六七八九十百]+)"
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}


_SHAPE = re.compile(
    r"(?:(?P<hundreds>[一二两三四五六七八九])?百零?)?(?:(?P<tens>[一二两三四五六七八九])?(?P<ten>十))?"
    r"(?P<ones>[零〇一二两三四五六七八九]?)"
)


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
    tens = _DIGITS[shape["tens"]] if shape["tens"] else int(bool(shape["ten"]))
    return 100 * hundreds + 10 * tens + (_DIGITS[shape["ones"]] if shape["ones"] else 0)
