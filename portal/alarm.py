"""The alarms that nobody is at, urgent cases and odor events, and live counts: pages ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, g, jsonify, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import Officer, Right
from bureau.officers.sessions import LONGEST
from portal.access import require_officer
from portal.context import bureau, now, officer, own_session

WATCH = "X-Watch"
door = Blueprint("alarm", __name__, template_folder="templates")


@door.before_request
def require_watch() -> AnyResponse | None:
    """Let in whoever is signed in, and a page that lies open since.

    A page that asks every few seconds would keep a session alive for ever. So it asks without
    the session, by a watch of its own that opens this address alone, as long as a session may
    last at most: a desk that nobody touches still rings, and asks for the password again.
    """
    try:
        watching = _watching(_signer().loads(request.headers.get(WATCH, "")))
    except BadSignature:
        watching = None
    if watching is None:
        return require_officer()
    g.officer = watching
    return None


@door.get("/alarm")
def standing() -> Response:
    """How many urgent cases nobody is at, the newest one's number, and the officer's counts."""
    if not officer().holds(Right.SEE_CASES):
        abort(404)
    numbers, work, name = _ringing(), bureau().casework, officer().name
    events = _smelling()
    return jsonify(
        count=len(numbers),
        newest=numbers[0] if numbers else None,
        odor={"count": len(events), "newest": str(events[0]) if events else None},
        queue=work.counts(officer=name, scope=officer().scope, at=now()),
        notices=work.unseen(officer=name),
        talks=bureau().hotline.waiting_count() if officer().holds(Right.ANSWER_DESK) else 0,
    )


@door.app_context_processor
def _shown() -> dict[str, Any]:
    # Functions, so that pages without the banner ask for nothing.
    return {
        "untaken_urgent": _ringing,
        "untaken_odor": _smelling,
        "unseen_notices": lambda: bureau().casework.unseen(officer=officer().name),
        "watch": _watch,
    }


def _ringing() -> list[str]:
    return bureau().casework.untaken_urgent(scope=officer().scope)


def _smelling() -> list[int]:
    return bureau().noses.ringing(officer=officer(), at=now())


def _watch() -> str:
    """Return the watch of a page: a signed copy of who signed in when."""
    since = own_session().since.isoformat()
    return str(
        _signer().dumps({"officer": officer().name, "session": officer().session, "since": since})
    )


def _watching(watch: Mapping[str, Any]) -> Officer | None:
    """Return the officer of a watch if they still may look, by the same session's limit."""
    known = bureau().officers.get(watch["officer"])
    if known is None or not known.active or known.session != watch["session"]:
        return None
    return known if now() - datetime.fromisoformat(watch["since"]) <= LONGEST else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(bureau().settings.signing_keys, salt="alarm-watch")
