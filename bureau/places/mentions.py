"""Finding places in free text: full names, short names, other spellings, homophones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from bureau.places.elsewhere import Elsewhere, Foreign, Weight, weigh
from bureau.places.longer_names import longer_names
from bureau.places.model import CITY_CODE, Level, Mention, Place
from bureau.places.scan import Name, Scan
from bureau.places.word_bounds import WordBounds

# A word before the name, or nothing, that lets an ambiguous name stand for a place …
_LEFT_SIGN = re.compile(
    r"(^|[\s，,。、；;！!？?：:（(]|在|到|住|是|我们|我家|来自|位于|，?家住|去|从|于|投诉|举报|反映)$"
)
# … and what has to follow then.
_RIGHT_SIGN = re.compile(
    r"^(这边|那边|这里|那里|这儿|那儿|附近|周边|一带|镇上|街上|镇区|境内|工业区|工业园|开发区|方向|$|[\s，,。、；;！!？?）):：])"
)
_OPENING = re.compile(r"[，,。、；;！!？?：:（(\n]$|^(?:投诉|举报|反映|关于)$")
# What makes a street, a school or a firm of an ambiguous name.
_NOT_A_TOWN = re.compile(
    r"^(路|街(?!道)|大道|大街|桥|小区|花园|花苑|公寓|大厦|广场|公园|学校|中学|小学|医院|市场|银行|集团|公司|库|"
    r"汽车|新村|家园|家苑|府|苑|湾|弄|巷|站|村(?!镇)|塘(?!镇|街道|村)|[河江港湖](?![水道里边面底又被全臭黑]))"
)
# 平湖塘 and 海盐塘 are canals that lead there: from Jiaxing, past other counties.
_CANAL = re.compile(r"塘(?=$|[\s，,。、；;！!？?的水河边里上下畔岸臭黑发又被旁附路]|沿岸)")
# What a sentence begins with: a plain word before it can only be a place, as in 解放昨天又臭了.
_SENTENCE = re.compile(
    r"[A-Z]\d{0,2}[市区县]|[今昨前每天早晚凌半夜现最近刚]|有(?!限)|又|这|那|某|你|怎么|\d|一|臭|好|不|为|请|望|希|投|举|反|关|强|"
    r"[河江]水|内河|空气|垃圾|噪|工厂|化工|居民|楼下|小区|附近|的"
)
# 不是王店, 不在乌镇那边; but 是不是王店 asks.
_TAKEN_BACK = re.compile(
    r"(?<![是可在])(?:不是|不在|没在|并非|不属于|不归)(?:说|指|在)?[^，。,;；\s是在]{0,3}$"
)
# 乌镇开来的船在王店排污.
_CAME = re.compile(
    r"(?:镇|街道|[市县区])?(?:那边|方向|那里)?(?:(?:开|运|拉|流|飘|吹)过?来|过来的|牌照|的?(?:货|卡|罐|大)车)"
)
_SHORT = 40  # characters
_TOWN_KIND = re.compile(r"^(镇|街道|乡)")
_VILLAGE_ENDINGS = re.compile(
    r"(村民委员会|村村民委员会|社区居民委员会|居民委员会|村村委会|村委会|社区居委会|居委会)$"
)


class MentionFinder:
    """Scans a text once for the longest known names, then by sound where none was found."""

    def __init__(
        self,
        places: Sequence[Place],
        villages: dict[str, str],
        names: dict[str, Any],
        elsewhere: Elsewhere,
        sounds: Mapping[str, str],
    ) -> None:
        self._by_code = {place.code: place for place in places}
        self._elsewhere = elsewhere
        self._names: dict[str, list[Name]] = {}
        ambiguous = set(names["ambiguous"])
        self._ambiguous = ambiguous
        self._words = frozenset(names["words"])
        self._add_villages(villages)
        for place in places:
            if place.level is not Level.DISTRICT:
                self._add(place.name, Name(place, official=True, ambiguous=False))
            for short in place.short_names:
                self._add(short, Name(place, official=False, ambiguous=short in ambiguous))
        for table in ("spellings", "merged", "counties", "landmarks"):
            for name, code in names[table].items():
                place = self._by_code[str(code)]
                self._add(name, Name(place, official=False, ambiguous=name in ambiguous))
        self._longest = max(map(len, self._names))
        # A message is looked through by its finder of places and by its finder of spots.
        self._looked = lru_cache(maxsize=32)(self._look)
        self._sounds = sounds
        self._by_syllables = _by_syllables(
            (place for place in places if place.level is Level.TOWN), sounds
        )

    def find(self, text: str) -> list[Mention]:
        """Return the mentions in a text, the most specific first, then as they stand.

        None where the text is of another city.
        """
        return self.look(text)[0]

    def look(self, text: str) -> tuple[list[Mention], Foreign | None]:
        """Return the mentions in a text as `find` does, and the city outside that it is of."""
        mentions, abroad = self._looked(text)
        return list(mentions), abroad

    def _look(self, text: str) -> tuple[list[Mention], Foreign | None]:
        scan = self._scan(text)
        mentions = [
            Mention(name.place, text[start:end], start, end, name.village)
            for start, end, name in scan.hits
            if self._holds(scan, start, end, name)
        ]
        if not any(mention.place.level is Level.TOWN for mention in mentions):
            mentions += self._by_sound(scan, {m.place.code for m in mentions})
        mentions = _meant(text, mentions)
        abroad = max(scan.foreign, key=lambda city: city.weight, default=None)
        if abroad is not None and mentions:
            ours = max(weigh(text, mention.start, mention.end) for mention in mentions)
            if ours is Weight.NAMED and abroad.weight > ours:
                mentions = []
            elif abroad.weight < Weight.LOCATED:
                abroad = None
        return sorted(_without_counties(mentions), key=lambda m: (_rank(m), m.start)), abroad

    def _add(self, text: str, name: Name) -> None:
        known = self._names.setdefault(text, [])
        if all((name.place, name.village) != (other.place, other.village) for other in known):
            known.append(name)

    def _add_villages(self, villages: dict[str, str]) -> None:
        for code, official in villages.items():
            stem = _VILLAGE_ENDINGS.sub("", official)
            kind = "社区" if "社区" in official or "居" in official else "村"
            name = stem if stem.endswith(("村", "社区")) else stem + kind
            town = self._by_code.get(code[:9])
            if town is not None and len(name) > 2:
                self._add(name, Name(town, official=False, ambiguous=False, village=name))

    def _scan(self, text: str) -> Scan:
        """Return the longest names from left to right; one name may stand for several villages."""
        hits: list[tuple[int, int, Name]] = []
        outside: list[tuple[int, int]] = []
        bounds = WordBounds(text)
        start = 0
        while start < len(text):
            end = self._name_end(text, start)
            abroad = self._elsewhere.at(text, start, bounds) or start
            if abroad > end:
                outside.append((start, abroad))
            else:
                hits += [(start, end, name) for name in self._names.get(text[start:end], ())]
            start = max(end, abroad, start + 1)
        return Scan(text, hits, outside, self._elsewhere.named(text, outside), bounds)

    def _name_end(self, text: str, start: int) -> int:
        """Return where the longest of our names from `start` ends, or `start` if there is none."""
        for end in range(min(len(text), start + self._longest), start + 1, -1):
            if text[start:end] in self._names:
                return end
        return start

    def _holds(self, scan: Scan, start: int, end: int, name: Name) -> bool:
        """Return whether a name means its place here."""
        if name.village:
            return _village_holds(scan, start, name)
        if scan.in_longer_name(start, end, name):
            return False
        if name.official:
            # Half of China has a 长安镇 or a 解放街道.
            elsewhere = scan.belongs_elsewhere(start)
            return not (elsewhere and name.place.short_names[0] in self._ambiguous)
        if _CANAL.match(scan.text, end):
            return False
        if not name.ambiguous:
            # A landmark right behind another city's name is that city's: 无锡梅里古镇.
            own = scan.text[start:end] in name.place.short_names
            return own or not scan.belongs_elsewhere(start)
        if _NOT_A_TOWN.match(scan.text[end:]) and not scan.city_from(end):
            return False
        if name.place.level is Level.TOWN:
            return self._town_holds(scan, start, end, name.place)
        return not (scan.belongs_elsewhere(start) or scan.follows_county(start))

    def _town_holds(self, scan: Scan, start: int, end: int, town: Place) -> bool:
        """Return whether an ambiguous short name means the town."""
        before, after = scan.text[:start], scan.text[end:]
        bare = not (_TOWN_KIND.match(after) or scan.on_bridge(end))
        if bare and scan.follows(start, {town.parent, CITY_CODE}):
            return True
        if scan.belongs_elsewhere(start):
            return False
        if _TOWN_KIND.match(after):
            return True
        if _RIGHT_SIGN.match(after):
            return bool(_LEFT_SIGN.search(before))
        # 高桥河水发黑: a message may open with a town, but 大桥 and 建设 are words as well.
        opens = not before or bool(_OPENING.search(before))
        word = scan.text[start:end] in self._words
        return opens and (not word or bool(_SENTENCE.match(after)))

    def _by_sound(self, scan: Scan, named: set[str]) -> list[Mention]:
        """Find towns written with other characters of the same sound."""
        text = scan.text
        sounds = [self._sounds.get(char) for char in text]
        for start in range(len(text) - 1):
            for length in (3, 2):
                heard = tuple(sounds[start : start + length])
                place = self._by_syllables.get(heard)
                if place is None or None in heard:
                    continue
                end = start + length
                written, short = text[start:end], place.short_names[0]
                same = sum(a == b for a, b in zip(written, short, strict=True))
                kind = _TOWN_KIND.match(text[end:])
                county = place.parent in named
                spoken = _LEFT_SIGN.search(text[:start]) or _RIGHT_SIGN.match(text[end:])
                clear = short not in self._ambiguous and same and spoken
                likely = kind or county or clear or same >= 2
                abroad = (scan.abroad and not (county or kind)) or scan.anothers(start)
                inside = scan.bounds.cut_at(start) or longer_names().begins(text, end)
                if likely and not (abroad or inside) and written not in self._names:
                    end += len(kind.group()) if kind else 0
                    return [Mention(place, text[start:end], start, end)]
        return []


def _village_holds(scan: Scan, start: int, name: Name) -> bool:
    """Return whether a village is the one meant: many towns and cities have its namesake."""
    others = [other for *_, other in scan.hits if not other.village]
    if any(other.place.code == name.place.code for other in others):
        return True
    if scan.anothers(start):
        return False
    alone = sum(other.village == name.village for *_, other in scan.hits) == 1
    near = name.place.parent in scan.counties
    # A short message can be taken as written by someone who stands there.
    here = not scan.abroad and not others and len(scan.text) <= _SHORT
    return alone and (near or here)


def _meant(text: str, mentions: list[Mention]) -> list[Mention]:
    """Leave out what is taken back (不是王店), and before others what only comes from there."""
    kept = [m for m in mentions if not _TAKEN_BACK.search(text[: m.start])]
    here = [m for m in kept if not _CAME.match(text, m.end)]
    return here or kept


def _without_counties(mentions: list[Mention]) -> list[Mention]:
    """Leave out a town of its county's name before another town of it: 南湖建设, 南湖长水."""
    towns = [m for m in mentions if m.place.level is Level.TOWN]
    counties = {(m.start, m.end): m.place.code for m in mentions if m.place.level is Level.COUNTY}
    return [
        m
        for m in mentions
        if m not in towns
        or not any(
            other.start == m.end and other.place.parent == counties.get((m.start, m.end))
            for other in towns
        )
    ]


def _rank(mention: Mention) -> int:
    if mention.place.level is Level.TOWN:
        return 1 if mention.village else 0
    return {Level.DISTRICT: 2, Level.COUNTY: 3}.get(mention.place.level, 4)


def _by_syllables(
    towns: Iterable[Place], sounds: Mapping[str, str]
) -> dict[tuple[str | None, ...], Place]:
    """Return the towns by sound; a sound that two towns share belongs to neither."""
    heard: dict[tuple[str | None, ...], Place | None] = {}
    for town in towns:
        key = tuple(sounds[char] for char in town.short_names[0])
        heard[key] = None if key in heard else town
    return {key: town for key, town in heard.items() if town is not None}
