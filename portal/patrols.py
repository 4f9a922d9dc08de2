"""What volunteers saw, apart from residents' reports."""

from __future__ import annotations

from flask import Response, abort, render_template

from bureau.officers import Right
from bureau.patrols import PatrolKind
from portal.context import bureau, officer
from portal.guard import Pages
from portal.paging import SIZE, Paging
from portal.parameters import choice, own_place
from portal.photos import fetched, photo

pages = Pages("patrols", __name__, template_folder="templates")


@pages.get("/patrols", needs=Right.SEE_PATROLS)
def listing() -> str:
    """Patrols, the newest first."""
    paging, places = Paging.asked(), bureau().places
    named = choice("kind", PatrolKind)
    kind = PatrolKind(named) if named else None
    area = own_place("county")
    county = choice("county", [each.code for each in places.counties()]) if area else None
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


@pages.get("/patrols/<int:patrol_id>/photos/<photo_id>", needs=Right.SEE_PATROLS)
def patrol_photo(patrol_id: int, photo_id: str) -> Response:
    """A photo of this patrol."""
    patrol = bureau().patrols.find(patrol_id)
    if patrol is None or not patrol.open_to(officer()):
        abort(404)
    return photo(photo_id, patrol.draft.photos)
