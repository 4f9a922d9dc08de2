"""For administrators: who may work in the portal, in which role, and whose matters they see."""

from __future__ import annotations

from datetime import timedelta

import structlog
from flask import abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from bureau.cases import categories
from bureau.officers import (
    ADMIN,
    CITY,
    LINK_LIFETIME,
    BusyError,
    Officer,
    OfficerError,
    Post,
    PostError,
    Right,
    right_names,
    roles,
)
from bureau.places.villages import Village
from portal.context import bureau, now, officer, say
from portal.guard import Pages

pages = Pages("officers", __name__, template_folder="templates")
_log = structlog.get_logger()


class OfficerForm(FlaskForm):
    """Somebody new; their post is read apart."""

    name = StringField(say("field_name"), [InputRequired(), Length(max=64)])
    full_name = StringField(say("field_full_name"), [InputRequired(), Length(max=64)])
    password = PasswordField(say("field_first_password"), [InputRequired(), Length(max=200)])


@pages.get("/account/officers", needs=Right.MANAGE_OFFICERS)
def listing() -> str:
    """All officers with their posts, and what each role may do."""
    return _page(OfficerForm(formdata=None))


@pages.post(
    "/account/officers",
    needs=Right.MANAGE_OFFICERS,
    tells=("name", "role", "area", "categories"),
)
def add() -> AnyResponse | tuple[str, int]:
    """Add an officer."""
    form = OfficerForm()
    problem = "" if form.validate() else say("incomplete")
    if not problem:
        try:
            added = bureau().officers.add(
                name=form.name.data or "",
                full_name=form.full_name.data or "",
                password=form.password.data or "",
                at=now(),
                post=_asked(),
            )
        except OfficerError as refused:
            problem = say(f"officer_{refused.code}")
        except PostError as refused:
            problem = _why(refused)
        except BusyError:
            problem = say("busy")
    if problem:
        flash(problem, "problem")
        return _page(form), 400
    _log.info("officer_added", name=added.name, role=added.role, officer=officer().name)
    flash(say("officer_added", name=added.full_name), "done")
    return redirect(url_for(".listing"))


@pages.post("/account/officers/<name>", needs=Right.MANAGE_OFFICERS, tells=("active",))
def activate(name: str) -> AnyResponse:
    """Let an officer in, or no longer."""
    wanted = request.form.get("active")
    if wanted not in ("0", "1"):
        flash(say("incomplete"), "problem")
        return redirect(url_for(".listing"))
    active = wanted == "1"
    try:
        bureau().officers.set_active(name=name, active=active, by=officer().name, at=now())
    except OfficerError as refused:
        flash(say(f"officer_{refused.code}"), "problem")
    else:
        _log.info("officer_active", name=name, active=active, officer=officer().name)
        flash(say("officer_back" if active else "officer_left", name=name), "done")
    return redirect(url_for(".listing"))


@pages.post(
    "/account/officers/<name>/post",
    needs=Right.MANAGE_OFFICERS,
    tells=("role", "area", "categories"),
)
def post(name: str) -> AnyResponse:
    """Give an officer another role, area or categories."""
    try:
        changed = bureau().officers.post(name=name, post=_asked(name), by=officer().name, at=now())
    except OfficerError as refused:
        flash(say(f"officer_{refused.code}"), "problem")
    except PostError as refused:
        flash(_why(refused), "problem")
    else:
        _log.info(
            "officer_post", name=name, role=changed.role, area=changed.area, officer=officer().name
        )
        role = roles()[changed.role].name
        flash(say("officer_posted", name=changed.full_name, role=role), "done")
    return redirect(url_for(".listing"))


@pages.post("/account/officers/<name>/villages", needs=Right.MANAGE_OFFICERS, tells=("villages",))
def villages(name: str) -> AnyResponse:
    """Say which villages of their town an officer sees."""
    posted = bureau().officers.get(name)
    if posted is None:
        abort(404)
    wanted = request.form.getlist("villages")
    known = [each.code for each in _villages_of(posted)]
    chosen = tuple(code for code in (*known, *posted.villages) if code in wanted)
    try:
        if not set(wanted) <= set(chosen):
            raise PostError("villages")
        post = Post(posted.role, posted.area, posted.categories, tuple(dict.fromkeys(chosen)))
        bureau().officers.post(name=name, post=post, by=officer().name, at=now())
    except OfficerError as refused:
        flash(say(f"officer_{refused.code}"), "problem")
    except PostError as refused:
        flash(_why(refused), "problem")
    else:
        _log.info("officer_villages", name=name, count=len(chosen), officer=officer().name)
        flash(say("villages_posted", name=posted.full_name), "done")
    return redirect(url_for(".show", name=name))


