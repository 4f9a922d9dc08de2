"""The air for citizens: one sentence first, then figures, map, series."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, render_template

from bureau.quality.air_index import HOURLY_POLLUTANTS, level_of, levels
from bureau.quality.answers import AirAnswer, Series
from bureau.quality.ions import scale_name
from bureau.quality.service import QualityService
from portal.context import bureau, now
from portal.drawing.maps import WIDTH, city_map, marks
from portal.filters import ago
from portal.quality.asked import SPANS, PageQuery
from portal.quality.words import clock, freshness, hour, joined, number, warnings, words

pages = Blueprint("air", __name__, template_folder="../templates")

_WHAT = ("AQI", *HOURLY_POLLUTANTS)


@dataclass(frozen=True, slots=True)
class AirTile:
    """One pollutant's newest value."""

    what: str
    name: str
    about: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class AirRow:
    """One station in the table and on the map."""

    answer: AirAnswer
    place: str


@pages.get("/air")
def show() -> str:
    """Show the air over the city, at a place, or at a station."""
    at, quality = now(), bureau().quality
    places = bureau().places
    stations = {station.code: station for station in quality.stations(at=at)}
    asked = PageQuery.read(site="station", known=set(stations), what=_WHAT, hours=24)
    answers = {a.station_code or "": a for a in quality.airs_now(at=at)}
    answer = _answer(asked, answers, quality)
    shown = answer.station_code if answer else asked.site
    series = quality.air_series(station=shown, what=asked.what, hours=asked.hours, at=at)
    rows = [
        AirRow(a, places.label(place) if (place := stations[code].place) else "")
        for code, a in answers.items()
    ]
    rows.sort(key=lambda row: (row.answer.aqi is None, row.answer.aqi or 0, row.place))
    said = words()["air"]
    return render_template(
        "quality/air.html",
        asked=asked,
        answer=answer,
        verdict=_verdict(asked, answer),
        where=_where(asked, answer),
        sensitive=said["sensitive"].get(answer.level.number) if answer and answer.level else None,
        fresh=freshness(answer, now=at, ago=ago(answer.observed_at)) if answer else None,
        warnings=warnings(answer) if answer else [],
        demo_words=words()["demo"],
        tiles=_tiles(answer),
        primary=joined(said["names"].get(name, name) for name in answer.primary) if answer else "",
        series=series,
        readings=_readings(series, asked.what),
        quantity=said["names"][asked.what],
        quantities=[(what, said["names"][what]) for what in _WHAT],
        spans=SPANS,
        map=city_map(places),
        map_width=WIDTH,
        marks=marks(stations.values(), places),
        rows=rows,
        ions=[
            (each, places.label(each.station.place) if each.station.place else "", each.stale(at))
            for each in bureau().ions.every(at=at)
        ],
        ion_scale=scale_name(),
        shown=shown,
        counted=_counted(rows),
        places=places,
        number=number,
        clock=partial(clock, now=at),
    )


def _answer(
    asked: PageQuery, answers: dict[str, AirAnswer], quality: QualityService
) -> AirAnswer | None:
    if asked.site:
        return answers.get(asked.site)
    return quality.air_now(place=asked.place, at=now())


def _verdict(asked: PageQuery, answer: AirAnswer | None) -> str:
    said = words()["air"]
    if answer is None:
        return str(said["none"])
    if asked.site and answer.station:
        where = _station(answer)
    else:
        where = bureau().places.label(asked.place.code) if asked.place else words()["city"]
    if answer.level is None:
        return str(said["unknown"].format(where=where))
    return str(
        said["said"].format(
            where=where, level=answer.level.name, verdict=said["verdict"][answer.level.number]
        )
    )


def _where(asked: PageQuery, answer: AirAnswer | None) -> str:
    """Return which stations speak here."""
    said = words()["air"]
    if answer is None or asked.site:
        return ""
    if answer.station is None:
        return str(said["city"].format(count=len(answer.stations), names=joined(answer.stations)))
    place = bureau().places.label(asked.place.code) if asked.place else words()["city"]
    nearest = str(said["nearest"].format(place=place, station=_station(answer)))
    if answer.distance_km is None or answer.distance_km < 1:
        return nearest
    return nearest + str(said["distance"].format(km=answer.distance_km))


def _station(answer: AirAnswer) -> str:
    name = answer.station or ""
    return name if name.endswith("站") else str(words()["air"]["station"].format(name=name))


def _tiles(answer: AirAnswer | None) -> list[AirTile]:
    if answer is None:
        return []
    said = words()["air"]
    return [
        AirTile(
            name,
            said["names"][name],
            said["about"][name],
            number(answer.values.get(name)),
            "mg/m³" if name == "CO" else "μg/m³",
        )
        for name in HOURLY_POLLUTANTS
    ]


def _readings(series: Series | None, what: str) -> list[dict[str, str]]:
    """Return the rows of a series' table; an index has its level's name and colour too."""
    found = []
    for point in series.points if series else ():
        level = level_of(int(point.value)) if what == "AQI" and point.value is not None else None
        found.append(
            {
                "instant": point.at.isoformat(),
                "time": hour(point.at),
                "value": number(point.value),
                "level": level.name if level else "",
                "colour": level.hex if level else "",
            }
        )
    return found


def _counted(rows: list[AirRow]) -> list[tuple[str, int, int]]:
    """Return how many stations are at each level: its name, its number, the count."""
    counted = []
    for level in levels():
        count = sum(row.answer.level == level for row in rows)
        if count:
            counted.append((level.name, level.number, count))
    return counted
