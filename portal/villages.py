"""The villages and communities: the bureau's table, looked at before it is taken in."""

from __future__ import annotations

from collections import Counter

import structlog
from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import Right
from bureau.places import Level
from bureau.places.villages import VillagePreview
from portal.context import bureau, now, officer, say
from portal.guard import Pages
from portal.parameters import asked_place

pages = Pages("villages", __name__, template_folder="templates")
_log = structlog.get_logger()


@pages.get("/villages", needs=Right.KEEP_VILLAGES)
def listing() -> str:
    """How many villages each town has, those of the one asked for, a form for a table."""
    return _page()


@pages.get("/villages.csv", needs=Right.KEEP_VILLAGES)
def table() -> Response:
    """A table to check and complete: what is registered, else the names of the division's codes."""
    asked, places = asked_place("area"), bureau().places
    code = asked.official_code if asked else ""
    towns = [town.code for town in places.towns() if town.code.startswith(code)]
    answer = Response(bureau().villages.to_fill_in(towns).encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename=villages-{code or 'city'}.csv"
    return answer


@pages.post("/villages", needs=Right.KEEP_VILLAGES)
def look() -> AnyResponse | str | tuple[str, int]:
    """Look at a table: what it would change, or what is wrong in which row. Nothing is kept."""
    file = request.files.get("file")
    if file is None or not file.filename:
        flash(say("villages_no_file"), "problem")
        return _page(), 422
    seen = bureau().villages.look_at(file.read(), named=file.filename)
    page = _page(seen, file.filename)
    return (page, 422) if seen.problems else page


@pages.post("/villages/take", needs=Right.KEEP_VILLAGES)
def take() -> AnyResponse | tuple[str, int]:
    """Take in the table that was looked at, whole or not at all."""
    text = request.form.get("table", "").replace("\r\n", "\n")
    taken = bureau().villages.take_in(text, by=officer().name, at=now())
    if taken.problems:
        return _page(taken), 422
    _log.info("villages_taken_in", changes=taken.changes, officer=officer().name)
    flash(say("villages_taken_in", changes=taken.changes), "done")
    return redirect(url_for(".listing"))


def _page(seen: VillagePreview | None = None, name: str = "") -> str:
    asked, register = asked_place("area"), bureau().villages
    every = register.every()
    town = asked if asked and asked.level is Level.TOWN else None
    return render_template(
        "villages/villages.html",
        seen=seen,
        name=name,
        town=town,
        villages=register.of_town(town.code) if town else [],
        counts=Counter(each.town for each in every),
        total=len(every),
        places=bureau().places,
    )
