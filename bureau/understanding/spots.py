"""The wording of a place: town, then road, village, firm, river or landmark, then 附近 or 楼下.

The gazetteer knows the towns; what stands beside them (or alone) is recognised by its shape: a
short name that ends in the kind of thing it is. The shapes are data (`spots.yml`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from basis.packaged import yaml_beside
from bureau.places import gazetteer
from bureau.places.model import Level, Mention, Place
from bureau.places.word_bounds import WordBounds

# What may stand between a road and its town, and how far apart they are one place still.
_GAP = " ,的"
_BREATH = 8
_FOREIGN = re.compile("[A-Za-z]")
_UNBROKEN = re.compile(r"[\u4e00-\u9fff ]*")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in words: the place of the gazetteer, its wording, and whether one can find it."""

    place: Place | None
    text: str
    exact: bool


@dataclass(frozen=True, slots=True)
class _Thing:
    """A named thing of a text: `name_end` leaves out 附近 and the like."""

    start: int
    name_end: int
    end: int


@dataclass(frozen=True)
class _Shapes:
    thing: re.Pattern[str]
    beside: re.Pattern[str]
    anywhere: re.Pattern[str]
    noise: re.Pattern[str]
    home: re.Pattern[str]
    joined: re.Pattern[str]


@cache
def shapes() -> _Shapes:
    """Build the patterns, once a process."""
    said = yaml_beside(__file__, "spots.yml")

    def any_of(name: str) -> str:
        return "|".join(word for line in said[name] for word in line.split())

    name = rf"[^\W_{said['not_in_names']}]"
    kinds, beside = any_of("kinds"), rf"(?:的?(?:{any_of('numbers')}|{any_of('beside')}))"
    return _Shapes(
        thing=re.compile(
            rf"{name}{{1,8}}?(?:{kinds})(?!{any_of('not_followed_by')})"
            rf"(?:{name}{{0,8}}?(?:{kinds}))*(?P<beside>{beside}{{0,6}})"
        ),
        beside=re.compile(beside),
        anywhere=re.compile(rf"^(?:{any_of('anywhere_before')})*(?:{any_of('anywhere')})$"),
        noise=re.compile(rf"^(?:{any_of('noise')})+"),
        home=re.compile(any_of("home")),
        joined=re.compile(any_of("joined")),
    )


def read_spot(text: str, home: Place | None, written: str | None = None) -> Spot:
    """Find where something is; `home` is what 我家 means.

    The wording is cut out of `written`, the text as it came, of the same length.
    """
    written = text if written is None else written
    mentions = gazetteer().find(text)
    things = _things(text)
    if not mentions:
        return _unplaced(text, things, home, written)
    mention = mentions[0]
    start, end = _widened(text, mention, mentions)
    exact = mention.place.level is Level.TOWN and bool(mention.village)
    for thing in things:
        if thing.start <= end + 2 and thing.name_end > end:
            # 油车港满河: all over the town is nowhere in it.
            if text[end] not in "满全整遍":
                end, exact = thing.end, True
        elif thing.start < thing.end <= start and _together(text, thing, start):
            # 梅里路王店镇, 中山西路 新嘉街道; what overlaps the town is only its own 塘, 桥 or 埭
            # with words before.
            start, exact = thing.start, True
    if exact:
        # 王店镇（吉祥路） keeps its bracket.
        opened = text[start:end].count("(") > text[start:end].count(")")
        end += opened and text[end : end + 1] == ")"
        return Spot(mention.place, written[start:end], True)
    beside = shapes().beside.match(text, end)
    words = written[start : beside.end() if beside else end]
    apart = next((thing for thing in things if thing.start > end), None)
    if apart is None:
        # 梅里街那个臭味 王店: said before the town, in the same breath.
        near = (
            each
            for each in things
            if each.end <= start <= each.end + _BREATH
            and _UNBROKEN.fullmatch(text, each.end, start)
        )
        apart = next(near, None)
    more = written[apart.start : apart.end] if apart else ""
    return Spot(mention.place, words + more, apart is not None)


def _together(text: str, thing: _Thing, start: int) -> bool:
    """Return whether a road and the town behind it are said as one; foreign words are not."""
    between = text[thing.end : start]
    return not between or (
        not between.strip(_GAP) and not _FOREIGN.search(text, thing.start, thing.end)
    )


def _unplaced(text: str, things: list[_Thing], home: Place | None, written: str) -> Spot:
    """Return the spot of a text that names none of our towns."""
    at_home = shapes().home.search(text)
    # 王店塑料厂 may be called so anywhere, but whoever lives in 王店 means the one there.
    named_home = home is not None and any(
        text.startswith(name, thing.start) for name in home.short_names for thing in things[:1]
    )
    if not things:
        return Spot(home, at_home.group(), False) if at_home else Spot(None, "", False)
    start, end = things[0].start, things[0].end
    for thing in things[1:]:
        # 桐乡大道和昌盛路路口 is one place.
        if not shapes().joined.fullmatch(text, end, thing.start):
            break
        end = thing.end
    if at_home and start <= at_home.end() + 1:
        start = min(start, at_home.start())
    return Spot(home if at_home or named_home else None, written[start:end], True)


def _things(text: str) -> list[_Thing]:
    """Find named roads, villages, estates, firms, rivers, in their order."""
    found: list[_Thing] = []
    bounds = WordBounds(text)
    for match in shapes().thing.finditer(text):
        noise = shapes().noise.match(match.group())
        start = match.start() + (noise.end() if noise else 0)
        # Not 行道烧烤店 out of 人行道烧烤店.
        while bounds.cut_at(start):
            start -= 1
        words = text[start : match.end()]
        name = words.removesuffix(match["beside"])
        if len(name) >= 2 and not shapes().anywhere.match(name):
            found.append(_Thing(start, start + len(name), match.end()))
    return found


def _widened(text: str, town: Mention, mentions: list[Mention]) -> tuple[int, int]:
    """Widen a town's mention by the county or city before it and the kind behind it."""
    start = town.start
    for mention in mentions:
        if mention.end <= start and not text[mention.end : start].strip("市区县的, "):
            start = mention.start
    kind = re.match("镇|街道|乡|区|市|县", text[town.end :])
    return start, town.end + (kind.end() if kind else 0)
