"""Volunteers: who applied, how they stand, what they have done and how well they agree."""

from __future__ import annotations

import structlog
from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import Right
from bureau.patrols import PatrolError, Volunteer
from bureau.patrols.counting import badges, deeds
from portal.context import bureau, now, officer, say
from portal.guard import Pages

pages = Pages("volunteers", __name__, template_folder="templates")
_log = structlog.get_logger()


@pages.get("/volunteers", needs=Right.DECIDE_VOLUNTEERS)
def listing() -> str:
    """Applications, those that wait longest first."""
    found = bureau().patrols.volunteers(scope=officer().scope)
    return render_template("portal/volunteers.html", volunteers=found)


@pages.get("/volunteers/<int:volunteer>", needs=Right.DECIDE_VOLUNTEERS)
def one(volunteer: int) -> str:
    """A volunteer: why they came, how to reach them, what they did."""
    found = _found(volunteer)
    points = bureau().patrols.of_volunteer(found.id)
    return render_template(
        "patrols/volunteer.html",
        volunteer=found,
        contact=bureau().volunteer_contacts.of(found.citizen),
        badges=badges(points),
        deeds=deeds(points),
        sent=len(points),
    )


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


@pages.post("/volunteers/<int:volunteer>/standing", needs=Right.DECIDE_VOLUNTEERS, tells=("verb",))
def stand(volunteer: int) -> AnyResponse:
    """Suspend, resume, let go, or put into a team."""
    found = _found(volunteer)
    patrols, by = bureau().patrols, officer().name
    verb = request.form.get("verb")
    try:
        match verb:
            case "suspend":
                patrols.suspend(volunteer=found.id, by=by, at=now())
                flash(say("volunteer_suspended"), "done")
            case "resume":
                patrols.resume(volunteer=found.id, by=by, at=now())
                flash(say("volunteer_resumed"), "done")
            case "dismiss":
                patrols.dismiss(volunteer=found.id, by=by, at=now())
                bureau().volunteer_contacts.keep(citizen=found.citizen, contact="", at=now())
                flash(say("volunteer_dismissed"), "done")
            case "team":
                patrols.note(volunteer=found.id, team=request.form.get("team", ""))
                flash(say("volunteer_team_kept"), "done")
            case _:
                abort(400)
    except PatrolError as refused:
        flash(refused.explanation, "problem")
    else:
        _log.info("volunteer_stands", id=found.id, verb=verb, officer=by)
    return redirect(url_for(".one", volunteer=found.id))


def _found(volunteer: int) -> Volunteer:
    found = bureau().patrols.application(volunteer) if volunteer < 2**31 else None
    if found is None or not found.open_to(officer()):
        abort(404)
    return found
