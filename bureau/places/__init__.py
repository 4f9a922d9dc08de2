"""Places of Jiaxing: codes, names as people write them, positions."""

from bureau.places.coordinates import distance_km, gcj02_to_wgs84, wgs84_to_gcj02
from bureau.places.gazetteer import Gazetteer, gazetteer
from bureau.places.model import CITY_CODE, CITY_NAME, Level, Mention, Place
from bureau.places.whereabouts import Whereabouts

__all__ = [
    "CITY_CODE",
    "CITY_NAME",
    "Gazetteer",
    "Level",
    "Mention",
    "Place",
    "Whereabouts",
    "distance_km",
    "gazetteer",
    "gcj02_to_wgs84",
    "wgs84_to_gcj02",
]
