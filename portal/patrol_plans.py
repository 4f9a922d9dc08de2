"""Routes, grids and shifts of the volunteers, as the coordinator plans them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import structlog
from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from basis.clock import SHANGHAI
from bureau.officers import Right
from bureau.patrols import PatrolError, PatrolKind
from bureau.patrols.routes import PatrolRoute, named, read_grid, read_spots
from bureau.places import Place
from portal.context import bureau, now, officer, say
from portal.guard import Pages

route_pages = Pages("patrol_routes", __name__, template_folder="templates")
shift_pages = Pages("patrol_shifts", __name__, template_folder="templates")
_log = structlog.get_logger()
_AHEAD, _BEHIND = timedelta(days=60), timedelta(days=2)
_KINDS = (PatrolKind.ODOR, PatrolKind.WATER, PatrolKind.GROUP)
_WALKED = (PatrolKind.ODOR, PatrolKind.WATER)


@dataclass(frozen=True, slots=True)
class PlanArea:
    """Where something is planned: official codes of county and town, both may be None."""

    county: str | None
    town: str | None


@route_pages.get("/patrol-routes", needs=Right.SEE_PATROLS)
def routes() -> str:
    """Routes and grids that volunteers find on their page."""
    return _routes_page()


@route_pages.post("/patrol-routes", needs=Right.DECIDE_VOLUNTEERS, tells=("kind", "town"))
def add_route() -> AnyResponse | tuple[str, int]:
    """Plan a route of points, or a grid from its corner."""
    form = request.form
    try:
        kind = _kind(_WALKED)
        area = _area()
        name = named(form.get("name", ""))
        grid = None
        if form.get("side_m", "").strip():
            grid = read_grid(
                *(form.get(each, "") for each in ("west", "south", "side_m", "columns", "rows"))
            )
        spots = grid.spots() if grid else read_spots(form.get("spots", ""))
    except PatrolError as refused:
        flash(refused.explanation, "problem")
        return _routes_page(), 409
    kept = bureau().patrol_routes.add_route(
        PatrolRoute(0, name, kind, area.county, area.town, spots, grid, now(), officer().name)
    )
    _log.info("patrol_route", number=kept.id, spots=len(spots), officer=officer().name)
    flash(say("route_planned", many=len(spots)), "done")
    return redirect(url_for(".routes"))


@route_pages.post("/patrol-routes/<int:route>/close", needs=Right.DECIDE_VOLUNTEERS)
def close_route(route: int) -> AnyResponse:
    """Take a route off the volunteers' pages; what was noted on it stays."""
    known = bureau().patrol_routes.route(route) if route < 2**31 else None
    mine = known is not None and _mine(known.county, known.town)
    if mine and bureau().patrol_routes.close_route(route, at=now()):
        flash(say("route_closed"), "done")
    else:
        flash(PatrolError("no_route").explanation, "problem")
    return redirect(url_for(".routes"))


@shift_pages.get("/patrol-shifts", needs=Right.SEE_PATROLS)
def shifts() -> str:
    """The duty calendar: shifts, who comes, who was there."""
    return _shifts_page()


@shift_pages.post("/patrol-shifts", needs=Right.DECIDE_VOLUNTEERS, tells=("kind", "town", "day"))
def add_shift() -> AnyResponse | tuple[str, int]:
    """Publish a shift."""
    form = request.form
    try:
        kind, area = _kind(_KINDS), _area()
        begins, ends = _times(form.get("day", ""), form.get("begins", ""), form.get("ends", ""))
        seats = form.get("seats", "")
        bureau().duty_calendar.publish(
            kind=kind,
            begins=begins,
            ends=ends,
            town=area.town or area.county,
            meet=form.get("meet", ""),
            seats=int(seats) if seats.isascii() and seats.isdigit() and len(seats) < 4 else 0,
            route=_route(),
            by=officer().name,
            at=now(),
        )
    except PatrolError as refused:
        flash(refused.explanation, "problem")
        return _shifts_page(), 409
    flash(say("shift_published"), "done")
    return redirect(url_for(".shifts"))


@shift_pages.post("/patrol-shifts/<int:shift>/cancel", needs=Right.DECIDE_VOLUNTEERS)
def cancel_shift(shift: int) -> AnyResponse:
    """Cancel a shift; whoever would have come is told."""
    found = bureau().duty_calendar.find(shift) if shift < 2**31 else None
    try:
        if found is None or not _mine(found.county, found.town):
            raise PatrolError("no_shift")
        bureau().duty_calendar.cancel(shift=shift, at=now())
    except PatrolError as refused:
        flash(refused.explanation, "problem")
    else:
        flash(say("shift_cancelled"), "done")
    return redirect(url_for(".shifts"))


def _routes_page() -> str:
    found = bureau().patrol_routes.routes(closed=True)
    return render_template(
        "patrols/routes.html",
        routes=[each for each in found if _seen(each.county, each.town)],
        kinds=_WALKED,
        towns=_towns(),
        mine=_mine,
        form=request.form,
    )


def _shifts_page() -> str:
    at = now()
    planned = bureau().duty_calendar.between(at - _BEHIND, at + _AHEAD)
    return render_template(
        "patrols/shifts.html",
        shifts=[each for each in planned if _seen(each[0].county, each[0].town)],
        kinds=_KINDS,
        routes=_open_routes(),
        towns=_towns(),
        mine=_mine,
        today=at.astimezone(SHANGHAI).date(),
        at=at,
        form=request.form,
    )


def _open_routes() -> list[PatrolRoute]:
    return [each for each in bureau().patrol_routes.routes() if _seen(each.county, each.town)]


def _towns() -> list[tuple[Place, list[Place]]]:
    """Return the counties with their towns in which the officer may plan."""
    area, places = officer().scope.area, bureau().places
    return [
        (county, [town for town in places.towns(county.code) if not area or _within(town, area)])
        for county in places.counties()
        if not area or county.code[:6] == area[:6]
    ]


def _within(town: Place, area: str) -> bool:
    return town.code.startswith(area)


def _seen(county: str | None, town: str | None) -> bool:
    """Return whether an officer sees a plan: one of the whole city, or of their area."""
    area = officer().scope.area
    return not area or county is None or (town or county).startswith(area[:6])


def _mine(county: str | None, town: str | None) -> bool:
    """Return whether an officer may end a plan."""
    area = officer().scope.area
    return not area or (town or county or "").startswith(area)


def _kind(known: tuple[PatrolKind, ...]) -> PatrolKind:
    kind = request.form.get("kind", "")
    if kind not in known:
        abort(400)
    return PatrolKind(kind)


def _route() -> int | None:
    told = request.form.get("route", "")
    if not told:
        return None
    known = {str(each.id): each.id for each in bureau().patrol_routes.routes()}
    if told not in known:
        raise PatrolError("no_route")
    return known[told]


def _area() -> PlanArea:
    area, told = officer().scope.area, request.form.get("town", "")
    place = bureau().places.get(told or area or "")
    if place is None:
        if told:
            abort(400)
        return PlanArea(None, None)
    if area and not place.code.startswith(area):
        abort(400)
    town = place.official_code if len(place.official_code) == 9 else None
    return PlanArea(place.county, town)


def _times(day: str, begins: str, ends: str) -> tuple[datetime, datetime]:
    """Return when a shift begins and ends: the day after, where that is the earlier time."""
    try:
        on = date.fromisoformat(day)
        first, last = (
            datetime.combine(on, time.fromisoformat(each), SHANGHAI) for each in (begins, ends)
        )
    except ValueError:
        raise PatrolError("shift_times") from None
    return first, last if last > first else last + timedelta(days=1)
