"""Signing in and out: sessions, budgets of tries, forged requests."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from bureau.audit import AuditLine, AuditOutcome, Deed
from bureau.officers import BusyError, Officer
from bureau.officers.sessions import OfficerSession
from portal.context import bureau, now, say, tries
from portal.door import CODE, still_due
from portal.faults import old_page, page_of_form
from portal.known_browser import known_browser, remember_browser
from portal.tries import WINDOW

# Most wrong tries within `WINDOW`.
_OF_KNOWN_BROWSER = 5
_OF_NAME_AND_ADDRESS = 5
_OF_NAME = 20
_OF_ADDRESS = 60
_log = structlog.get_logger()

csrf = CSRFProtect()
# Its own stylesheet goes without login too: the login page wears it.
pages = Blueprint("access", __name__, static_folder="static", static_url_path="/static")


class LoginForm(FlaskForm):
    """Name and password."""

    name = StringField(say("field_name"), [InputRequired(), Length(max=64)])
    password = PasswordField(say("field_password"), [InputRequired(), Length(max=200)])
    next = HiddenField()


def require_officer() -> AnyResponse | None:
    """Send visitors who are not signed in to the login; runs before every officers' page."""
    if not cookie.get("id"):
        return _to_login("please_sign_in")
    known = _signed_in()
    if known is None:
        cookie.clear()
        return _to_login("session_over")
    g.officer, g.session = known
    due = still_due(*known)
    if due and request.endpoint not in due:
        going_on = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for(due[0], next=going_on if due is CODE else None))
    return None


@pages.route("/login", methods=["GET", "POST"])
def login() -> AnyResponse:
    """Ask for name and password; too many failures in ten minutes close the door for a while."""
    form = LoginForm(next=request.args.get("next", ""))
    if request.method == "GET":
        return _door(form)
    name = (form.name.data or "").strip().lower()
    if not form.validate():
        return _wrong(form, name, looked_at=False)
    ticket = tries().take(budgets(name), at=now())
    if ticket is None:
        return _too_many_tries(name)
    try:
        officer = bureau().officers.sign_in(name=name, password=form.password.data or "", at=now())
    except BusyError:
        tries().give_back(ticket)
        return _busy()
    if officer is None:
        return _wrong(form, name)
    tries().give_back(ticket)
    if not officer.active:
        _log.info("login_of_stopped", officer=officer.name, address=request.remote_addr)
        note_door("login_stopped", officer.name, AuditOutcome.REFUSED)
        flash(say("officer_stopped"), "problem")
        return _door(form, 403)
    _log.info("login", officer=officer.name)
    note_door("login", officer.name)
    secret = bureau().officer_sessions.begin(
        officer=officer.name,
        address=request.remote_addr or "",
        agent=request.user_agent.string,
        at=now(),
    )
    cookie.clear()
    cookie.permanent = True
    cookie["id"] = secret
    response = redirect(inside(form.next.data or ""))
    if not bureau().factors.of(officer.name).on:  # else once the code was shown, too
        remember_browser(response, officer)
    return response


@pages.post("/logout")
def logout() -> AnyResponse:
    """End the session, here and on the server."""
    if secret := cookie.get("id"):
        session = bureau().officer_sessions.current(secret, at=now())
        if session:
            bureau().officer_sessions.end(session.key, officer=session.officer)
            note_door("logout", session.officer)
    cookie.clear()
    flash(say("signed_out"), "done")
    return redirect(url_for("open_access.access.login"))


def _busy() -> AnyResponse:
    """Explain kindly that too many passwords are being checked just now."""
    flash(say("busy"), "problem")
    response = _door(LoginForm(), 503)
    response.headers["Retry-After"] = "5"
    return response


def budgets(name: str) -> dict[str, int]:
    """Return what a try takes from.

    Neither a whole office behind one address nor a name that somebody floods is shut out: a
    known browser has a budget of its own, others one for name and address together, and the
    wide ones stop guessing at large.
    """
    browser = known_browser(name)
    if browser:
        return {f"browser {browser}": _OF_KNOWN_BROWSER}
    address = _network(request.remote_addr or "")
    return {
        f"pair {address} {name}": _OF_NAME_AND_ADDRESS,
        f"name {name}": _OF_NAME,
        f"address {address}": _OF_ADDRESS,
    }


def _network(address: str) -> str:
    """Return an address; of IPv6 the /64 that one subscriber has to themselves."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else str(parsed)


def note_door(
    verb: str, name: str, outcome: AuditOutcome = AuditOutcome.DONE, *, once: bool = False
) -> None:
    """Leave a line of who came to the door, from where; what no budget bounds, `once`."""
    line = AuditLine(
        now(), name, Deed.DOOR, verb, subject=(request.remote_addr or "")[:45], outcome=outcome
    )
    note = bureau().audit.note_once if once else bureau().audit.note
    note(line)


def _known(name: str) -> str:
    return name if bureau().officers.get(name) else ""


def _door(form: LoginForm, status: int = 200) -> AnyResponse:
    return make_response(render_template("portal/login.html", form=form), status)


def _wrong(form: LoginForm, name: str, *, looked_at: bool = True) -> AnyResponse:
    # Never the name that was typed unless it is an officer's: people type passwords there.
    _log.info("login_failed", address=request.remote_addr)
    note_door("login_failed", _known(name), AuditOutcome.REFUSED, once=not looked_at)
    flash(say("wrong_login"), "problem")
    return _door(form, 401)


def _too_many_tries(name: str) -> AnyResponse:
    _log.warning("login_limited", address=request.remote_addr)
    note_door("login_limited", _known(name), AuditOutcome.REFUSED, once=True)
    flash(say("too_many_tries", minutes=str(WINDOW // timedelta(minutes=1))), "problem")
    response = _door(LoginForm(), 429)
    response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response


def old_login(error: Exception) -> AnyResponse:
    """Answer a sign-in or sign-out without its token: the page was open too long, or twice."""
    known, leaving = _signed_in(), request.path.endswith("/logout")
    if known and leaving:
        return old_page(error)
    if known:
        return redirect(inside(request.form.get("next", "")))
    if leaving:
        return redirect(url_for("open_access.access.login"))
    flash(say("page_old"), "problem")
    return _door(LoginForm(), 400)


def _signed_in() -> tuple[Officer, OfficerSession] | None:
    secret = cookie.get("id")
    session = bureau().officer_sessions.current(secret, at=now()) if secret else None
    officer = bureau().officers.get(session.officer) if session else None
    return (officer, session) if session and officer and officer.active else None


def _to_login(why: str) -> AnyResponse:
    flash(say(why), "problem")
    target = request.full_path.rstrip("?") if request.method == "GET" else page_of_form()
    return redirect(url_for("open_access.access.login", next=target))


def inside(target: str) -> str:
    """Return the page to go on to if it is one of ours, else where this officer's work is."""
    parts = urlsplit(target)
    ours = not (parts.scheme or parts.netloc) and parts.path.startswith("/portal/")
    sound = ours and "\\" not in target and target.isprintable()
    return target if sound else url_for("portal.cases.home")
