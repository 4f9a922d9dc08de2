"""The citizens' pages of air, water and diagnoses, and what every answer of theirs carries."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from portal.diagnosis import public as diagnosis
from portal.http_cache import keep, lighten
from portal.quality import air, downloads, rankings, water

officers_pages = (rankings.pages, downloads.pages)

_SECONDS = 60  # values come hourly; what is told of their age is told in minutes
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def register_quality(app: Flask) -> None:
    """Add the citizens' pages to an application that has the portal's context."""
    citizens = Blueprint("quality", __name__)
    citizens.register_blueprint(air.pages)
    citizens.register_blueprint(water.pages)
    citizens.register_blueprint(diagnosis.pages)
    citizens.after_request(_finish)
    app.register_blueprint(citizens)


def _finish(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return lighten(keep(response, seconds=_SECONDS))
