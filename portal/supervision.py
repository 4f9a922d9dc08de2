"""The register of supervision: letters with numbers, standing marks, the letters as PDF."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, abort, render_template

from basis.clock import SHANGHAI
from bureau.officers import Right
from bureau.supervision import LateMark, Measure, Paper, words
from portal.context import bureau, now, officer
from portal.guard import Pages
from portal.paging import SIZE, Paging
from portal.parameters import choice

pages = Pages("supervision", __name__, template_folder="templates")


@pages.get("/supervision", needs=Right.SEE_CASES)
def register() -> str:
    """The register, filtered by kind and year, and above it the cases that bear a mark."""
    room, paging = bureau().supervision, Paging.asked()
    years = sorted({*room.years(), now().astimezone(SHANGHAI).year}, reverse=True)
    kind = choice("kind", (*Paper, *LateMark))
    year = choice("year", map(str, years))
    rows, total = room.register(
        paper=Paper(kind) if kind in set(Paper) else None,
        mark=LateMark(kind) if kind in set(LateMark) else None,
        year=int(year) if year else None,
        scope=officer().scope,
        limit=SIZE,
        offset=paging.offset,
    )
    paging.check(total)
    return render_template(
        "portal/supervision.html",
        rows=rows,
        total=total,
        paging=paging,
        late=bureau().figures.late(at=now(), scope=officer().scope),
        marked=room.marked(scope=officer().scope),
        kinds=[(each, words().paper(each)) for each in Paper]
        + [(each, words().mark(each)) for each in LateMark],
        kind=kind,
        years=years,
        year=year,
        at=now(),
    )


@pages.get(f"/supervision/<int(max={2**31 - 1}):measure>.pdf", needs=Right.SEE_CASES)
def letter(measure: int) -> Response:
    """A letter as PDF, ready to be signed."""
    found = bureau().supervision.find(measure)
    if found is None or found.paper is None or not _open(found):
        abort(404)
    name = quote(f"{words().paper(found.paper)}-{words().number(found)}.pdf")
    return Response(
        bureau().supervision.letter(found),
        mimetype="application/pdf",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def _open(measure: Measure) -> bool:
    """Return whether the case of a measure is this officer's to see."""
    case = bureau().cases.find(measure.number)
    return case is not None and case.open_to(officer())
