"""Time phrases of messages: 昨晚十一点多, 2018.4.16, 这几天, 每天半夜, 国庆期间.

People write about the past, so a phrase that leaves the day open means the latest time that fits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from basis.clock import SHANGHAI
from bureau.understanding.model import TimePhrase
from bureau.understanding.times.moments import names_day, read_dated_moment, read_moment
from bureau.understanding.times.periods import read_festival, read_period, warm
from bureau.understanding.times.repeats import read_repeats
from bureau.understanding.times.spans import (
    read_ago,
    read_duration,
    read_lately,
    read_since,
    read_these,
)

__all__ = ["SHANGHAI", "read_time", "warm"]

Reader = Callable[[str, datetime], TimePhrase | None]
# In the order of how much they tell.
_READERS: tuple[Reader, ...] = (
    read_since,
    read_dated_moment,
    read_festival,
    read_ago,
    read_duration,
    read_these,
    read_period,
    read_moment,
    read_lately,
)


def read_time(text: str, at: datetime) -> TimePhrase | None:
    """Find the time phrase that tells most; `at` is when the message came (aware)."""
    now = at.astimezone(SHANGHAI)
    repeat = _tried(read_repeats, text, now)
    if repeat is not None and repeat.start is not None and not names_day(text):
        return repeat
    for reader in _READERS:
        phrase = _tried(reader, text, now)
        if phrase is None:
            continue
        if repeat is None:
            return phrase
        return repeat if phrase.text in repeat.text else replace(phrase, pattern=repeat.pattern)
    return repeat


def _tried(reader: Reader, text: str, now: datetime) -> TimePhrase | None:
    """Ask a reader; the 32nd of May and the year 0 are no times."""
    try:
        return reader(text, now)
    except (ValueError, OverflowError):
        return None
