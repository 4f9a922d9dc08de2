"""The water for citizens: how clean, which section says so, and how it has been."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, render_template

from bureau.quality.answers import Series, WaterAnswer
from bureau.quality.water_class import TARGET_CLASS, class_limit, class_name
from portal.context import bureau, now
from portal.drawing.maps import WIDTH, city_map, marks
from portal.filters import ago
from portal.quality.asked import SPANS, PageQuery
from portal.quality.words import clock, freshness, hour, joined, number, warnings, words

pages = Blueprint("water", __name__, template_folder="../templates")

_WHAT = ("DO", "CODMn", "NH3N", "TP")


@dataclass(frozen=True, slots=True)
class WaterRow:
    """One section in the table and on the map."""

    answer: WaterAnswer
    place: str


@dataclass(frozen=True, slots=True)
class WaterTile:
    """One indicator's newest value with the limit of class III."""

    what: str
    name: str
    value: str
    limit: str


@pages.get("/water")
def show() -> str:
    """Show the water of the city's automatic stations, at a place, or at a section."""
    at, quality, places = now(), bureau().quality, bureau().places
    sections = {section.code: section for section in quality.sections(at=at)}
    answers = {a.section_code: a for a in quality.waters_now(at=at)}
    asked = PageQuery.read(site="section", known=set(answers), what=_WHAT, hours=168)
    rows = [
        WaterRow(a, places.label(place) if (place := sections[code].place) else "")
        for code, a in answers.items()
    ]
    rows.sort(key=lambda row: (row.answer.water_class or 0, row.answer.section), reverse=True)
    chosen = _chosen(asked, answers)
    # Over the whole city the series is that of the section that is worst off.
    shown = chosen or (rows[0].answer if rows else None)
    series = None
    if shown is not None:
        series = quality.water_series(
            section=shown.section_code, what=asked.what, days=asked.hours // 24, at=at
        )
    found = marks((sections[code] for code in answers), places)
    said = words()["water"]
    limit = class_limit(asked.what, shown.kind) if shown else None
    return render_template(
        "quality/water.html",
        asked=asked,
        chosen=chosen,
        answer=shown,
        verdict=_verdict(chosen, rows),
        where=_where(asked, chosen),
        advice=said["advice"].get(chosen.water_class) if chosen else said["all_advice"],
        details=_details(chosen),
        fresh=freshness(shown, now=at, ago=ago(shown.observed_at)) if shown else None,
        warnings=warnings(shown) if shown else [],
        demo_words=words()["demo"],
        tiles=_tiles(shown),
        series=series,
        readings=_readings(series),
        quantity=said["names"][asked.what],
        quantities=[(what, said["names"][what]) for what in _WHAT],
        limit=number(float(limit)) if limit is not None else "",
        spans=SPANS,
        map=city_map(places),
        map_width=WIDTH,
        marks=found,
        rough=any(not mark.exact for mark in found.values()),
        rows=rows,
        shown=chosen.section_code if chosen else None,
        counted=_counted(rows),
        names=said["names"],
        places=places,
        clock=partial(clock, now=at),
    )


def _chosen(asked: PageQuery, answers: dict[str, WaterAnswer]) -> WaterAnswer | None:
    if asked.site:
        return answers.get(asked.site)
    if asked.place is None:
        return None
    return bureau().quality.water_now(place=asked.place, at=now())


def _verdict(chosen: WaterAnswer | None, rows: list[WaterRow]) -> str:
    said = words()["water"]
    if chosen is not None:
        if chosen.water_class is None:
            return str(said["unknown"].format(name=chosen.section))
        return str(
            said["said"].format(
                name=chosen.section,
                class_name=chosen.class_name,
                verdict=said["verdict"][chosen.water_class],
            )
        )
    classes = [row.answer.water_class for row in rows if row.answer.water_class]
    if not classes:
        return str(said["none"])
    good = sum(water_class <= TARGET_CLASS for water_class in classes)
    return str(said["all"].format(count=len(classes), good=good))


def _where(asked: PageQuery, chosen: WaterAnswer | None) -> str:
    """Return why this section speaks for the place asked for."""
    if chosen is None or asked.place is None or asked.site:
        return ""
    nearness = words()["water"]["nearness"][chosen.nearness]
    shown = asked.place.code if chosen.nearness == "town" else asked.place.county or ""
    if chosen.nearness in ("distance", "elsewhere"):
        shown = asked.place.code
    return str(nearness.format(place=bureau().places.label(shown), km=chosen.distance_km or 0))


def _details(chosen: WaterAnswer | None) -> list[str]:
    """Return what made the class, what exceeds it, what failed."""
    if chosen is None:
        return []
    said = words()["water"]
    names = said["names"]
    found = []
    if chosen.deciding and (chosen.water_class or 0) > 1:
        deciding = joined(names.get(name, name) for name in chosen.deciding)
        found.append(said["deciding"].format(names=deciding))
    for name, times in chosen.exceedance.items():
        found.append(said["exceeds"].format(name=names.get(name, name), times=times))
    if chosen.failed:
        failed = joined(names.get(name, name) for name in chosen.failed)
        found.append(said["failed"].format(names=failed))
    return found


def _tiles(answer: WaterAnswer | None) -> list[WaterTile]:
    if answer is None:
        return []
    names = words()["water"]["names"]
    return [
        WaterTile(
            name,
            names[name],
            number(answer.values.get(name)),
            number(float(class_limit(name, answer.kind))),
        )
        for name in _WHAT
    ]


def _readings(series: Series | None) -> list[dict[str, str]]:
    return [
        {"instant": point.at.isoformat(), "time": hour(point.at), "value": number(point.value)}
        for point in (series.points if series else ())
    ]


def _counted(rows: list[WaterRow]) -> list[tuple[str, int, int]]:
    """Return how many sections are in each class: its name, its number, the count."""
    counted = []
    for water_class in range(1, 7):
        count = sum(row.answer.water_class == water_class for row in rows)
        if count:
            counted.append((class_name(water_class).name, water_class, count))
    return counted
