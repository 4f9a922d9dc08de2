"""The second factor: shown at the door, set up after the first password, looked after later."""

from __future__ import annotations

import structlog
from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.citizens import UnsealError
from bureau.officers.factors import address
from portal.access import budgets, inside
from portal.context import bureau, now, officer, own_session, say, tries
from portal.door import demands_factor
from portal.drawing.qr import qr_image
from portal.guard import Pages
from portal.known_browser import remember_browser

# Under the address of the login: there the browser shows by which cookie it is known.
pages = Pages("second_factor", __name__, template_folder="templates")
_log = structlog.get_logger()


@pages.get("/login/code", open_to_all_officers=True)
def asked() -> AnyResponse:
    """Ask for the code of the authenticator."""
    if own_session().proved or not bureau().factors.of(officer().name).on:
        return redirect(inside(request.args.get("next", "")))
    return _door()


@pages.post("/login/code", open_to_all_officers=True)
def code() -> AnyResponse:
    """Let in whoever shows a code that holds; wrong ones come from the budget of passwords."""
    name = officer().name
    if own_session().proved or not bureau().factors.of(name).on:
        return redirect(inside(request.form.get("next", "")))
    before = bureau().factors.of(name).codes_left
    if (refused := _refusal()) is not None:
        flash(refused[0], "problem")
        return _door(refused[1])
    bureau().officer_sessions.prove(own_session().key)
    _log.info("second_factor", officer=name)
    if (left := bureau().factors.of(name).codes_left) < before:
        flash(say("factor_code_used", left=left), "done")
    response = redirect(inside(request.form.get("next", "")))
    remember_browser(response, officer())
    return response


@pages.get("/login/factor", open_to_all_officers=True)
def setting_up() -> AnyResponse:
    """Show the secret for the authenticator, and ask for its first code."""
    factors = bureau().factors
    if factors.of(officer().name).on and factors.offered(officer().name) is None:
        return redirect(url_for("portal.account.overview"))
    return _setup()


@pages.post("/login/factor", open_to_all_officers=True)
def set_up() -> AnyResponse:
    """Turn the second factor on by its first code; show the recovery codes, this once."""
    ticket = tries().take(budgets(officer().name), at=now())
    if ticket is None:
        flash(say("factor_too_many"), "problem")
        return _setup(429)
    codes = bureau().factors.confirm(
        officer=officer().name, code=request.form.get("code", ""), at=now()
    )
    if codes is None:
        flash(say("factor_wrong"), "problem")
        return _setup(400)
    tries().give_back(ticket)
    bureau().officer_sessions.prove(own_session().key)
    _log.info("second_factor_on", officer=officer().name)
    return _codes(codes)


@pages.post("/account/factor", open_to_all_officers=True, tells=("do",))
def change() -> AnyResponse:
    """Make new recovery codes, move to another telephone or turn it off, after a code."""
    name, wanted = officer().name, request.form.get("do")
    if not bureau().factors.of(name).on or wanted not in ("codes", "move", "off"):
        flash(say("incomplete"), "problem")
        return redirect(url_for("portal.account.overview"))
    if wanted == "off" and demands_factor(officer()):
        flash(say("factor_demanded"), "problem")
        return redirect(url_for("portal.account.overview"))
    if (refused := _refusal()) is not None:
        flash(refused[0], "problem")
        return redirect(url_for("portal.account.overview"))
    _log.info("second_factor_change", officer=name, what=wanted)
    if wanted == "codes":
        return _codes(bureau().factors.renew_codes(officer=name))
    if wanted == "move":
        bureau().factors.offer(name)
        return redirect(url_for(".setting_up"))
    bureau().factors.remove(officer=name)
    flash(say("factor_off"), "done")
    return redirect(url_for("portal.account.overview"))


def _refusal() -> tuple[str, int] | None:
    """Return why the code of the form does not let in, and the status; None if it does."""
    name = officer().name
    ticket = tries().take(budgets(name), at=now())
    if ticket is None:
        return say("factor_too_many"), 429
    try:
        holds = bureau().factors.accepts(officer=name, code=request.form.get("code", ""), at=now())
    except UnsealError:
        _log.error("second_factor_sealed", officer=name)
        return say("factor_lost"), 500
    if not holds:
        _log.info("second_factor_wrong", officer=name, address=request.remote_addr)
        return say("factor_wrong"), 401
    tries().give_back(ticket)
    return None


def _door(status: int = 200) -> AnyResponse:
    target = request.values.get("next", "")
    return make_response(render_template("portal/factor/code.html", next=target), status)


def _setup(status: int = 200) -> AnyResponse:
    secret = bureau().factors.offer(officer().name)
    return make_response(
        render_template(
            "portal/factor/set_up.html",
            picture=qr_image(address(secret, name=officer().name, issuer=say("factor_issuer"))),
            secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
            demanded=demands_factor(officer()),
        ),
        status,
    )


def _codes(codes: list[str]) -> AnyResponse:
    return make_response(render_template("portal/factor/codes.html", codes=codes))
