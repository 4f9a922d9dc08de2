"""Short answers as people write them, brought to plain form and read as numbers.

It stands in the root package because forms and surveys both read answers, and the survey engine
imports nothing of the bureau.
"""

from __future__ import annotations

import re
import unicodedata

from basis.numerals import NUMERALS, numeral

_LONGEST_READ = 2000
NUMERAL = rf"\d{{1,4}}|[{NUMERALS}]{{1,6}}"
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
    try:
        return None if found is None else numeral(found[1])
    except ValueError:
        return None
