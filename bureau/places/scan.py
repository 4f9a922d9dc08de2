"""One reading of a text: the names that stand in it, ours and others', and what is around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bureau.places.elsewhere import Foreign
from bureau.places.longer_names import longer_names
from bureau.places.model import URBAN, Level, Place
from bureau.places.word_bounds import WordBounds

# A市, K3县: how others' complaints are published.
_ANONYMOUS_PLACE = re.compile(r"[A-Z]\d{0,2}[市区县]")
# Another place's kind right before: what follows belongs to it.
_ANOTHERS = re.compile(r"[镇乡县市区道省]$")
# The full name of a town or county, longer than 乌镇, makes a road of itself only so.
_FULL = re.compile(r"(?:镇|街道|[市县区])$")
_FULL_WAY = re.compile(r"(?:路|大道)(?![镇上边口旁面人过灯段])")
# 南湖大桥上 is a bridge, 南湖大桥 may be the town.
_ABOUT = re.compile(r"(?<=桥)(?:[上下]面|底下?|[上下](?=$|[,，。\s有堵的倒看臭被全都]))")
_BARE = 2  # characters


@dataclass(frozen=True, slots=True)
class Name:
    """What a name stands for: a place, or a village of it; `ambiguous` names are words as well."""

    place: Place
    official: bool
    ambiguous: bool
    village: str | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """A text, our names in it, those of elsewhere, the cities it is of, where its words end."""

    text: str
    hits: list[tuple[int, int, Name]]
    outside: list[tuple[int, int]]
    foreign: list[Foreign]
    bounds: WordBounds

    @property
    def abroad(self) -> bool:
        """Return whether it speaks of another city and names none of our counties."""
        at_home = any(
            name.place.level is not Level.TOWN and not name.village for *_, name in self.hits
        )
        return not at_home and (bool(self.foreign) or bool(_ANONYMOUS_PLACE.search(self.text)))

    @property
    def counties(self) -> set[str]:
        """The codes of the counties named."""
        return {name.place.code for *_, name in self.hits if name.place.level is Level.COUNTY}

    def anothers(self, start: int) -> bool:
        """Return whether another place's kind (…镇, …区) that is none of ours ends at `start`."""
        return bool(_ANOTHERS.search(self.text[:start])) and not self._follows_name(start)

    def belongs_elsewhere(self, start: int) -> bool:
        """Return whether what begins at `start` is said of another city: 东莞长安, A3区高桥."""
        return self.anothers(start) or any(city.end == start for city in self.foreign)

    def city_from(self, end: int) -> bool:
        """Return whether another city's name begins at `end`: 斜桥湖南 has no lake in it."""
        return any(start == end for start, _ in self.outside)

    def in_longer_name(self, start: int, end: int, name: Name) -> bool:
        """Return whether a name is only a part of a longer one: 桐乡大道, 王店饭店, 允许村民."""
        if self.bounds.cut_at(start) and not self._follows_name(start):
            return True
        if self.on_bridge(end):
            return True
        if name.place.level is Level.DISTRICT or self._holds_next(end, name.place):
            return False
        if _FULL.search(self.text[start:end]) and end - start > _BARE:
            return bool(_FULL_WAY.match(self.text, end))
        return longer_names().begins(self.text, end)

    def on_bridge(self, end: int) -> bool:
        """Return whether what is said after the name that ends at `end` makes it a bridge's."""
        return bool(_ABOUT.match(self.text, end))

    def _follows_name(self, start: int) -> bool:
        """Return whether another name ends at `start`: 区长 is no word in 南湖区长水街道."""
        return any(end == start for _, end, _ in self.hits)

    def _holds_next(self, end: int, county: Place) -> bool:
        """Return whether a town of this county is named right behind it: 南湖大桥."""
        return any(
            start == end and name.place.parent == county.code and not self.on_bridge(after)
            for start, after, name in self.hits
        )

    def follows_county(self, start: int) -> bool:
        """Return whether a county is named right before `start`: 平湖经开区 is not the city's."""
        return any(
            end == start and name.place.level is Level.COUNTY and name.place.code not in URBAN
            for _, end, name in self.hits
        )

    def follows(self, start: int, codes: set[str | None]) -> bool:
        """Return whether one of these places is named right before `start`."""
        return any(
            end <= start and name.place.code in codes and not self.text[end:start].strip(" ，,的")
            for _, end, name in self.hits
        )
