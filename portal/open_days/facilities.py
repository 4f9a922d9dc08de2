"""The facilities that can be visited: the list, a new one, a change."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import Right
from bureau.open_days import Facility, FacilityKind, OpenDayError, words
from portal.context import bureau, officer, say
from portal.guard import Pages
from portal.open_days.forms import FormError, degrees_of, whole_of

pages = Pages("facilities", __name__, template_folder="../templates")
_log = structlog.get_logger()


@pages.get("/open-days/facilities", needs=Right.RELEASE_OPEN_DAYS)
def listing() -> str:
    """Every facility, and the form of a new one."""
    return _page({})


@pages.post("/open-days/facilities", needs=Right.RELEASE_OPEN_DAYS, tells=("code",))
def add() -> AnyResponse | tuple[str, int]:
    """Add a facility; a code that is taken is refused, so that none is written over."""
    code = request.form.get("code", "")
    if bureau().open_day_desk.facility(code) is not None:
        flash(say("facility_taken"), "problem")
        return _page(request.form), 409
    return _kept(code) or (_page(request.form), 409)


@pages.get("/open-days/facilities/<code>", needs=Right.RELEASE_OPEN_DAYS)
def show(code: str) -> str:
    """A facility with the form that changes it."""
    return _one(_found(code))


@pages.post("/open-days/facilities/<code>", needs=Right.RELEASE_OPEN_DAYS)
def change(code: str) -> AnyResponse | tuple[str, int]:
    """Change a facility; what cannot be is explained, and what was typed stays."""
    found = _found(code)
    return _kept(code) or (_one(found, request.form), 409)


def _kept(code: str) -> AnyResponse | None:
    """Keep what was typed; None, with a word of why, where that cannot be."""
    try:
        bureau().open_day_desk.keep_facility(facility=_typed(code, request.form))
    except OpenDayError as refused:
        flash(refused.explanation, "problem")
        return None
    except FormError as refused:
        flash(say(refused.code), "problem")
        return None
    _log.info("facility_kept", facility=code, officer=officer().name)
    flash(say("facility_kept"), "done")
    return redirect(url_for(".listing"))


def _typed(code: str, form: Mapping[str, str]) -> Facility:
    before = bureau().open_day_desk.facility(code)
    try:
        kind = FacilityKind(form.get("kind", ""))
    except ValueError:
        raise OpenDayError("facility_kind") from None
    return Facility(
        code=code,
        kind=kind,
        name=form.get("name", "").strip(),
        town=form.get("town", ""),
        meeting=form.get("meeting", "").strip(),
        longitude=degrees_of(form, "longitude"),
        latitude=degrees_of(form, "latitude"),
        least_age=whole_of(form, "least_age"),
        alone_age=whole_of(form, "alone_age"),
        most_each=whole_of(form, "most_each"),
        note=form.get("note", "").strip(),
        shown=form.get("shown") == "1",
        demo=before is not None and before.demo,
    )


def _page(typed: Mapping[str, str]) -> str:
    return render_template(
        "open_days/facilities.html",
        facilities=bureau().open_day_desk.facilities(),
        typed=typed,
        words=words(),
        places=bureau().places,
    )


def _one(facility: Facility, typed: Mapping[str, str] | None = None) -> str:
    kept = {name: getattr(facility, name) for name in Facility.__dataclass_fields__}
    kept |= {"shown": "1" if facility.shown else ""}
    shown = {name: "" if value is None else str(value) for name, value in kept.items()}
    return render_template(
        "open_days/facility.html",
        facility=facility,
        typed=typed or shown,
        words=words(),
        places=bureau().places,
    )


def _found(code: str) -> Facility:
    found = bureau().open_day_desk.facility(code)
    if found is None:
        abort(404)
    return found
