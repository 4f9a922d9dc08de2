"""The volunteers' patrol page: it opens by a signed link, works without a network, sends later."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from bureau.messaging.media import LIMIT, BadMediaError
from bureau.patrols import PatrolError, words
from bureau.patrols.links import PatrolLinkError
from bureau.patrols.phone import PhonePointError, instant_of
from bureau.patrols.routes import PatrolRoute
from bureau.patrols.water_card import water_card
from portal.access import pages as shelf
from portal.api.answers import answer, problem
from portal.context import bureau, now
from portal.problems import sentence

pages = Blueprint("patrol", __name__, template_folder="templates", url_prefix="/patrol")
_log = structlog.get_logger()
_LARGEST_BATCH = 256 * 1024
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; worker-src 'self'; "
        "connect-src 'self'; img-src 'self' blob:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=()",
}


@pages.get("/worker.js")
def worker() -> Response:
    """The service worker; it stands here since its address says how far it reaches."""
    script = shelf.send_static_file("patrol/worker.js")
    script.headers["Cache-Control"] = "no-cache"
    return script


@pages.get("/<token>")
def show(token: str) -> AnyResponse:
    """The page; one whose link is over still says what waits on the phone, and what to do."""
    try:
        walker = bureau().walking.walker(token, at=now())
    except (PatrolLinkError, PatrolError) as wrong:
        page = render_template("patrol/over.html", why=wrong.code)
        return make_response(page, status_of(wrong))
    return make_response(
        render_template(
            "patrol/page.html",
            token=token,
            walker=walker,
            kinds=bureau().walking.kinds_of(walker),
            words=words(),
            card=water_card(),
        )
    )


@pages.get("/<token>/plan")
def plan(token: str) -> Response:
    """What the page keeps for the way: whose it is, until when, the routes, a shift's first."""
    try:
        walker = bureau().walking.walker(token, at=now())
    except (PatrolLinkError, PatrolError) as wrong:
        return _refused(wrong)
    by = walker.volunteer.citizen
    ours = {shift.route for shift, _ in bureau().duty_calendar.of_citizen(by=by, at=now())[:1]}
    routes = sorted(bureau().walking.routes_of(walker), key=lambda each: each.id not in ours)
    return answer(
        {
            "owner": walker.owner,
            "until": int(walker.until.timestamp() * 1000),
            "routes": [_told(each) for each in routes],
        }
    )


@pages.post("/<token>/points")
def take(token: str) -> Response:
    """Keep points, each once however often it comes."""
    if (request.content_length or 0) > _LARGEST_BATCH:
        return problem(413, sentence("patrol_large"))
    try:
        walker = bureau().walking.walker(token, at=now())
        body = request.get_json(silent=True)
        if not isinstance(body, dict) or not isinstance(told := body.get("points"), list):
            return problem(400, sentence("patrol_malformed"))
        sent = instant_of(body.get("sent"))
    except (PatrolLinkError, PatrolError) as wrong:
        return _refused(wrong)
    except PhonePointError:
        return problem(400, sentence("patrol_malformed"))
    receipt = bureau().walking.take(told, sent=sent, walker=walker, at=now())
    _log.info("patrol_points", stored=len(receipt.stored), refused=len(receipt.refused))
    return answer(
        {
            "stored": list(receipt.stored),
            "refused": [{"id": id_, "why": why} for id_, why in receipt.refused],
        }
    )


@pages.post("/<token>/points/<point>/photos/<photo>")
def add_photo(token: str, point: str, photo: str) -> Response:
    """Keep a photo of a point that came before; 409 while it has not come."""
    if (request.content_length or 0) > LIMIT:
        return problem(413, sentence("patrol_photo"))
    try:
        walker = bureau().walking.walker(token, at=now())
        bureau().walking.photo(
            point=point, photo=photo, content=request.get_data(), walker=walker, at=now()
        )
    except PatrolLinkError as wrong:
        return _refused(wrong)
    except PatrolError as wrong:
        return (
            problem(409, wrong.explanation) if wrong.code == "unknown_patrol" else _refused(wrong)
        )
    except PhonePointError:
        return problem(400, sentence("patrol_malformed"))
    except BadMediaError:
        return problem(422, sentence("patrol_photo"))
    return answer({"stored": photo})


@pages.after_request
def harden(response: Response) -> Response:
    """Allow the page its own scripts, worker and style, and nothing else."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _told(route: PatrolRoute) -> dict[str, Any]:
    return {
        "id": route.id,
        "name": route.name,
        "kind": route.kind,
        "grid": route.grid is not None,
        "spots": [{"code": each.code, "name": each.name} for each in route.spots],
    }


def _refused(wrong: PatrolLinkError | PatrolError) -> Response:
    return problem(status_of(wrong), sentence(f"patrol_{wrong.code}"))


def status_of(wrong: PatrolLinkError | PatrolError) -> int:
    """Return the status of a page whose link is over, wrong, or of nobody who may."""
    return {"expired": 410, "unknown": 404}.get(wrong.code, 403)
