"""Which station or section speaks for a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from bureau.places import Gazetteer, Level, Place, distance_km, wgs84_to_gcj02
from bureau.quality.model import OFFICIAL, PRECEDENCE, Section, Station

Nearness = Literal["name", "town", "county", "distance", "elsewhere"]
_FAR = float("inf")
_CLOSE_KM = 15.0
_UNRANKED = 5


def distance_to(site: Station | Section, longitude: float, latitude: float) -> float | None:
    """Return the kilometres from a GCJ-02 position, or None when the site's is not published."""
    if site.longitude is None or site.latitude is None:
        return None
    return distance_km(*wgs84_to_gcj02(site.longitude, site.latitude), longitude, latitude)


def stations_for(
    place: Place | None,
    position: tuple[float, float],
    stations: Iterable[Station],
    places: Gazetteer,
) -> list[tuple[Station, float | None]]:
    """Return the stations that can speak for a position, the most telling first, with distances.

    An official station in the place itself, then one within 15 km, then whatever is nearest, a
    model's grid included; at the same distance the better source. A station without a published
    position is put where the seat of its town or county is, but its distance is not told.
    """
    ranked = []
    for station in stations:
        known = distance_to(station, *position)
        rough = known
        if rough is None and station.place and (seat := places.get(station.place)):
            rough = distance_km(seat.longitude, seat.latitude, *position)
        away = _FAR if rough is None else rough
        official = station.source in OFFICIAL
        inside = place is not None and (station.place or "-").startswith(place.code)
        tier = 0 if official and inside else 1 if official and away <= _CLOSE_KM else 2
        rank = PRECEDENCE.get(station.source, _UNRANKED)
        ranked.append(((tier, away, rank), station, known))
    ranked.sort(key=lambda entry: entry[0])
    return [(station, known) for _, station, known in ranked]


def sections_for(
    place: Place, sections: Sequence[Section], places: Gazetteer
) -> list[tuple[Section, Nearness, float | None]]:
    """Return the sections that can speak for a place, the most telling first.

    In its town, then in its county, then by distance as far as it can be told.
    """
    ranked: list[tuple[tuple[int, float], Section, Nearness, float | None]] = []
    for section in sections:
        known = distance_to(section, place.longitude, place.latitude)
        nearness: Nearness = "elsewhere" if known is None else "distance"
        seat = places.get(section.place) if section.place else None
        rough = known
        if rough is None and seat is not None:
            rough = distance_km(seat.longitude, seat.latitude, place.longitude, place.latitude)
        if section.place and place.level is Level.TOWN and section.place == place.code:
            nearness = "town"
        elif section.place and place.county and section.place.startswith(place.county):
            nearness = "county"
        order = {"town": 0, "county": 1}.get(nearness, 2)
        ranked.append(((order, _FAR if rough is None else rough), section, nearness, known))
    ranked.sort(key=lambda entry: entry[0])
    return [(section, nearness, known) for _, section, nearness, known in ranked]
