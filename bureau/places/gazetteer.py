"""The gazetteer: every place of Jiaxing by code, by position, by what people call it."""

from __future__ import annotations

import csv
import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from basis.packaged import read_yaml
from bureau.places.coordinates import distance_km
from bureau.places.elsewhere import Elsewhere
from bureau.places.mentions import MentionFinder
from bureau.places.model import CITY_CODE, CITY_NAME, Level, Mention, Place
from bureau.places.roads import first_road
from bureau.places.whereabouts import Whereabouts, rivals

_DATA = Path(__file__).parent / "data"
_CITY_SEAT = (120.755, 30.747)
Ring = list[list[float]]


class Gazetteer:
    """The places of Jiaxing: the city, 7 counties, 72 towns and 2 functional districts."""

    def __init__(
        self, places: list[Place], outlines: dict[str, list[Ring]], names: MentionFinder
    ) -> None:
        self._by_code = {place.code: place for place in places}
        self._outlines = outlines
        self._names = names

    def get(self, code: str) -> Place | None:
        """Return the place of a code."""
        return self._by_code.get(code)

    @property
    def city(self) -> Place:
        """Jiaxing itself."""
        return self._by_code[CITY_CODE]

    def counties(self) -> list[Place]:
        """Return the 7 counties in the order of their codes."""
        return [place for place in self._by_code.values() if place.level is Level.COUNTY]

    def towns(self, county: str | None = None) -> list[Place]:
        """Return the 72 towns, or those of a county (6-digit code)."""
        return [
            place
            for place in self._by_code.values()
            if place.level is Level.TOWN and county in (None, place.parent)
        ]

    def find(self, text: str) -> list[Mention]:
        """Return the places that a text names, the most specific first, then as they stand."""
        return self._names.find(text)

    def best(self, text: str) -> Mention | None:
        """Return the one place that a text most likely means."""
        found = self.find(text)
        return found[0] if found else None

    def whereabouts(self, text: str) -> Whereabouts:
        """Return where a text says something is, elsewhere and contradictions among it."""
        mentions, abroad = self._names.look(text)
        road = first_road(text) if not mentions and abroad is None else None
        return Whereabouts(tuple(mentions), abroad.city if abroad else None, rivals(mentions), road)

    def county_at(self, longitude: float, latitude: float) -> Place | None:
        """Return the county around a position (degrees, GCJ-02), or None outside Jiaxing."""
        for code, rings in self._outlines.items():
            if _inside(longitude, latitude, rings):
                return self._by_code[code]
        return None

    def at(self, longitude: float, latitude: float) -> Place | None:
        """Return the town whose seat is nearest within the county around a position.

        Degrees, GCJ-02. Town borders are not public, so near one the neighbour may be named.
        """
        county = self.county_at(longitude, latitude)
        if county is None:
            return None
        return min(
            self.towns(county.code),
            key=lambda town: distance_km(longitude, latitude, town.longitude, town.latitude),
        )

    def outline(self, county: str) -> list[Ring]:
        """Return the rings around a county, for maps: simplified, degrees in GCJ-02."""
        return self._outlines[county]

    def label(self, code: str) -> str:
        """Return a place's full name within the city: 秀洲区王店镇; the code itself if unknown."""
        place = self._by_code.get(code)
        if place is None:
            return code
        parent = self._by_code.get(place.parent or "")
        return (
            place.name if parent is None or parent.level is Level.CITY else parent.name + place.name
        )


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer, loaded once a process."""
    features = json.loads((_DATA / "outlines.geojson").read_text())["features"]
    outlines = {feature["id"]: _rings(feature["geometry"]) for feature in features}
    names = read_yaml(_DATA / "names.yml")
    short = CITY_NAME.removesuffix("市")
    city = Place(CITY_CODE, CITY_NAME, Level.CITY, None, (short,), *_CITY_SEAT)
    counties = [
        Place(
            feature["id"],
            feature["properties"]["name"],
            Level.COUNTY,
            CITY_CODE,
            (feature["properties"]["name"][:-1],),
            *feature["properties"]["cp"],
        )
        for feature in sorted(features, key=lambda feature: feature["id"])
    ]
    places = [city, *counties, *_towns(), *_districts(names["districts"])]
    return Gazetteer(
        places, outlines, MentionFinder(places, division_villages(), names, _elsewhere(), _sounds())
    )


def short_name(name: str) -> str:
    """Return a town's name without its kind: 王店 for 王店镇; 乌镇 stays whole."""
    stem = name.removesuffix("街道").removesuffix("镇")
    return stem if len(stem) > 1 else name


def _rings(geometry: dict[str, Any]) -> list[Ring]:
    """Return every ring of a GeoJSON polygon or multipolygon, holes among them."""
    shape = geometry["coordinates"]
    return shape if geometry["type"] == "Polygon" else [ring for part in shape for ring in part]


def _inside(x: float, y: float, rings: list[Ring]) -> bool:
    """Tell by the even-odd rule whether a point lies inside the rings."""
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                inside = not inside
    return inside


def _towns() -> list[Place]:
    with (_DATA / "towns.csv").open(newline="") as file:
        return [
            Place(
                row["code"],
                row["name"],
                Level.TOWN,
                row["county"],
                (short_name(row["name"]),),
                float(row["longitude"]),
                float(row["latitude"]),
            )
            for row in csv.DictReader(file)
        ]


def _districts(districts: dict[str, Any]) -> list[Place]:
    return [
        Place(
            name,
            name,
            Level.DISTRICT,
            CITY_CODE,
            tuple(entry["names"]),
            entry["longitude"],
            entry["latitude"],
            str(entry["official"]),
        )
        for name, entry in districts.items()
    ]


def division_villages() -> dict[str, str]:
    """Return the villages' committees by the codes of the division, as it was published once.

    Good for reading texts; which villages there are now, the bureau's own table says.
    """
    with (_DATA / "villages.csv").open(newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def _elsewhere() -> Elsewhere:
    with (_DATA / "elsewhere.csv").open(newline="") as file:
        return Elsewhere({row["name"]: row["city"] for row in csv.DictReader(file)})


def _sounds() -> dict[str, str]:
    """Return the syllable of each common character that sounds like one in a town's name.

    Without tone, and with the confusions of the region folded: zh z, ch c, sh s, ang an,
    eng en, ing in.
    """
    lines = (_DATA / "sounds.txt").read_text().splitlines()
    return {char: line.split()[0] for line in lines for char in line.split()[1]}
