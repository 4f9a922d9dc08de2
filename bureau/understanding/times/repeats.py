"""What comes again and again: 每天半夜, 一到下雨天, 隔三差五, 每周二周四上午九点."""

from __future__ import annotations

import re
from datetime import datetime

from bureau.understanding.times.phrases import Words, meaning
from bureau.understanding.times.points import Span
from bureau.understanding.times.tokens import Token

# Days that no calendar tells, or that are several of a week.
_UNTOLD = re.compile("[至到~-]|工作日|节假日|休息日|雨|风|雪|热|冷|隔|一次|逢年")


def latest(words: Words, now: datetime, text: str) -> Span | None:
    """Return the latest time of what repeats, None where the words give none."""
    inner = [word for word in words if word.kind != "repeat"]
    known = not any(
        word.kind == "condition" or _UNTOLD.search(text[word.start : word.end])
        for word in words
        if word.kind in ("repeat", "condition") and not _goes_before(word, text)
    )
    if not inner or not known:
        return None
    spans = [
        found.span
        for one in _each_weekday(inner)
        if (found := meaning(_without_from(one), now, text)) and found.span
    ]
    begun = [span for span in spans if span.start <= now]
    return max(begun, key=lambda span: span.start, default=None)


def _goes_before(word: Token, text: str) -> bool:
    """Return whether the word only leads to a time: 一到晚上, 每隔几天半夜."""
    return bool(re.match("一到|每到|每隔|隔三", text[word.start : word.end]))


def _without_from(words: Words) -> Words:
    return words[1:] if len(words) > 1 and words[0].kind == "from" else words


def _each_weekday(words: Words) -> list[Words]:
    """Return the words once for every weekday of a list: 周二周四, 周一三五."""
    days = [word for word in words if word.kind in ("weekday", "weekdays")]
    rest = [word for word in words if word not in days and word.kind != "and"]
    chars = [char for word in days for char in word["w_day"] + word["ws_days"]]
    if len(chars) < 2 or any(word.kind == "to" for word in words):
        return [words]
    first = days[0]
    return [
        [Token("weekday", first.start, first.end, {"w_day": char}), *rest]
        for char in chars
        if char not in "、和"
    ]
