"""Volunteers who applied, to be approved or declined."""

from __future__ import annotations

import structlog
from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import Right
from bureau.patrols import PatrolError
from portal.context import bureau, now, officer, say
from portal.guard import Pages

pages = Pages("volunteers", __name__, template_folder="templates")
_log = structlog.get_logger()


@pages.get("/volunteers", needs=Right.DECIDE_VOLUNTEERS)
def listing() -> str:
    """Applications, those that wait longest first."""
    found = bureau().patrols.volunteers(scope=officer().scope)
    return render_template("portal/volunteers.html", volunteers=found)


@pages.post("/volunteers/<int:volunteer>", needs=Right.DECIDE_VOLUNTEERS, tells=("decision",))
def decide(volunteer: int) -> AnyResponse:
    """Approve or decline."""
    applied = bureau().patrols.application(volunteer)
    if applied is not None and not applied.open_to(officer()):
        abort(404)
    decision = request.form.get("decision")
    if decision not in ("approve", "decline"):
        abort(400)
    approved = decision == "approve"
    try:
        bureau().patrols.decide(volunteer=volunteer, approved=approved, by=officer().name, at=now())
    except PatrolError as refused:
        flash(refused.explanation, "problem")
    else:
        _log.info("volunteer", id=volunteer, approved=approved, officer=officer().name)
        flash(say("volunteer_approved" if approved else "volunteer_declined"), "done")
    return redirect(url_for(".listing"))
