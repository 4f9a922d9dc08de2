"""A volunteer's own pages by the signed link: what they say of themselves, the test, leaving."""

from __future__ import annotations

import secrets

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.patrols import PatrolError, words
from bureau.patrols.counting import badges, deeds
from bureau.patrols.links import PatrolLinkError
from bureau.patrols.training import drawn, judged, lessons, training_needed
from bureau.patrols.walking import Walker
from portal.context import bureau, now
from portal.patrol_page import harden, status_of

pages = Blueprint("volunteer", __name__, template_folder="templates", url_prefix="/patrol")
pages.after_request(harden)
_LARGEST_FORM = 16 * 1024
_LONGEST_CONTACT = 60
_SEEDS = 2**31


@pages.get("/<token>/me")
def me(token: str) -> AnyResponse:
    """What a volunteer has told and done."""
    try:
        walker = bureau().walking.applicant(token, at=now())
    except (PatrolLinkError, PatrolError) as wrong:
        return _over(wrong)
    return _me(token, walker)


@pages.post("/<token>/me")
def tell(token: str) -> AnyResponse:
    """Keep motive and contact, or leave."""
    if (request.content_length or 0) > _LARGEST_FORM:
        return make_response(render_template("patrol/over.html", why="unknown"), 413)
    try:
        walker = bureau().walking.applicant(token, at=now())
    except (PatrolLinkError, PatrolError) as wrong:
        return _over(wrong)
    volunteer, contacts = walker.volunteer, bureau().volunteer_contacts
    if request.form.get("verb") == "leave":
        bureau().patrols.leave(by=volunteer.citizen, at=now())
        contacts.keep(citizen=volunteer.citizen, contact="", at=now())
        return make_response(render_template("patrol/left.html"))
    bureau().patrols.note(volunteer=volunteer.id, motive=request.form.get("motive", ""))
    contact = " ".join(request.form.get("contact", "").split())[:_LONGEST_CONTACT]
    contacts.keep(citizen=volunteer.citizen, contact=contact, at=now())
    return redirect(url_for(".me", token=token, kept=1), 303)


@pages.get("/<token>/training")
def training(token: str) -> AnyResponse:
    """The lessons and a test."""
    try:
        bureau().walking.applicant(token, at=now())
    except (PatrolLinkError, PatrolError) as wrong:
        return _over(wrong)
    return _training(token)


@pages.post("/<token>/training")
def take_test(token: str) -> AnyResponse:
    """Judge a test; what was wrong is explained, and one may try again."""
    try:
        walker = bureau().walking.applicant(token, at=now())
    except (PatrolLinkError, PatrolError) as wrong:
        return _over(wrong)
    told = request.form.get("seed", "")
    if not (told.isascii() and told.isdigit() and int(told[:12]) < _SEEDS):
        return _training(token)
    said = {
        name: int(value)
        for name, value in request.form.items()
        if value in {"0", "1", "2", "3", "4", "5"} and name != "seed"
    }
    result = judged(int(told), said)
    if result.passed:
        for each in bureau().patrols.roles(by=walker.volunteer.citizen):
            bureau().patrols.note(volunteer=each.id, trained=now())
    page = render_template(
        "patrol/judged.html", token=token, result=result, levels=words().intensities
    )
    return make_response(page)


def _me(token: str, walker: Walker) -> AnyResponse:
    points = bureau().patrols.of_volunteer(walker.volunteer.id)
    return make_response(
        render_template(
            "patrol/me.html",
            token=token,
            volunteer=walker.volunteer,
            contact=bureau().volunteer_contacts.of(walker.volunteer.citizen),
            deeds=deeds(points),
            badges=badges(points),
            kept="kept" in request.args,
            longest=_LONGEST_CONTACT,
        )
    )


def _training(token: str) -> AnyResponse:
    seed = secrets.randbelow(_SEEDS)
    return make_response(
        render_template(
            "patrol/training.html",
            token=token,
            lessons=lessons(),
            needed=training_needed(),
            seed=seed,
            situations=drawn(seed),
            levels=words().intensities,
        )
    )


def _over(wrong: PatrolLinkError | PatrolError) -> AnyResponse:
    return make_response(render_template("patrol/over.html", why=wrong.code), status_of(wrong))
