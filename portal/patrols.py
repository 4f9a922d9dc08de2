"""What volunteers saw, apart from residents' reports."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import Right
from bureau.patrols import Patrol, PatrolError, PatrolKind, words
from bureau.patrols.describing import described
from portal.context import bureau, now, officer, say
from portal.filters import instant, place
from portal.guard import Pages
from portal.lists import MOST, TakenList, handed, list_of
from portal.paging import SIZE, Paging
from portal.parameters import choice, own_place
from portal.photos import fetched, photo

pages = Pages("patrols", __name__, template_folder="templates")
_WRONG_CLOCK = timedelta(minutes=2)


@pages.get("/patrols", needs=Right.SEE_PATROLS)
def listing() -> str:
    """Patrols, the newest first."""
    paging, places = Paging.asked(), bureau().places
    kind, county = _asked()
    found, total = bureau().patrols.search(
        kind=kind, county=county, limit=SIZE, offset=paging.offset, scope=officer().scope
    )
    paging.check(total)
    return render_template(
        "portal/patrols.html",
        patrols=[(each, fetched(each.draft.photos)) for each in found],
        total=total,
        paging=paging,
        kind=kind,
        county=county,
        kinds=PatrolKind,
        places=places,
    )


@pages.get("/patrols.xlsx", needs=Right.SEE_PATROLS)
def xlsx() -> Response:
    """The patrols that the address asks for, as a workbook."""
    return handed(_list(), "xlsx")


@pages.get("/patrols.csv", needs=Right.SEE_PATROLS)
def csv() -> Response:
    """The same as CSV."""
    return handed(_list(), "csv")


def _list() -> TakenList:
    kind, county = _asked()
    found, total = bureau().patrols.search(
        kind=kind, county=county, limit=MOST, offset=0, scope=officer().scope
    )
    rows = tuple(
        (
            each.id, words().kind(each.draft.kind), place(each.town or each.county),
            each.draft.place_text, each.draft.seen, instant(each.at),
        )
        for each in found
    )  # fmt: skip
    asked = " ".join(filter(None, (kind and words().kind(kind), county and place(county))))
    return list_of("patrols", rows, total=total, asked=asked)


def _asked() -> tuple[PatrolKind | None, str | None]:
    named = choice("kind", PatrolKind)
    area = own_place("county")
    counties = [each.code for each in bureau().places.counties()]
    return PatrolKind(named) if named else None, choice("county", counties) if area else None


@pages.get("/patrols/<int:patrol_id>", needs=Right.SEE_PATROLS)
def one(patrol_id: int) -> str:
    """A point with all that was noted there."""
    return _one(_found(patrol_id))


@pages.post("/patrols/<int:patrol_id>", needs=Right.DECIDE_VOLUNTEERS, tells=("verb",))
def act(patrol_id: int) -> AnyResponse | tuple[str, int]:
    """Make a case of a finding, or confirm it on site; what cannot be is explained."""
    found = _found(patrol_id)
    try:
        match request.form.get("verb"):
            case "case":
                made = bureau().findings.make_case(patrol=found.id, at=now())
                flash(say("finding_became_case", number=made.number), "done")
            case "confirm":
                bureau().patrols.confirm(patrol=found.id, at=now())
                flash(say("finding_confirmed"), "done")
            case _:
                abort(400)
    except PatrolError as refused:
        flash(refused.explanation, "problem")
        return _one(found), 409
    return redirect(url_for(".one", patrol_id=found.id))


def _found(patrol_id: int) -> Patrol:
    found = bureau().patrols.find(patrol_id) if patrol_id < 2**31 else None
    if found is None or not found.open_to(officer()):
        abort(404)
    return found


def _one(found: Patrol) -> str:
    corrected = found.phone_at is not None and abs(found.phone_at - found.at) > _WRONG_CLOCK
    return render_template(
        "patrols/one.html", patrol=found, said=described(found.draft), corrected=corrected,
        photos=fetched(found.draft.photos),
    )  # fmt: skip


@pages.get("/patrols/<int:patrol_id>/photos/<photo_id>", needs=Right.SEE_PATROLS)
def patrol_photo(patrol_id: int, photo_id: str) -> Response:
    """A photo of this patrol."""
    patrol = bureau().patrols.find(patrol_id)
    if patrol is None or not patrol.open_to(officer()):
        abort(404)
    return photo(photo_id, patrol.draft.photos)
