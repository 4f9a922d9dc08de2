"""Short answers as people write them, brought to plain form and read as numbers.

It stands in the root package because forms and surveys both read answers, and the survey engine
imports nothing of the bureau.
"""

from __future__ import annotations

import re
import unicodedata

_LONGEST_READ = 2000
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
NUMERAL = r"\d{1,4}|[零〇一二两三四五六七八九十百廿]{1,6}"
_BEFORE = r"(?:我|今年|已经|刚|满|是|有|就|选|第|答案|答|打|给|大概|差不多|:|：|#|\(|\s)*"
_AFTER = r"(?:周岁|岁|分|个|号|项|题|条|了|啦|哦|呢|吧|呀|的|\)|\.|、|\s)*"
_ONE_NUMBER = re.compile(rf"{_BEFORE}({NUMERAL}){_AFTER}")
_NOT_SPOKEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\ufe0f\u20e3"))
_EDGES = " \t\r\n。.!！?？~～…,，;；、\"'“”‘’「」[]【】"
_NOT_SAID = re.compile(r"[\W_]+")
_SOFT_ENDINGS = re.compile(r"(了|吧|啊|呀|哦|啦|哈|嘛|呗|谢谢|吗)+$")


def clean(text: str) -> str:
    """Return a message half-width, in small letters, without invisible marks at its edges."""
    folded = unicodedata.normalize("NFKC", text[:_LONGEST_READ]).translate(_NOT_SPOKEN)
    return folded.strip(_EDGES).lower()


def bare(text: str) -> str:
    """Return a message without punctuation, emoji, spaces and soft endings (了 吧 啊 …)."""
    folded = _NOT_SAID.sub("", unicodedata.normalize("NFKC", text)).lower()
    return _SOFT_ENDINGS.sub("", folded) or folded


def number(text: str) -> int | None:
    """Return the whole number that a message states (35, 35岁, 三十五, 第二个), or None."""
    found = _ONE_NUMBER.fullmatch(clean(text))
    return None if found is None else numeral(found[1])


def numeral(text: str) -> int:
    """Return the value of digits or Chinese numerals below 1000: 35, 三十五, 廿三, 一百五."""
    if text.isdigit():
        return int(text)
    text = text.replace("廿", "二十")
    if "十" not in text and "百" not in text:
        return int("".join(str(_DIGITS[char]) for char in text))
    total = digit = 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    # 一百五 is 150, and 一百零五 is 105.
    short = text[-2:-1] == "百"
    return total + digit * (10 if short else 1)