@pages.get("/account/officers/<name>", needs=Right.MANAGE_OFFICERS)
def show(name: str) -> str:
    """An officer's second factor and sessions, and what helps them in again."""
    return _officer_page(name)


@pages.post("/account/officers/<name>/link", needs=Right.MANAGE_OFFICERS)
def make_link(name: str) -> AnyResponse | tuple[str, int]:
    """Make a link by which an officer chooses a password anew; it is shown this once."""
    try:
        secret = bureau().officers.make_link(name=name, by=officer().name, at=now())
    except OfficerError as refused:
        flash(say(f"link_{refused.code}"), "problem")
        return redirect(url_for(".listing"))
    _log.info("reset_link", name=name, officer=officer().name)
    path = url_for("open_reset.reset.asked", secret=secret)
    return _officer_page(name, f"{bureau().settings.public_url}{path}"), 201


@pages.post("/account/officers/<name>/sessions/<key>", needs=Right.MANAGE_OFFICERS)
def end_session(name: str, key: str) -> AnyResponse:
    """End one of an officer's sessions."""
    if bureau().officers.get(name) is None:
        flash(say("officer_unknown"), "problem")
        return redirect(url_for(".listing"))
    bureau().officer_sessions.end(key, officer=name)
    _log.info("session_ended", name=name, officer=officer().name)
    flash(say("session_ended"), "done")
    return redirect(url_for(".show", name=name))


def _officer_page(name: str, link: str = "") -> str:
    shown = bureau().officers.get(name)
    if shown is None:
        abort(404)
    return render_template(
        "portal/officer.html",
        shown=shown,
        factor=bureau().factors.of(name),
        sessions=bureau().officer_sessions.of(name, at=now()),
        villages=_villages_of(shown),
        link=link,
        hours=LINK_LIFETIME // timedelta(hours=1),
    )


def _villages_of(shown: Officer) -> list[Village]:
    """Return the villages that an officer may be given."""
    return bureau().villages.of_town(shown.area) if shown.area and shown.scope.bound_to else []


def _asked(name: str = "") -> Post:
    """Return the post that the form names; raises `PostError`. Without a role: the city's.

    An officer of villages who stays in their town keeps them.
    """
    wanted = request.form.getlist("categories")
    if not set(wanted) <= set(categories()):
        raise PostError("categories")
    chosen = tuple(code for code in categories() if code in wanted)
    role, area = request.form.get("role", CITY), request.form.get("area") or None
    before = bureau().officers.get(name) if name else None
    stays = before is not None and (before.role, before.area) == (role, area)
    return Post(role, area, chosen, before.villages if before is not None and stays else ())


def _why(refused: PostError) -> str:
    role = roles().get(request.form.get("role", ""))
    if refused.code == "area" and role is not None:
        return say(f"post_area_{role.level}", role=role.name)
    return say(f"post_{refused.code}")


def _page(form: OfficerForm) -> str:
    every = bureau().officers.every()
    who = request.args.get("who", "").strip()[:40]
    return render_template(
        "portal/staff.html",
        form=form,
        officers=[each for each in every if _named(each, who)],
        who=who,
        total=len(every),
        roles=roles(),
        right_names=right_names(),
        categories=categories(),
        places=bureau().places,
        city=CITY,
        first=ADMIN,
    )


def _named(one: Officer, who: str) -> bool:
    """Return whether every word of a search stands in an officer's name, area or role."""
    area = bureau().places.label(one.area) if one.area else bureau().places.city.name
    role = one.duties.name if one.duties else ""
    facts = " ".join((one.name, one.full_name, area, role)).lower()
    return all(word in facts for word in who.lower().split())
