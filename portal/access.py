"""Signing in and out: sessions, rate limit, forged requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import (
    Blueprint,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from bureau.officers import Officer
from portal.context import bureau, now, say

LONGEST_SESSION = timedelta(hours=12)
_WAIT = timedelta(minutes=10)
_log = structlog.get_logger()

csrf = CSRFProtect()
limiter = Limiter(get_remote_address)
# Its own stylesheet goes without login too: the login page wears it.
pages = Blueprint("access", __name__, static_folder="static", static_url_path="/static")


class LoginForm(FlaskForm):
    """Name and password."""

    name = StringField(say("field_name"), [InputRequired(), Length(max=64)])
    password = PasswordField(say("field_password"), [InputRequired(), Length(max=200)])
    next = HiddenField()


def require_officer() -> AnyResponse | None:
    """Send visitors who are not signed in to the login; runs before every officers' page."""
    if not session.get("officer"):
        return _to_login("please_sign_in")
    officer = officer_of(session)
    if officer is None:
        session.clear()
        return _to_login("session_over")
    g.officer = officer
    return None


def officer_of(signed_in: Mapping[str, Any]) -> Officer | None:
    """Return the officer of a signing in, unless it is over: `officer`, `session`, `since`."""
    officer = bureau().officers.get(signed_in["officer"])
    since = datetime.fromisoformat(signed_in["since"])
    current = officer is not None and officer.active and officer.session == signed_in["session"]
    return officer if current and now() - since <= LONGEST_SESSION else None


def _failed(response: Response) -> bool:
    return response.status_code == 401


def _typed_name() -> str:
    return f"name:{request.form.get('name', '').strip().lower()[:64]}"


_TRIES = "5 per 10 minutes"


@pages.route("/login", methods=["GET", "POST"])
@limiter.limit(_TRIES, methods=["POST"], deduct_when=_failed)
@limiter.limit(_TRIES, key_func=_typed_name, methods=["POST"], deduct_when=_failed)
def login() -> AnyResponse:
    """Ask for name and password; five failures in ten minutes close the door for a while."""
    form = LoginForm(next=request.args.get("next", ""))
    if request.method == "GET":
        return make_response(render_template("portal/login.html", form=form))
    officer = None
    if form.validate():
        officer = bureau().officers.sign_in(
            name=form.name.data or "", password=form.password.data or "", at=now()
        )
    if officer is None:
        # Never the name that was typed: people type passwords there.
        _log.info("login_failed", address=request.remote_addr)
        flash(say("wrong_login"), "problem")
        return make_response(render_template("portal/login.html", form=form), 401)
    _log.info("login", officer=officer.name)
    session.clear()
    session.permanent = True
    session.update(officer=officer.name, session=officer.session, since=now().isoformat())
    return redirect(_inside(form.next.data or ""))


@pages.post("/logout")
def logout() -> AnyResponse:
    """End the session."""
    session.clear()
    flash(say("signed_out"), "done")
    return redirect(url_for("open_access.access.login"))


def too_many_tries(_: Exception) -> AnyResponse:
    """Explain kindly that the door is closed for a while."""
    minutes = str(_WAIT // timedelta(minutes=1))
    _log.warning("login_limited", address=request.remote_addr)
    flash(say("too_many_tries", minutes=minutes), "problem")
    response = make_response(render_template("portal/login.html", form=LoginForm()), 429)
    response.headers["Retry-After"] = str(int(_WAIT.total_seconds()))
    return response


def reset_page(_: Exception) -> AnyResponse:
    """Answer a form without its token: most often the page lay open for too long."""
    flash(say("page_old"), "problem")
    return make_response(render_template("portal/error.html", code=400), 400)


def _to_login(why: str) -> AnyResponse:
    flash(say(why), "problem")
    target = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("open_access.access.login", next=target or None))


def _inside(target: str) -> str:
    """Return the page to go on to, if it is one of ours."""
    parts = urlsplit(target)
    ours = not (parts.scheme or parts.netloc) and parts.path.startswith("/portal/")
    return target if ours and "\\" not in target else url_for("portal.cases.listing")
