"""The survey on a phone page: one question a screen, the same interview as in the chat."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.context import bureau, now
from portal.visitor import StrangerError, Visitor, ask_platform, device, visitor, welcome
from surveys.interview.wording import SurveyTurn
from surveys.questionnaire.kinds import KINDS, AnswerForm
from surveys.wave_admin import SurveyError

pages = Blueprint("survey", __name__, template_folder="templates", url_prefix="/survey")

CHANNEL = "page"
_VIA, _WAYS = "via", frozenset({"article", "qr", "notice"})  # /survey?via=article
_LONGEST_KEY = 64
_LARGEST_FORM = 16 * 1024
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def register_survey(app: Flask) -> None:
    """Add the page to a web application that has the portal's context."""
    app.register_blueprint(pages)


@pages.get("")
def show() -> AnyResponse:
    """Show where the interview stands; showing changes nothing."""
    who = visitor()
    response: AnyResponse
    if who is None:
        response = ask_platform("/survey/in")
    else:
        turn = bureau().survey_service.shown(by=who.citizen, at=now())
        response = _page(who, turn, fresh="after" not in request.args)
    if (via := request.args.get(_VIA)) in _WAYS:
        response.set_cookie(_VIA, via, max_age=3600, path="/survey", httponly=True, samesite="Lax")
    return response


@pages.get("/in")
def enter() -> AnyResponse:
    """Come back from the platform, known now."""
    try:
        return welcome("/survey")
    except StrangerError as stranger:
        return make_response(render_template("survey/stranger.html", why=stranger.why), 403)


@pages.post("")
def take() -> AnyResponse:
    """Take an answer, then show what follows.

    The form's key makes an answer that is sent again after a lost connection count once.
    """
    who = visitor()
    if (request.content_length or 0) > _LARGEST_FORM:
        return make_response(render_template("survey/stranger.html", why="large"), 413)
    if who is None or not who.holds(request.form.get("token", "")):
        return make_response(render_template("survey/stranger.html", why="state"), 403)
    text = None if "start" in request.form else ",".join(request.form.getlist("text"))
    citizen = bureau().citizens.get(who.citizen)
    try:
        turn = bureau().survey_service.turn(
            by=who.citizen,
            town=citizen.town if citizen else None,
            text=text,
            at=now(),
            channel=CHANNEL,
            via=via if (via := request.cookies.get(_VIA)) in _WAYS else None,
            message_key=f"{request.form.get('key', '')[:_LONGEST_KEY]} {text}",
            device=device(),
            address=request.remote_addr,
        )
    except SurveyError:
        return make_response(render_template("survey/stranger.html", why="busy"), 503)
    if turn.refused:
        bureau().invitations.refuses(by=who.citizen, at=now())
    return redirect("/survey?after=1", 303)


@pages.post("/again")
def again() -> AnyResponse:
    """Remember that the citizen wants to be told when the next survey begins."""
    who = visitor()
    if who is None or not who.holds(request.form.get("token", "")):
        return make_response(render_template("survey/stranger.html", why="state"), 403)
    bureau().invitations.asks_for_notices(by=who.citizen, at=now())
    return redirect("/survey?after=1", 303)


@pages.after_request
def harden(response: Response) -> Response:
    """Allow the page its own script and style, and nothing else."""
    response.headers.update(_HEADERS)
    return response


def _page(who: Visitor, turn: SurveyTurn | None, *, fresh: bool) -> AnyResponse:
    questionnaire = bureau().survey_service.questionnaire(at=now())
    shared: dict[str, Any] = {
        "questionnaire": questionnaire,
        "turn": turn,
        "token": who.token,
        "key": secrets.token_urlsafe(12),
    }
    if turn is None or turn.left:
        return make_response(render_template("survey/start.html", **shared, fresh=fresh))
    if turn.done:
        undecided = not turn.question and bureau().invitations.undecided(by=who.citizen)
        return make_response(render_template("survey/done.html", **shared, undecided=undecided))
    question = questionnaire.question(turn.question or "")
    return make_response(
        render_template(
            "survey/question.html",
            **shared,
            question=question,
            note="" if fresh else turn.note,
            chosen=(turn.given or "").split(","),
            towns=_towns() if KINDS[question.kind].reading is AnswerForm.PLACE else [],
        )
    )


def _towns() -> list[tuple[str, list[tuple[str, str]]]]:
    places = bureau().places
    return [
        (county.name, [(town.code, town.name) for town in places.towns(county.code)])
        for county in places.counties()
    ]
