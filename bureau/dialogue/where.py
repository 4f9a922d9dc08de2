"""Which place a message is about, and what its words say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from basis.answers import bare
from bureau.dialogue.message import Message
from bureau.dialogue.phrases import means, phrases
from bureau.dialogue.situation import Situation
from bureau.places import Gazetteer, Level, Place
from bureau.understanding import Clues

_NAME = 3
_AROUND = " ,，。、的"
_ROAD = re.compile("[^路街道弄]{1,6}(?:路|街|大道|弄)")
_WAY = re.compile("(?:大道|[东西南北中]?路|[东西南北]?大?街|大桥|桥|公园|湿地|湖)(?![道办])")
# What leads to a place: 就在新塍, 地点是王店.
_LED = re.compile(
    "^(?:(?:好[啦吧的了]?|嗯+|哦|噢|行)[ ,，]+)?"
    "(?:我?就?(?:在|位于)|(?:地点|地址|位置)(?:就)?(?:是|在)?[:：]?)?"
)
# 新塍 就城隍庙后面; 俺不知道这叫啥路 就是那个工业园.
_JUST = re.compile(
    "^(?:[俺我咱也]*(?:不|弗|勿)(?:晓得|知道|清楚|认识|认得)[^ ,，]{0,8}[ ,，]+)?(?:就是?在?)?"
)
# What may stand beside the place itself: 就在…那.
_BESIDE = re.compile("[在是就位于那这边里儿个的]{0,4}")


@dataclass(frozen=True)
class Where:
    """A place, a position (longitude, latitude, GCJ-02) when one was sent, and how it is known."""

    place: Place | None
    position: tuple[float, float] | None
    named: bool


def where(message: Message, situation: Situation, places: Gazetteer) -> Where:
    """Return the place named, else the point just sent, else the citizen's town, else none."""
    named = places.best(message.text) if message.text else None
    if named is not None:
        return Where(named.place, None, named=True)
    if situation.point is not None:
        longitude, latitude, _ = situation.point
        return Where(places.at(longitude, latitude), (longitude, latitude), named=True)
    home = message.home
    return Where(places.get(home) if home else None, None, named=False)


def only_a_place(text: str, clues: Clues) -> bool:
    """Return whether a message names a place and says nothing else: 我家楼下, 王店镇吉祥路那边."""
    if not clues.place_text or not text:
        return False
    rest = bare(text).replace(bare(clues.place_text), "")
    return _BESIDE.fullmatch(rest) is not None


def names_alike(one: str, other: str) -> bool:
    """Return whether two wordings of a place share a name, of `_NAME` characters at least."""
    return any(one[at : at + _NAME] in other for at in range(len(one) - _NAME + 1))


def own_words(text: str, place: Place | None, places: Gazetteer) -> str:
    """Return a place's wording without the city, county and town that its code tells already."""
    text = text.strip()
    if place is None:
        return _JUST.sub("", text)
    above = [places.city, places.get(place.parent or "")]
    led = _LED.sub("", text)
    known = [name for one in (*above, place) if one for name in (one.name, *one.short_names)]
    if led.startswith(tuple(known)):
        text = led
    for province in phrases()["province"]:
        text = text.removeprefix(province)
    for name in (above[0], _zone(text, places), above[1]):
        if name is None:
            continue
        text = text.removeprefix(name.name).lstrip(_AROUND)
        for called in name.short_names:
            # 南湖大道 is a road's whole name, and 大道 none.
            if called != name.name and not _WAY.match(text.removeprefix(called)):
                text = text.removeprefix(called).lstrip(_AROUND)
    text = text.removeprefix(place.name)
    text = text.strip(_AROUND)
    for called in place.short_names:
        if text.startswith(called):
            text = _beside(text, called)
    # 中山西路 新嘉街道: the town may stand behind its road as well.
    text = text.removesuffix(place.name).strip(_AROUND) or text
    text = _JUST.sub("", text)
    return "" if means(text, "vague") else text


def _zone(text: str, places: Gazetteer) -> Place | None:
    """Return the zone that stands alone before its town: 经开区 城南街道."""
    before, _, rest = text.partition(" ")
    named = places.best(before) if rest else None
    return named.place if named and named.place.level is Level.DISTRICT else None


def _beside(text: str, called: str) -> str:
    """Return what follows a town's short name, or all of it where the name is part of another.

    乍浦天妃路 is a road of 乍浦 and 独山港那边化工厂 a firm there, but 王店工业区 and 乍浦港 are
    names of their own; 武原镇 is what 武原街道 was.
    """
    rest = text.removeprefix(called)
    kindless = rest.removeprefix("镇").removeprefix("乡")
    if not kindless or _ROAD.match(kindless) or kindless[0] in _AROUND:
        return kindless.lstrip(_AROUND)
    for vague in phrases()["vague"]:
        if rest.startswith(vague):
            return rest.removeprefix(vague).strip(_AROUND)
    return text
