"""Numbers as people write them in a message: 11, 十一, 两, 二十三."""

from __future__ import annotations

NUMBER = r"(?:\d+|[零〇一二两三四五六七八九十百]+)"
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}


def number(text: str) -> int:
    """Return the value of a number below 1000; raises ValueError for anything else."""
    if text.isdecimal():
        return int(text)
    if not text or any(char not in _DIGITS and char not in "十百" for char in text):
        raise ValueError(f"not a number: {text!r}")
    if "十" not in text and "百" not in text:
        return int("".join(str(_DIGITS[char]) for char in text))
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = 100 * (_DIGITS[hundreds] if hundreds else int("百" in text))
    if ten:
        total += 10 * (_DIGITS[tens.lstrip("零")] if tens.lstrip("零") else 1)
    ones = ones.lstrip("零〇")
    return total + (_DIGITS[ones] if ones else 0)
