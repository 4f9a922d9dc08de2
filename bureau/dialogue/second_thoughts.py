"""Second thoughts about a report: made after all, another first, one more, the same again."""

from __future__ import annotations

import re
from functools import cache

from basis.answers import clean
from basis.numerals import numeral
from basis.packaged import yaml_beside


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(str(yaml_beside(__file__, "second_thoughts.yml")[name]))


def reports_after_all(text: str) -> bool:
    """Return whether whoever let a report go makes it all the same: 算了还是报吧."""
    said = clean(text)
    if _pattern("insists").fullmatch(said):
        return True
    before = list(_pattern("taken_back").finditer(said))
    found = _pattern("taken_up").search(said, before[-1].end() if before else 0)
    return found is not None and (bool(before) or found.group() == said)


def hands_in(text: str) -> bool:
    """Return whether a whole message says at the read-back that the report shall go: 报, 交吧."""
    return _pattern("hands_in").fullmatch(clean(text)) is not None


def may_be_no_yes(text: str) -> bool:
    """Return whether a whole message only resembles a yes at the read-back: 没有了, 报了."""
    return _pattern("no_yes").fullmatch(clean(text)) is not None


def asks_the_card(text: str) -> bool:
    """Return whether a whole message asks if a change was written down: 改好没."""
    return _pattern("asks_the_card").fullmatch(clean(text)) is not None


def another_one(text: str) -> bool:
    """Return whether a message begins with another matter than the one in hand: 第三个 …."""
    return _pattern("another_one").match(clean(text)) is not None


def of_the_one_filed(text: str) -> bool:
    """Return whether words name what was reported just now: 刚报的那个."""
    return _pattern("of_the_one_filed").search(clean(text)) is not None


def mends(text: str) -> bool:
    """Return whether a message mends what was filed: 写错了, 能改吗."""
    return _pattern("mends").search(clean(text)) is not None


def comes_first(text: str, count: int) -> int | None:
    """Return which of `count` matters (from 0) a message wants reported first: 先第一件."""
    found = _pattern("comes_first").fullmatch(clean(text))
    digits = re.sub("[第件个桩条项]", "", found[1]) if found else ""
    number = numeral(digits) if digits else None
    return number - 1 if number and number <= count else None


def happens_again(text: str) -> bool:
    """Return whether a whole message says that what was reported goes on: 又响了."""
    return _pattern("again").fullmatch(clean(text)) is not None


def one_more(text: str) -> bool:
    """Return whether a further matter is announced: 再来一件, 还有两个呢."""
    return _pattern("one_more").match(clean(text)) is not None


def announced(text: str) -> int:
    """Return how many further matters a message announces that says nothing else: 还有两个呢.

    An announcement without a number is of one.
    """
    found = _pattern("announced").fullmatch(clean(text))
    if found is None:
        return 0
    told = (found["n"] or "").replace("几", "")
    return max(numeral(told.replace("两", "二")) if told else 1, 1)


def all_of(text: str) -> int:
    """Return of how many matters all shall be reported, 0 where that is not said: 三件都报."""
    found = _pattern("all_of_them").search(clean(text))
    return numeral(found["n"].replace("两", "二")) if found else 0


def same_place(text: str) -> bool:
    """Return whether a matter is said to be where the one before was."""
    return _pattern("same_place").search(clean(text)) is not None
