"""What comes again and again: 每天半夜, 一到下雨天, 隔三差五, 常年."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bureau.understanding.model import TimePhrase
from bureau.understanding.times.moments import read_moment
from bureau.understanding.times.periods import read_period

_REPEATS = re.compile(
    "白天黑夜|一(?=刮|起风|下雨|打雷)|下雨天|工作日|每天|天天|每晚|每夜|夜夜|每日|日日|每周|每个?月|每年|每到"
    "|每逢|每次|每隔(?:几天)?|每个?(?=周|星期|礼拜|周末)|一到|一天到晚|从早到晚|早晚|没日没夜"
    "|(?<![昨今前当])日夜(?!兼)|昼夜|隔三差五|三天两头|时不时|不定期|经常|常常|总是|老是|时常|长期|常年|[很好]多年|多年来|一直(?!到)"
    "|有时候?|偶尔|周一[到至]周[五六日]|星期一[到至]星期[五六日天]|成天|整天|整夜|整晚|通宵|动不动|周末都|24小时|二十四小时"
)
_WHEN = re.compile(
    "(?:的|从|都是?|要?到|在)?"
    "(?:下雨天?|雨天|刮[东南西北]{0,2}风|起风|打雷|天一?热|阴天|节假日|休息日|饭点|周末|(?<=每)[周个月年])?"
)
_LONGEST_WHEN = 24


def read_repeats(text: str, now: datetime) -> TimePhrase | None:
    """Find what repeats, with the span of its latest time where the words give one."""
    best: TimePhrase | None = None
    for found in _REPEATS.finditer(text):
        phrase = _phrase(found, now)
        says_more = best is None or (
            bool(phrase.start) > bool(best.start)
            or (not best.start and len(phrase.text) > len(best.text) + 2)
        )
        if says_more:
            best = phrase
    return best


def _phrase(found: re.Match[str], now: datetime) -> TimePhrase:
    text, word = found.string, found.group()
    # 每晚 and 每周 hold the first character of the time itself.
    shared = word[-1] in "晚夜" or word == "每周"
    begin = found.end() - int(shared)
    condition = _WHEN.match(text, found.end())
    after = condition.end() if condition else found.end()
    inner = _starting(text, begin, now) or _starting(text, after, now)
    if inner is None:
        words = text[found.start() : after]
        return TimePhrase(words, pattern=words)
    start, end = _latest(inner, now)
    words = text[found.start() : text.index(inner.text, begin) + len(inner.text)]
    return TimePhrase(words, start, end, words)


def _starting(text: str, begin: int, now: datetime) -> TimePhrase | None:
    """Return the part of the day, weekday or season right there."""
    for reader in (read_moment, read_period):
        inner = reader(text[begin : begin + _LONGEST_WHEN], now)
        if inner is not None and text.startswith(inner.text, begin):
            return inner
    return None


def _latest(phrase: TimePhrase, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return the latest time that has begun."""
    start, end = phrase.start, phrase.end
    step = timedelta(days=7 if re.match("周|星期|礼拜", phrase.text) else 1)
    while start and end and start > now:
        start, end = start - step, end - step
    return start, end
