"""Time phrases of messages: 昨晚十一点多, 2018.4.16, 这几天, 每天半夜, 国庆期间.

People write about the past, so a phrase that leaves the day open means the latest time that fits,
and no instant lies ahead. A message falls into groups of words of time said in one breath
(`tokens`); what a group means together is read as a whole (`phrases`), and a group of which any
word is not understood keeps its words and has no instants.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from basis.clock import SHANGHAI
from bureau.understanding.model import TimePhrase
from bureau.understanding.plain import Plain, plain
from bureau.understanding.times.lunar import lunar_day
from bureau.understanding.times.phrases import DAY, Meaning, Words, meaning
from bureau.understanding.times.points import Span
from bureau.understanding.times.repeats import latest
from bureau.understanding.times.strangers import without_strangers
from bureau.understanding.times.tokens import Token, runs

__all__ = ["SHANGHAI", "read_time", "warm"]

# 白天没有，后半夜最臭
_DENIED = re.compile("(?:都|倒|也|还)?(?:没有?|不)(?:什么)?(?=[,。;! ]|臭|吵|响|味|声|闻|$)")
_LOOSE = {"about", "and", "to", "later", "around", "done", "before", "after", "condition"}
_LOOSE_END = {"about", "and", "to", "from", "lasting", "these"}


def read_time(text: str, at: datetime) -> TimePhrase | None:
    """Find the time phrase that tells most; `at` is when the message came (aware).

    The phrase's words are a slice of the text as it was written.
    """
    now = at.astimezone(SHANGHAI)
    written = plain(text)
    best: tuple[int, TimePhrase] | None = None
    repeat: TimePhrase | None = None
    cleared = without_strangers(written.text)
    for group in runs(cleared):
        for words in _split(_trimmed(group)):
            if words[0].kind == "repeat":
                repeat = _better(repeat, _repeated(words, now, written, cleared))
                continue
            found = _meant(words, now, cleared)
            if found is None and _is_all(words, cleared):
                found = _meant([*words, Token("done", 0, 0, {})], now, cleared)
            if found is not None and _DENIED.match(cleared, words[-1].end):
                found = Meaning(found.span, 0)
            if found is not None and (best is None or found.rank > best[0]):
                best = found.rank, _phrase(words, found.span, now, written)
    return _together(repeat, best)


def _trimmed(group: Words) -> Words:
    """Return the group without words that lead to nothing, such as a 到 at its end."""
    words = list(group)
    while words and words[0].kind in _LOOSE:
        words = words[1:]
    while words and words[-1].kind in _LOOSE_END:
        words = words[:-1]
    return words


def _split(words: Words) -> list[Words]:
    """Return 昨晚 响了三个小时 as two: how long within a time it was does not tell when."""
    kinds = [word.kind for word in words]
    if "repeat" in kinds or {"since", "before", "clock", "digital"} & set(kinds):
        return [words] if words else []
    parts: list[Words] = [[]]
    for before, word in zip([None, *kinds], words, strict=False):
        fresh = word.kind in ("lasting", "these") or (
            word.kind == "length" and before not in ("lasting", "these", "length")
        )
        if fresh and parts[-1]:
            parts.append([])
        parts[-1].append(word)
    return [part for part in parts if part]


def _is_all(words: Words, text: str) -> bool:
    """Return whether a length is all that was said, in answer to how long."""
    rest = text[: words[0].start] + text[words[-1].end :]
    return not rest.strip(" ,。!了") and words[-1].kind == "length"


def _meant(words: Words, now: datetime, text: str) -> Meaning | None:
    """Return what the words mean; the 32nd of May and the year 0 are no times."""
    try:
        return meaning(words, now, text)
    except (ValueError, OverflowError):
        return None


def _phrase(
    words: Words, span: Span | None, now: datetime, written: Plain, pattern: str | None = None
) -> TimePhrase:
    """Return the words with their instants, none of which lies ahead."""
    # 没 shows that a length has gone by, but is no word of time.
    last = words[-2] if written.text[words[-1].start : words[-1].end] == "没" else words[-1]
    said = written.slice(words[0].start, last.end)
    if span is None or span.start > now:
        return TimePhrase(said, pattern=pattern)
    return TimePhrase(said, span.start, max(span.start, min(span.end, now)), pattern)


def _repeated(words: Words, now: datetime, written: Plain, text: str) -> TimePhrase:
    try:
        span = latest(words, now, text)
    except (ValueError, OverflowError):
        span = None
    said = written.slice(words[0].start, words[-1].end)
    return _phrase(words, span, now, written, said)


def _better(one: TimePhrase | None, other: TimePhrase) -> TimePhrase:
    """Return what repeats with the span, or else the one that is clearly longer."""
    if one is None or bool(other.start) > bool(one.start):
        return other
    return other if not one.start and len(other.text) > len(one.text) + 2 else one


def _together(repeat: TimePhrase | None, best: tuple[int, TimePhrase] | None) -> TimePhrase | None:
    """Return what repeats, unless a day was named, which says more than 每天."""
    if best is None or repeat is None:
        return best[1] if best else repeat
    rank, phrase = best
    if (repeat.start is not None and rank < DAY) or phrase.text in repeat.text:
        return repeat
    return replace(phrase, pattern=repeat.pattern)


def warm() -> None:
    """Load the words and the moon's calendar before the first message needs them."""
    read_time("2024年中秋节", datetime.now(SHANGHAI))
    lunar_day(2024, 1, 1)
