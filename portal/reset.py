"""A password chosen anew by a link that an administrator made: once, within a day."""

from __future__ import annotations

import structlog
from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from bureau.audit import AuditOutcome
from bureau.officers import BusyError, Officer, OfficerError
from portal.access import note_door
from portal.context import bureau, now, say

pages = Blueprint("reset", __name__, template_folder="templates")
_log = structlog.get_logger()


class ResetForm(FlaskForm):
    """The new password twice."""

    new = PasswordField(say("field_new_password"), [InputRequired(), Length(max=200)])
    again = PasswordField(say("field_new_password_again"), [InputRequired(), Length(max=200)])


@pages.get("/reset/<secret>")
def asked(secret: str) -> AnyResponse:
    """Ask for a new password; looking at the page does not use the link up."""
    officer = bureau().officers.link_leads_to(secret, at=now())
    return _gone() if officer is None else _page(ResetForm(formdata=None), officer)


@pages.post("/reset/<secret>")
def choose(secret: str) -> AnyResponse:
    """Set the new password, and lead to the login."""
    officer = bureau().officers.link_leads_to(secret, at=now())
    if officer is None:
        return _gone()
    form = ResetForm()
    if not form.validate():
        return _refused(form, officer, "incomplete")
    if form.new.data != form.again.data:
        return _refused(form, officer, "password_differs")
    try:
        bureau().officers.use_link(secret=secret, password=form.new.data or "", at=now())
    except BusyError:
        return _refused(form, officer, "busy", 503)
    except OfficerError as refused:
        if refused.code == "link":
            return _gone()
        return _refused(form, officer, f"password_{refused.code}")
    _log.info("password_reset", officer=officer.name)
    note_door("reset", officer.name)
    flash(say("reset_done"), "done")
    return redirect(url_for("open_access.access.login"))


def _refused(form: ResetForm, officer: Officer, problem: str, status: int = 400) -> AnyResponse:
    flash(say(problem), "problem")
    return _page(form, officer, status)


def _page(form: ResetForm, officer: Officer, status: int = 200) -> AnyResponse:
    page = render_template("portal/reset.html", form=form, officer=officer)
    return make_response(page, status)


def _gone() -> AnyResponse:
    """Explain a link that was used, replaced, is too old, or never was: from outside all one."""
    note_door("reset_failed", "", AuditOutcome.REFUSED, once=True)
    return make_response(render_template("portal/reset.html", form=None, officer=None), 410)
