"""A citizen's own words in a message: what the platform writes into it is nobody's word."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from basis.packaged import yaml_beside

# A quoted message: who wrote it and what, a line of dashes, then the citizen's words.
_QUOTE = re.compile(
    r"\A\s*「[^「」\n]{1,60}[:：].*?」[ \t]*\n[ \t]*(?:[-—－–][ \t]*){5,}(?:\n|\Z)", re.S
)
_BRACKETS = re.compile(r"\[[^\[\]\s]{1,12}\]")
# What is passed on from elsewhere, with the title that it has there.
_PASSED_ON = re.compile(r"^[ \t]*\[(?:链接|文件|小程序|视频号|音乐|聊天记录|Link|File)\].*$", re.M)


def own_words(text: str) -> str:
    """Return what the citizen says in a text.

    A quotation before it, titles of what is passed on, the platform's sentences in place of
    what it cannot carry, and the codes of its pictures are left out; a picture that means
    something becomes the character that means it.
    """
    text = _QUOTE.sub("", text, count=1)
    text = _PASSED_ON.sub("", text)
    for sentence in _words()["instead"]:
        text = text.replace(sentence, "")
    text = _BRACKETS.sub(lambda found: _pictures().get(found[0], found[0]), text)
    return _slashes().sub(lambda found: _pictures()[found[0]], text).strip()


@cache
def _words() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "own_words.yml"))


@cache
def _pictures() -> dict[str, str]:
    """Return each picture's code and the character that means the same, or nothing."""
    words = _words()
    codes = [f"[{name}]" for name in words["pictures"].split()]
    return dict.fromkeys([*codes, *words["slashes"].split()], "") | words["mean"]


@cache
def _slashes() -> re.Pattern[str]:
    codes = sorted((code for code in _pictures() if code[0] == "/"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, codes)))
