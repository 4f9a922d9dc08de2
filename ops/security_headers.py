"""Headers that every answer carries, whichever door gave it and whether or not it is a fault."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# What a page did not say for itself: such an answer is nothing that a browser runs or frames.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
TRANSPORT = ("Strict-Transport-Security", "max-age=31536000")


class SecurityHeaders:
    """Adds `HEADERS` to what an application answers, and `TRANSPORT` where TLS stands before it."""

    def __init__(self, behind: WSGIApplication) -> None:
        self._behind = behind

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""

        def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            given = {name.lower() for name, _ in headers}
            added = [each for each in HEADERS.items() if each[0].lower() not in given]
            if _encrypted(environ):
                added.append(TRANSPORT)
            return start(status, [*headers, *added], *more)

        return self._behind(environ, started)


def _encrypted(environ: WSGIEnvironment) -> bool:
    # Believed from anybody: over a plain connection a browser passes the header over.
    outside = environ.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0].strip().lower()
    return "https" in (outside, environ.get("wsgi.url_scheme"))
