"""The firm a message accuses, by the name it gives: 永兴印染厂, 老王家的烧烤店.

A name is read from its end, the kind of firm, to the left by whole words, as far as they can
stand in a name. A kind alone is a name only where just one can be meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from basis.packaged import yaml_beside
from bureau.places import Level, Mention, gazetteer
from bureau.places.word_bounds import WordBounds

_LONGEST = 20  # characters
_LEAST = 3
_REGISTERED = (Level.CITY, Level.COUNTY)
_NAME_LIKE = re.compile(r"[\w·&]+")


@dataclass(frozen=True)
class _Shapes:
    kind: re.Pattern[str]
    short_kind: re.Pattern[str]
    trades: frozenset[str]
    everywhere: re.Pattern[str]
    stops: frozenset[str]
    stop_ends: re.Pattern[str]
    registered: re.Pattern[str]
    beside: re.Pattern[str]
    owner: re.Pattern[str]
    definite_before: re.Pattern[str]
    compared: re.Pattern[str]


@cache
def firm_shapes() -> _Shapes:
    """Build the patterns, once a process."""
    said = yaml_beside(__file__, "firms.yml")

    def any_of(name: str) -> str:
        return "|".join(word for line in said[name] for word in line.split())

    return _Shapes(
        kind=re.compile(rf"(?:{any_of('kinds')})+"),
        short_kind=re.compile(any_of("short_kinds")),
        trades=frozenset(said["trades"].split()),
        everywhere=re.compile(said["everywhere"]),
        stops=frozenset(said["stop_words"].split()),
        stop_ends=re.compile(said["stop_ends"]),
        registered=re.compile(said["registered"]),
        beside=re.compile(said["beside"]),
        owner=re.compile("".join(said["owner"].split()).replace("{surnames}", said["surnames"])),
        definite_before=re.compile(said["definite_before"]),
        compared=re.compile(said["compared"]),
    )


def read_firm(text: str) -> str | None:
    """Return the name of the first firm that a text names, or None; 一家化工厂 is none."""
    ends = _ends(text)
    if not ends:
        return None
    words, mentions = WordBounds(text).spans(), gazetteer().find(text)
    names = (_name(text, kind, end, words, mentions) for kind, end in ends)
    return next(filter(None, names), None)


def _ends(text: str) -> list[tuple[int, int]]:
    """Return where the kinds of firm in a text begin and end, in order."""
    kind, short = firm_shapes().kind, firm_shapes().short_kind
    # 环保科技有限公司 ends in 公司, not in 环保.
    shorts = (
        found
        for found in short.finditer(text)
        if not (kind.match(text, found.end()) or short.match(text, found.end()))
    )
    return sorted((found.span() for found in (*kind.finditer(text), *shorts)), key=itemgetter(1))


def _name(
    text: str, kind: int, end: int, words: list[tuple[int, int]], mentions: list[Mention]
) -> str | None:
    """Return the name that ends in the kind of firm from `kind` to `end`, or None."""
    start = kind
    for first, last in reversed(words):
        if first < start:
            if not _belongs(text, first, min(last, start), end, mentions) and last <= start:
                break
            start = first
    owner = firm_shapes().owner.search(text, 0, start)
    if owner is not None:
        return text[owner.start() : end]
    name = text[start:end]
    own = (text[first : min(last, kind)] for first, last in words if start <= first < kind)
    if all(word in firm_shapes().trades for word in own):
        return name if _just_one(text, start, end, mentions) else None
    return name if len(name) >= _LEAST else None


def _belongs(text: str, first: int, last: int, end: int, mentions: list[Mention]) -> bool:
    """Return whether a word can stand in the name of the firm that ends at `end`."""
    word, shapes = text[first:last], firm_shapes()
    place = next((mention for mention in mentions if mention.start <= first < mention.end), None)
    if place is not None or shapes.registered.search(word):
        # 嘉兴市富安化工有限公司 is registered so.
        above = place is None or place.place.level in _REGISTERED
        return above and text[:end].endswith("公司")
    return (
        end - first <= _LONGEST
        and word not in shapes.stops
        and not shapes.stop_ends.search(word)
        and not shapes.beside.search(text, 0, last)
        and bool(_NAME_LIKE.fullmatch(word))
    )


def _just_one(text: str, start: int, end: int, mentions: list[Mention]) -> bool:
    """Return whether a kind of firm stands where one firm is meant: 怀疑是印染厂."""
    shapes = firm_shapes()
    if shapes.everywhere.search(text[start:end]) or shapes.compared.match(text, end):
        return False
    placed = text[:start].removesuffix("的")
    after_place = any(mention.end == len(placed) for mention in mentions)
    return after_place or bool(shapes.definite_before.search(text[:start]))
