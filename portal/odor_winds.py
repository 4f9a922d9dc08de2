"""Which wind brings the smell to a place in a month; how tonight's forecast does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import hypot

from flask import abort, render_template, request

from basis.clock import SHANGHAI
from bureau.odor import words
from bureau.odor.forecast import reliability
from bureau.odor.month import WindMonth, month_span, station_cpf
from bureau.officers import Right
from bureau.places import Place, wgs84_to_gcj02
from bureau.quality.answers import Series
from portal.context import bureau, now
from portal.drawing.roses import SIZE, drawn
from portal.guard import Pages

pages = Pages("odor_winds", __name__, template_folder="templates")
POLLUTANTS = ("SO2", "NO2", "PM2.5", "O3", "CO")
_MONTHS = 13


@pages.get("/odor/winds", needs=Right.SEE_QUALITY)
def page() -> str:
    """The odor rose of a place's month, and the CPF of the nearest air station."""
    place, first, what = _asked()
    month = bureau().wind_months.month(place=place, first=first, at=now())
    station, series = _values(month, what)
    values = {point.at: point.value for point in series.points} if series else {}
    measured = {at: value for at, value in values.items() if value is not None}
    share = station_cpf(month, measured)
    return render_template(
        "portal/odor/winds.html",
        month=month,
        months=_months(),
        first=first,
        place=place,
        places=bureau().places,
        what=what,
        pollutants=POLLUTANTS,
        station=station,
        demo=bureau().settings.demo,
        words=words(),
        size=SIZE,
        rose=drawn(month.rose, usual=1.0) if month.rose else None,
        calm=month.rose.calm if month.rose else None,
        cpf=drawn(share, usual=0.1) if share else None,
        cpf_calm=share.calm if share else None,
    )


@pages.get("/odor/tonight", needs=Right.SEE_QUALITY)
def tonight() -> str:
    """The forecast of tonight's odor with how earlier ones came true."""
    record = bureau().tonight.record(at=now())
    chances = bureau().tonight.of_day(record.day) if record else []
    known = [each for each in chances if each.chance is not None]
    return render_template(
        "portal/odor/tonight.html",
        record=record,
        table=reliability(record.report) if record else [],
        chances=sorted(known, key=lambda each: -(each.chance or 0)),
        words=words(),
        demo=bureau().settings.demo,
    )


def _asked() -> tuple[Place, date, str]:
    places, args = bureau().places, request.args
    place = places.get(args["place"]) if args.get("place") else places.city
    what = args.get("what") or POLLUTANTS[0]
    try:
        asked = args.get("month")
        first = date.fromisoformat(f"{asked}-01") if asked else _months()[0]
    except ValueError:
        abort(404)
    if place is None or what not in POLLUTANTS or first > _months()[0]:
        abort(404)
    return place, first, what


def _months() -> list[date]:
    """Return the first days of the last months, the newest first."""
    found = [now().astimezone(SHANGHAI).date().replace(day=1)]
    while len(found) < _MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def _values(month: WindMonth, what: str) -> tuple[str, Series | None]:
    """Return the nearest air station's name and its hourly values of the month."""
    start, end = month_span(month.first)
    end = min(end, now())
    here = bureau().odor.plane.metres(month.place.longitude, month.place.latitude)
    nearest: tuple[float, str, str] | None = None
    for station in bureau().quality.stations(at=now()):
        if station.longitude is None or station.latitude is None:
            continue
        x, y = bureau().odor.plane.metres(*wgs84_to_gcj02(station.longitude, station.latitude))
        away = hypot(x - here[0], y - here[1])
        if nearest is None or away < nearest[0]:
            nearest = (away, station.code, station.name)
    if nearest is None or end <= start:
        return "", None
    hours = int((end - start) / timedelta(hours=1))
    series = bureau().quality.air_series(station=nearest[1], what=what, hours=hours, at=_whole(end))
    return nearest[2], series


def _whole(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
