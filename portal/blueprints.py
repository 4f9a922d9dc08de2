"""The portal in the web application: what is guarded, and what every answer carries."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, abort, redirect, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers.sessions import IDLE
from bureau.wiring import Bureau
from portal import (
    account,
    alarm,
    answer_page,
    answers,
    audit,
    callbacks,
    case_parts,
    cases,
    deliveries,
    downloads,
    feedback,
    filters,
    find,
    hotline,
    odor,
    odor_public,
    odor_winds,
    officers,
    patrol_page,
    patrol_plans,
    patrol_results,
    patrols,
    payouts,
    public,
    ranking,
    referral_door,
    referrals,
    reset,
    reviews,
    rewards,
    second_factor,
    supervision,
    tracing,
    villages,
    volunteer_page,
    volunteers,
)
from portal.access import csrf, old_login, require_officer
from portal.access import pages as access_pages
from portal.api import quality as quality_api
from portal.api import survey as survey_api
from portal.casework import officers_pages as casework_pages
from portal.context import Clock, Portal
from portal.diagnosis import officers as diagnosis
from portal.faults import POLICY, UNKNOWN, answer_faults, fault_page, old_page, page_before
from portal.figures import officers_pages as figures_pages
from portal.guard import Pages, may_open, note_deed
from portal.http_cache import lighten
from portal.navigation import tabs
from portal.odor_map import register_odor_map
from portal.open_days import officers_pages as open_days_pages
from portal.open_days import register_open_days
from portal.plain_request import read_plainly
from portal.quality import officers_pages, register_quality
from portal.survey_page import register_survey
from portal.tries import WINDOW, Tries
from portal.waves import officers_pages as waves_pages

# Pages for officers are listed here, and so stand behind the login; each says what it needs.
OFFICERS_PAGES: tuple[Pages, ...] = (
    *casework_pages,
    cases.pages,
    find.pages,
    *figures_pages,
    callbacks.pages,
    answers.pages,
    hotline.pages,
    supervision.pages,
    rewards.pages,
    payouts.pages,
    feedback.pages,
    referrals.pages,
    odor.pages,
    *open_days_pages,
    odor_public.pages,
    odor_winds.pages,
    patrols.pages,
    patrol_plans.route_pages,
    patrol_plans.shift_pages,
    patrol_results.month_pages,
    patrol_results.grid_pages,
    patrol_results.nose_pages,
    volunteers.pages,
    *waves_pages,
    ranking.pages,
    downloads.pages,
    tracing.pages,
    *officers_pages,
    diagnosis.pages,
    deliveries.pages,
    reviews.pages,
    account.pages,
    second_factor.pages,
    officers.pages,
    villages.pages,
    audit.pages,
)

# The officers' pages alone run a script: the one that asks for alarms.
_OFFICERS_POLICY = f"{POLICY}; script-src 'self'; connect-src 'self'"
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def register(app: Flask, bureau: Bureau, *, clock: Clock = lambda: datetime.now(UTC)) -> None:
    """Add the portal, the citizens' pages and the interfaces for programs to a web application.

    Creates the first officer, `admin`, when there is none.
    """
    settings = bureau.settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_previous),
        WTF_CSRF_SECRET_KEY=settings.signing_keys,  # a form that lay open over a change still goes
        SESSION_COOKIE_NAME="portal",
        # The citizens' pages and the open data never see it, and may be kept by caches.
        SESSION_COOKIE_PATH="/portal",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
        PERMANENT_SESSION_LIFETIME=IDLE,  # since the last page
        # The protection is called for the portal's pages alone: /wechat has its own signature.
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["portal"] = Portal(bureau, clock, bureau.budgets(Tries(), WINDOW))
    csrf.init_app(app)
    filters.add_filters(app)
    case_parts.add_parts(app)
    read_plainly(app)
    answer_faults(app)

    for blueprint in (
        _guarded(),
        _open(access_pages, "/portal"),
        _open(reset.pages, "/portal"),
        _open(alarm.door, "/portal"),
        _open(public.pages, None),
        _open(answer_page.pages, None),
    ):
        app.register_blueprint(blueprint)
    register_survey(app)
    register_quality(app)
    register_open_days(app)
    app.register_blueprint(patrol_page.pages)
    app.register_blueprint(volunteer_page.pages)
    register_odor_map(app)
    app.register_blueprint(referral_door.pages)
    app.register_blueprint(quality_api.door)
    app.register_blueprint(survey_api.door)
    bureau.officers.ensure_admin(password=settings.portal_admin_password, at=clock())


def _guarded() -> Blueprint:
    portal = Pages("portal", __name__, url_prefix="/portal")
    portal.before_request(require_officer)
    portal.before_request(_forms_only)
    portal.before_request(csrf.protect)
    portal.register_error_handler(CSRFError, old_page)
    portal.register_error_handler(HTTPException, fault_page)
    for pages in OFFICERS_PAGES:
        portal.register_blueprint(pages)
    # An unknown address asks for the login too, and so tells nothing.
    name = UNKNOWN.rpartition(".")[2]
    portal.add_url_rule("/<path:_unknown>", name, _unknown, open_to_all_officers=True)
    portal.app_context_processor(lambda: {"may_open": may_open, "tabs": tabs})
    portal.after_request(note_deed)
    portal.after_request(_harden)
    portal.after_request(_allow_script)  # before the other: the last one named comes first
    return portal


def _open(pages: Blueprint, prefix: str | None) -> Blueprint:
    shell = Blueprint(f"open_{pages.name}", __name__, url_prefix=prefix)
    shell.before_request(_forms_only)
    shell.before_request(csrf.protect)
    shell.register_error_handler(CSRFError, old_login)
    shell.register_blueprint(pages)
    shell.after_request(_harden)
    return shell


def _unknown(_unknown: str) -> AnyResponse:
    """Lead from an address that takes a form alone to the page that shows the form."""
    before = page_before(request.path)
    return redirect(before) if before else abort(404)


def _forms_only() -> None:
    """Refuse bodies that no page of ours sends; they would be read as forms."""
    if request.is_json:
        abort(415)


def _allow_script(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _OFFICERS_POLICY
    return response


def _harden(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint and request.endpoint.endswith(".static") and response.status_code < 400:
        response.headers["Cache-Control"] = "public, max-age=86400"
        return lighten(response)
    return response
