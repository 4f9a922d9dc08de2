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
from bureau.places.model import Level, Place


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
    text: str


@dataclass(frozen=True)
class _Shapes:
    thing: re.Pattern[str]
    beside: re.Pattern[str]
    anywhere: re.Pattern[str]
    noise: re.Pattern[str]
    home: re.Pattern[str]
    firm: re.Pattern[str]
    before_firm: re.Pattern[str]
    generic_firm: re.Pattern[str]


@cache
def shapes() -> _Shapes:
    """Build the patterns, once a process."""
    said = yaml_beside(__file__, "spots.yml")

    def any_of(name: str) -> str:
        return "|".join(word for line in said[name] for word in line.split())

    name = rf"[^\W_{said['not_in_names']}]"
    kinds, beside = any_of("kinds"), rf"(?:的?(?:{any_of('beside')}))"
    firms = any_of("firm_kinds")
    return _Shapes(
        thing=re.compile(
            rf"{name}{{1,8}}?(?:{kinds})(?!{any_of('not_followed_by')})"
            rf"(?:{name}{{0,8}}?(?:{kinds}))*(?P<beside>{beside}{{0,3}})"
        ),
        beside=re.compile(beside),
        anywhere=re.compile(rf"^(?:{any_of('anywhere_before')})*(?:{any_of('anywhere')})$"),
        noise=re.compile(rf"^(?:{any_of('noise')})+"),
        home=re.compile(any_of("home")),
        firm=re.compile(rf"{name}{{2,12}}?(?:{firms})"),
        before_firm=re.compile(rf"^.*(?:{any_of('firm_after')})(?=.{{3}})"),
        generic_firm=re.compile(
            rf"^(?:[一二两三几某]?[家个间所].*"
            rf"|(?:{any_of('firm_generic_before')}|的)*(?:{any_of('firm_generic')})*(?:{firms})?)$"
        ),
    )


def read_spot(text: str, home: Place | None) -> Spot:
    """Find where something is; `home` is what 我家 means."""
    mention = gazetteer().best(text)
    things = _things(text)
    if mention is None:
        at_home = shapes().home.search(text)
        if things and at_home:
            start = min(things[0].start, at_home.start())
            near = things[0].start <= at_home.end() + 1
            return Spot(home, text[start : things[0].end] if near else things[0].text, True)
        if things:
            return Spot(None, things[0].text, True)
        return Spot(home, at_home.group(), False) if at_home else Spot(None, "", False)
    start, end = _widened(text, mention.start, mention.end)
    exact = mention.place.level is Level.TOWN and bool(mention.village)
    for thing in things:
        if thing.start <= end + 2 and thing.name_end > end:
            # 油车港满河: all over the town is nowhere in it.
            if text[end] not in "满全整遍":
                end, exact = thing.end, True
        elif thing.start < thing.end == start:
            # 梅里路王店镇; what overlaps the town is only its own 塘, 桥 or 埭 with words before.
            start = thing.start
    if exact:
        return Spot(mention.place, text[start:end], True)
    beside = shapes().beside.match(text, end)
    words = text[start : beside.end() if beside else end]
    apart = next((thing.text for thing in things if thing.start > end), None)
    return Spot(mention.place, words + (apart or ""), apart is not None)


def read_firm(text: str) -> str | None:
    """Find a firm by name; 一家化工厂 is none."""
    for found in shapes().firm.finditer(text):
        name = shapes().noise.sub("", shapes().before_firm.sub("", found.group()))
        mention = gazetteer().best(name)
        if mention is not None and mention.end < len(name):
            name = name[mention.end :].lstrip("镇街道县市区乡") or name
        if len(name) >= 3 and not shapes().generic_firm.match(name):
            return name
    return None


def _things(text: str) -> list[_Thing]:
    """Find named roads, villages, estates, firms, rivers, in their order."""
    found = []
    for match in shapes().thing.finditer(text):
        noise = shapes().noise.match(match.group())
        start = match.start() + (noise.end() if noise else 0)
        words = text[start : match.end()]
        name = words.removesuffix(match["beside"])
        if len(name) >= 2 and not shapes().anywhere.match(name):
            found.append(_Thing(start, start + len(name), match.end(), words))
    return found


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a town's mention by the county or city before it and the kind behind it."""
    for mention in gazetteer().find(text):
        if mention.end <= start and not text[mention.end : start].strip("市区县的, "):
            start = mention.start
    kind = re.match("镇|街道|乡|区|市|县", text[end:])
    return start, end + (kind.end() if kind else 0)
