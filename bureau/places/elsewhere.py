"""Cities outside Jiaxing as a text names them: where a matter is said to be, or only comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from bureau.places.longer_names import longer_names
from bureau.places.word_bounds import WordBounds

# 杭州开过来的车, 上海老板: said of who or what comes, not of where it is.
_ONLY_FROM = re.compile(
    r"(?:那边|那里|方向)?(?:市|区|县)?(?:那边)?的?(?:开过?来|过来|来的|运来|运过来|拉来|拉过来|流过?来|飘过?来|吹过?来|"
    r"牌照?|车牌|大?货车|卡车|罐车|车|船|朋友|亲戚|同学|同事|老板|老乡|公司|企业|客户|厂|口音|籍|游客|"
    r"方向|交界|人(?!民))"
)
_COMING_FROM = re.compile(r"(?:[从由自往去比像跟回]|老家(?:是|在)?|不是|不在|没在)$")
# 我人在上海，老家王店: where the writer is, not the matter.
_OF_HOME = re.compile("老家|家乡|娘家|婆家|父母|爸妈|老宅|老房子")
_LOCATING = re.compile(r"(?:在|住|住在|位于|坐标|地址|地点|搬到|到了|人在|这里是|这是|我是)[:：]?$")
_OPENING = re.compile(r"(?:^|[\s，,。、；;！!？?：:（(\n]|投诉|举报|反映|关于)$")
_FULL = re.compile(r"(?:省|市|区|县|自治州)$")
# 山西面 is no province and 普陀区域 no district.
_OTHER_WORD = re.compile(r"[东西南北中]?(?:岸|侧|面|边)|域|别|分(?!局)|间|块")


class Weight(IntEnum):
    """How surely a name tells where a matter is."""

    NAMED = 1
    OPENING = 2
    LOCATED = 3


@dataclass(frozen=True, slots=True)
class Foreign:
    """A place outside Jiaxing from `start` to `end`, the city it belongs to, and its weight."""

    start: int
    end: int
    city: str
    weight: Weight


def weigh(text: str, start: int, end: int) -> Weight:
    """Return how surely a name from `start` to `end` tells where the matter is."""
    before = text[:start]
    if _LOCATING.search(before):
        return Weight.LOCATED
    if _OPENING.search(before) or _FULL.search(text[start:end]):
        return Weight.OPENING
    return Weight.NAMED


class Elsewhere:
    """The names of places outside, each with its city."""

    def __init__(self, cities: Mapping[str, str]) -> None:
        self._cities = cities
        self._longest = max(map(len, cities))

    def at(self, text: str, start: int, bounds: WordBounds) -> int | None:
        """Return where the longest name from `start` ends, if it stands in words of its own."""
        for end in range(min(len(text), start + self._longest), start + 1, -1):
            whole = text[start:end] in self._cities and not bounds.cut_at(end)
            if whole and not bounds.cut_at(start):
                return end
        return None

    def named(self, text: str, spans: Iterable[tuple[int, int]]) -> list[Foreign]:
        """Return the cities a text speaks of being in, from the spans of their names in order."""
        found: list[Foreign] = []
        for start, end in spans:
            outer = found[-1] if found and found[-1].end == start else None
            first = outer.start if outer else start
            if _only_a_word(text, first, end):
                continue
            city, weight = self._cities[text[start:end]], weigh(text, first, end)
            if outer is not None:
                # 鼓楼区 is in many cities, but not in 南京鼓楼区.
                city = outer.city if _FULL.search(city) else city
                weight = max(weight, found.pop().weight)
            found.append(Foreign(first, end, city, weight))
        return found


def _only_a_word(text: str, start: int, end: int) -> bool:
    """Return whether a name tells no place: part of another, or where something comes from."""
    full = _FULL.search(text[start:end])
    return bool(
        (not full and longer_names().begins_foreign(text, end))
        or _OTHER_WORD.match(text, end)
        or _ONLY_FROM.match(text, end)
        or _COMING_FROM.search(text[:start])
        or _OF_HOME.search(text, end)
    )
