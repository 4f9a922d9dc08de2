"""A place of Jiaxing and a mention of one in a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CITY_CODE = "330400"  # Jiaxing itself
URBAN = frozenset({"330402", "330411"})  # the counties that make up the city proper
CITY_NAME = "嘉兴市"


class Level(StrEnum):
    """How large a place is; a functional district stands beside the official tree.

    Villages are no `Place`: the bureau's own table has them (`bureau.places.villages`).
    """

    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    DISTRICT = "district"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class Place:
    """A place: `code` is official (4, 6 or 9 digits) but for functional districts.

    `longitude` and `latitude` (degrees, GCJ-02) are those of the seat of government, good to
    one or two kilometres: enough to name the nearest town or station, not to draw a line.
    """

    code: str
    name: str
    level: Level
    parent: str | None
    short_names: tuple[str, ...]
    longitude: float
    latitude: float
    official_code: str = ""

    def __post_init__(self) -> None:
        if not self.official_code:
            object.__setattr__(self, "official_code", self.code)

    @property
    def county(self) -> str | None:
        """The code of the county that holds the place, or None above counties."""
        return self.official_code[:6] if self.official_code[4:6] not in ("", "00") else None


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text from `start` to `end`; `village` is the village named, if any."""

    place: Place
    text: str
    start: int
    end: int
    village: str | None = None
