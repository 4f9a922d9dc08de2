"""One's own password, sessions and alarm."""

from __future__ import annotations

import structlog
from flask import (
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from bureau.officers import BusyError, OfficerError, Right
from portal.context import bureau, now, officer, own_session, say, tries
from portal.door import demands_factor
from portal.guard import Pages
from portal.known_browser import remember_browser

pages = Pages("account", __name__, template_folder="templates")
# Most wrong current passwords in ten minutes: a page left open is no way to guess one.
_TRIES = 5
_log = structlog.get_logger()


class PasswordForm(FlaskForm):
    """The old password, and the new one twice."""

    old = PasswordField(say("field_old_password"), [InputRequired(), Length(max=200)])
    new = PasswordField(say("field_new_password"), [InputRequired(), Length(max=200)])
    again = PasswordField(say("field_new_password_again"), [InputRequired(), Length(max=200)])


@pages.get("/account", open_to_all_officers=True)
def overview() -> str:
    """One's own account."""
    return _page(PasswordForm(formdata=None))


@pages.route("/account/password", methods=["GET", "POST"], open_to_all_officers=True)
def password() -> AnyResponse:
    """Change one's own password; other sessions end. The one page before that is done at first."""
    form = PasswordForm(formdata=None) if request.method == "GET" else PasswordForm()
    if request.method == "GET":
        return _password_page(form)
    if not form.validate():
        return _refused(form, "incomplete")
    if form.new.data != form.again.data:
        return _refused(form, "password_differs")
    had_chosen = not officer().must_change
    ticket = tries().take({f"change {officer().name}": _TRIES}, at=now())
    if ticket is None:
        return _refused(form, "too_many_changes", 429)
    try:
        changed = bureau().officers.change_password(
            name=officer().name,
            old=form.old.data or "",
            new=form.new.data or "",
            keeps=own_session().key,
            at=now(),
        )
    except BusyError:
        tries().give_back(ticket)
        return _refused(form, "busy", 503)
    except OfficerError as refused:
        if refused.code != "wrong":
            tries().give_back(ticket)
        return _refused(form, f"password_{refused.code}")
    tries().give_back(ticket)
    _log.info("password_changed", officer=officer().name)
    flash(say("password_changed"), "done")
    # Who had to change it wanted to work; who came to change it is on their own page.
    response = redirect(url_for(".overview" if had_chosen else "portal.cases.home"))
    remember_browser(response, changed)
    return response


@pages.post("/account/sessions/<key>", open_to_all_officers=True)
def end_session(key: str) -> AnyResponse:
    """End one of one's own sessions."""
    bureau().officer_sessions.end(key, officer=officer().name)
    _log.info("session_ended", officer=officer().name)
    flash(say("session_ended"), "done")
    return redirect(url_for(".overview"))


@pages.post("/account/duty", needs=Right.SEE_CASES)
def duty_code() -> str:
    """Show, this once, a code with which the officer's WeChat is bound."""
    code = bureau().duty.new_code(officer=officer().name, at=now())
    _log.info("duty_code", officer=officer().name)
    return _page(PasswordForm(formdata=None), code)


@pages.post("/account/duty/end", open_to_all_officers=True)
def end_duty() -> AnyResponse:
    """Alarm the officer by WeChat no longer."""
    bureau().duty.unbind(officer=officer().name)
    _log.info("duty_ended", officer=officer().name)
    flash(say("duty_ended"), "done")
    return redirect(url_for(".overview"))


def _refused(form: PasswordForm, problem: str, status: int = 400) -> AnyResponse:
    flash(say(problem), "problem")
    return _password_page(form, status)


def _password_page(form: PasswordForm, status: int = 200) -> AnyResponse:
    return make_response(render_template("portal/password.html", password_form=form), status)


def _page(password_form: PasswordForm, code: str = "") -> str:
    binding = bureau().duty.binding(officer=officer().name)
    allowed = bureau().outbox.allowance(to=binding.citizen, at=now()) if binding else None
    return render_template(
        "portal/account.html",
        password_form=password_form,
        sessions=bureau().officer_sessions.of(officer().name, at=now()),
        own=own_session().key,
        factor=bureau().factors.of(officer().name),
        factor_demanded=demands_factor(officer()),
        demo=bureau().settings.demo,
        binding=binding,
        allowed=allowed,
        code=code,
    )
