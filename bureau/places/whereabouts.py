"""Where a text says something is: in Jiaxing, elsewhere, in two places at once, on some road."""

from __future__ import annotations

from dataclasses import dataclass

from bureau.places.model import URBAN, Level, Mention, Place


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a text says of a place.

    `mentions`: the places of Jiaxing, the most specific first. `elsewhere`: the city outside
    that the matter is in. `rivals`: places that cannot all be meant, none or at least two, as
    they stand. `road`: the road or canal named where no place is; it may lie in any county.
    """

    mentions: tuple[Mention, ...] = ()
    elsewhere: str | None = None
    rivals: tuple[Place, ...] = ()
    road: str | None = None

    @property
    def place(self) -> Place | None:
        """The place most likely meant."""
        return self.mentions[0].place if self.mentions else None

    @property
    def contradictory(self) -> bool:
        """Return whether the text says two places of which only one can be meant."""
        return bool(self.rivals) or (bool(self.mentions) and self.elsewhere is not None)


def rivals(mentions: list[Mention]) -> tuple[Place, ...]:
    """Return the places of these that cannot all be meant, as they stand, or none."""
    spans: dict[tuple[int, int], Place] = {}
    ends = {mention.end for mention in mentions if mention.village is None}
    for mention in mentions:
        # 洪合镇建林村: whoever lives there knows in which town the village is.
        if mention.village is not None and mention.start in ends:
            continue
        # One name may stand for a county and its town: the first is the likeliest.
        spans.setdefault((mention.start, mention.end), mention.place)
    places = list(dict.fromkeys(place for _, place in sorted(spans.items(), key=lambda s: s[0])))
    # 海宁的许村镇 is one place, said twice.
    outer = {place.county for place in places if place.level is Level.TOWN}
    nearest = [place for place in places if place.code not in outer]
    return tuple(
        place for place in nearest if any(not _together(place, other) for other in nearest)
    )


def _together(one: Place, other: Place) -> bool:
    """Return whether one place holds the other, or may."""
    if Level.CITY in (one.level, other.level) or one.code == other.code:
        return True
    if Level.DISTRICT in (one.level, other.level):
        # The city's own district lies in its two urban counties.
        counties = {one.county or "", other.county or ""} - {""}
        return len(counties) == 1 and (counties <= URBAN or None not in (one.county, other.county))
    return one.county == other.county and Level.COUNTY in (one.level, other.level)
