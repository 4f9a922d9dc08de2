"""What the patrols come to: the month by person, team and town; odor hours; how far noses agree."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, abort, render_template, request

from basis.clock import SHANGHAI
from bureau.officers import Right
from bureau.patrols import Patrol
from bureau.patrols.agreement import Rated, agreement, drifts, joint
from bureau.patrols.month_sheet import BY, SheetRow, month_of, sheet
from bureau.patrols.odor_grid import FEW, squares
from bureau.patrols.routes import PatrolRoute
from portal.context import bureau, now, officer, say
from portal.drawing.odor_grid import grid_drawing
from portal.filters import place
from portal.guard import Pages
from portal.lists import TakenList, handed, list_of
from portal.parameters import choice

month_pages = Pages("patrol_month", __name__, template_folder="templates")
grid_pages = Pages("odor_grid", __name__, template_folder="templates")
nose_pages = Pages("nose_agreement", __name__, template_folder="templates")
_LOOKED_BACK = timedelta(days=365)
_MONTHS = 13


@month_pages.get("/patrol-month", needs=Right.SEE_PATROLS)
def month() -> str:
    """The month's sheet."""
    chosen, by = _asked()
    rows = _rows(chosen, by)
    return render_template(
        "patrols/month.html", month=chosen, months=_months(), by=by, bys=_bys(),
        rows=[(_name(row.key, by), row) for row in rows],
    )  # fmt: skip


@month_pages.get("/patrol-month.xlsx", needs=Right.SEE_PATROLS)
def xlsx() -> Response:
    """The month's sheet as a workbook."""
    return handed(_list(), "xlsx")


@month_pages.get("/patrol-month.csv", needs=Right.SEE_PATROLS)
def csv() -> Response:
    """The same as CSV."""
    return handed(_list(), "csv")


@grid_pages.get("/odor-grid", needs=Right.SEE_PATROLS)
def odor_grid() -> str:
    """The frequency of odor hours in the squares of a grid."""
    area = officer().scope.area
    grids = [
        each
        for each in bureau().patrol_routes.routes(closed=True)
        if each.grid is not None and (not area or (each.county or area[:6]) == area[:6])
    ]
    chosen = _grid(grids)
    found = []
    if chosen is not None and chosen.grid is not None:
        found = squares(chosen.grid, bureau().patrols.of_route(chosen.id))
    return render_template(
        "patrols/grid.html", grids=grids, chosen=chosen, squares=found, few=FEW,
        drawing=grid_drawing(chosen.grid, found) if chosen and chosen.grid else None,
    )  # fmt: skip


@nose_pages.get("/nose-agreement", needs=Right.DECIDE_VOLUNTEERS)
def noses() -> str:
    """How far volunteers agree on intensity, and who is off."""
    at = now()
    points = bureau().patrols.between(since=at - _LOOKED_BACK, until=at, scope=officer().scope)
    units = joint([_rated(each) for each in points if each.draft.intensity is not None])
    return render_template(
        "patrols/agreement.html", agreement=agreement(units), drifts=drifts(units, at=at)
    )


def _rated(point: Patrol) -> Rated:
    draft = point.draft
    spot = f"{draft.route} {draft.spot}" if draft.route is not None and draft.spot else ""
    return Rated(
        point.volunteer, point.at, draft.intensity or 0, draft.longitude, draft.latitude, spot
    )


def _grid(grids: list[PatrolRoute]) -> PatrolRoute | None:
    told = request.args.get("grid", "")
    if not told:
        return grids[0] if grids else None
    chosen = next((each for each in grids if str(each.id) == told), None)
    if chosen is None:
        abort(404)
    return chosen


def _months() -> list[str]:
    first = now().astimezone(SHANGHAI).date().replace(day=1)
    found = []
    for _ in range(_MONTHS):
        found.append(f"{first:%Y-%m}")
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def _asked() -> tuple[str, str]:
    months = _months()
    return choice("month", months) or months[0], choice("by", BY) or BY[0]


def _bys() -> list[tuple[str, str]]:
    return [(each, say(f"month_by_{each}")) for each in BY]


def _rows(chosen: str, by: str) -> list[SheetRow]:
    since, until = month_of(chosen)
    points = bureau().patrols.between(since=since, until=until, scope=officer().scope)
    volunteers = {each.id: each for each in bureau().patrols.volunteers()}
    return sheet(points, volunteers, by=by)


def _name(key: str, by: str) -> str:
    if by == "town":
        return place(key or None)
    return say("volunteer_number", number=key) if by == "person" else key or say("no_team")


def _list() -> TakenList:
    chosen, by = _asked()
    rows = tuple(
        (
            _name(row.key, by), row.patrols, row.sent, row.deeds.points, row.deeds.found,
            row.deeds.confirmed, row.deeds.measured,
        )
        for row in _rows(chosen, by)
    )  # fmt: skip
    return list_of("patrol_month", rows, total=len(rows), asked=f"{chosen} {dict(_bys())[by]}")
