"""Odor events: where and when it was smelt, what the wind says of it, which cases they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import hypot

import structlog
from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from basis.masking import mask
from bureau.cases import Case
from bureau.noses import words as nose_words
from bureau.odor import OdorError, OdorEvent, words
from bureau.odor.model import Sighting
from bureau.odor.wind import Wind
from bureau.officers import Right
from bureau.places import wgs84_to_gcj02
from portal.casework.found import other_case
from portal.context import bureau, now, officer, say
from portal.drawing.odor import drawn
from portal.guard import Pages
from portal.paging import SIZE, Paging

pages = Pages("odor", __name__, template_folder="templates")
_log = structlog.get_logger()
_MOST_WORKS = 8
_MARKED = 3
_STATIONS = 2
_POLLUTANTS = ("SO2", "PM2.5", "O3")
_EARLIER = timedelta(hours=2)
_LONGEST_TABLE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Listed:
    """A report of an event as it is listed: its case, if this officer may see it."""

    sighting: Sighting
    case: Case | None
    said: str


@dataclass(frozen=True, slots=True)
class EventHour:
    """What wind and stations said in an hour of an event."""

    end: datetime
    reports: int
    wind: Wind | None
    values: tuple[float | None, ...]


@pages.get("/odor", needs=Right.SEE_CASES)
def listing() -> str:
    """Events, the newest first."""
    paging = Paging.asked()
    events, total = bureau().odor.search(officer=officer(), limit=SIZE, offset=paging.offset)
    paging.check(total)
    return render_template(
        "portal/odor/list.html", events=events, total=total, paging=paging, words=words()
    )


@pages.get("/odor/<int:event>", needs=Right.SEE_CASES)
def event(event: int) -> str | AnyResponse:
    """An event with its map, its hours, the works that may be meant, its reports."""
    found = _found(event)
    if found.id != event:
        return redirect(url_for(".event", event=found.id))
    return _page(found)


@pages.post("/odor/<int:event>", needs=Right.ASSIGN_CASES)
def act(event: int) -> AnyResponse | tuple[str, int]:
    """Merge an event into another, or take reports out of it; what cannot be is explained."""
    found = _found(event)
    odor, form = bureau().odor, request.form
    try:
        match form.get("verb"):
            case "merge":
                into = form.get("into", "").strip()
                if not into.isascii() or not into.isdigit() or len(into) > 9:
                    raise OdorError("unknown")
                went = odor.merge(event=found.id, into=int(into), by=officer(), at=now())
                flash(say("odor_merged", event=found.id, into=went.id), "done")
            case "split":
                keys = form.getlist("report")
                went = odor.split(event=found.id, keys=keys, by=officer(), at=now())
                flash(say("odor_split", event=went.id), "done")
            case _:
                abort(400)
    except OdorError as refused:
        flash(refused.explanation, "problem")
        return _page(odor.find(event) or found), 409
    _log.info("odor_event_changed", number=found.id, went=went.id, officer=officer().name)
    return redirect(url_for(".event", event=went.id))


@pages.post("/odor/<int:event>/take", needs=Right.WORK_CASES)
def take(event: int) -> AnyResponse:
    """Say that one is at an event's alarm, so that it rings no longer."""
    found = _found(event)
    taken = bureau().noses.take(event=found, by=officer(), at=now())
    flash(say("odor_taken" if taken else "odor_taken_before"), "done" if taken else "problem")
    return redirect(url_for(".event", event=found.id))


def _found(event: int) -> OdorEvent:
    found = bureau().odor.find(event) if event < 2**31 else None
    if found is None or not found.open_to(officer()):
        abort(404)
    return found


def _page(found: OdorEvent) -> str:
    odor = bureau().odor
    reports = odor.reports(found)
    picture = odor.picture(found)
    suspicions = picture.suspicions[:_MOST_WORKS]
    works = [
        (str(n), *wgs84_to_gcj02(each.emitter.longitude, each.emitter.latitude))
        for n, each in enumerate(suspicions[:_MARKED], 1)
    ]
    names, hours = _hours(found, reports)
    return render_template(
        "portal/odor/event.html",
        event=found,
        words=words(),
        picture=picture,
        alarms=bureau().noses.alarms(found),
        asked=bureau().noses.asked(found),
        steps=nose_words().step,
        suspicions=suspicions,
        drawing=drawn(reports, picture, bureau().places, odor.plane, works),
        told=[_told(each) for each in reports],
        hours=hours,
        stations=names,
        pollutants=_POLLUTANTS,
        wind_stations=odor.winds(found).stations,
        acts=odor.acts(found),
        may_change=found.open_to(officer(), Right.ASSIGN_CASES),
    )


def _told(sighting: Sighting) -> Listed:
    """Return a report with its case and masked words, as far as this officer may see it."""
    kind, _, number = sighting.key.partition(":")
    if kind == "case":
        case = other_case(number)
        return Listed(sighting, case, mask(case.draft.description) if case else "")
    patrol = bureau().patrols.find(int(number))
    seen = mask(patrol.draft.seen) if patrol is not None and patrol.open_to(officer()) else ""
    return Listed(sighting, None, seen)


def _hours(found: OdorEvent, reports: list[Sighting]) -> tuple[list[str], list[EventHour]]:
    """Return the names of the stations of air around, and the event's hours."""
    start, last = found.summary.first - _EARLIER, found.summary.last
    start = max(start, last - _LONGEST_TABLE)
    series = _series(found, start, last)
    hours = []
    for end, wind in bureau().odor.winds(found).hours(start, last):
        begun = end - timedelta(hours=1)
        many = sum(each.noticed and begun < each.at <= end for each in reports)
        values = tuple(points.get(end) for _, points in series)
        hours.append(EventHour(end, many, wind, values))
    return list(dict.fromkeys(name for name, _ in series)), hours


def _series(
    found: OdorEvent, start: datetime, last: datetime
) -> list[tuple[str, dict[datetime, float | None]]]:
    """Return station and values by the hour, of the nearest stations and each pollutant."""
    until = last + timedelta(hours=1)
    length = round((until - start).total_seconds() / 3600) + 1
    series = []
    for code, name in _nearest(found, last):
        for what in _POLLUTANTS:
            one = bureau().quality.air_series(station=code, what=what, hours=length, at=until)
            points = {point.at: point.value for point in one.points} if one else {}
            series.append((name, points))
    return series


def _nearest(found: OdorEvent, at: datetime) -> list[tuple[str, str]]:
    """Return code and name of the stations of air nearest to an event's middle."""
    plane, places = bureau().odor.plane, bureau().places
    away = []
    for station in bureau().quality.stations(at=at):
        seat = places.get(station.place) if station.place else None
        if station.longitude is not None and station.latitude is not None:
            where = plane.metres(*wgs84_to_gcj02(station.longitude, station.latitude))
        elif seat is not None:
            where = plane.metres(seat.longitude, seat.latitude)
        else:
            continue
        apart = hypot(where[0] - found.summary.x_m, where[1] - found.summary.y_m)
        away.append((apart, station.code, station.name))
    return [(code, name) for _, code, name in sorted(away)[:_STATIONS]]
