"""Answers to what cannot be done, as a page in Chinese that leads on by one tap."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, current_app, flash, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as AnyResponse

from portal.context import say
from portal.problems import ProblemError

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
UNKNOWN = "portal.unknown"  # the address that takes whatever no officers' page has


def answer_faults(app: Flask) -> None:
    """Answer so wherever no blueprint answers for itself."""
    app.register_error_handler(HTTPException, fault_page)
    app.register_error_handler(ProblemError, problem_page)


def fault_page(error: Exception) -> AnyResponse:
    """Answer a wrong address, a malformed form or a fault of ours."""
    assert isinstance(error, HTTPException)
    if error.response is not None:  # a redirect, or an answer made elsewhere
        return make_response(error.response)
    if isinstance(error, MethodNotAllowed) and (before := page_before(request.path)):
        return redirect(before)
    return _page(error.code or 500)


def problem_page(error: Exception) -> AnyResponse:
    """Answer what there is not, tell what there is, and lead to the page as it comes."""
    assert isinstance(error, ProblemError)
    return _page(error.status, detail=error.detail, back=request.path)


def old_page(_: Exception) -> AnyResponse:
    """Answer a form without its token, most often of a page that lay open for too long."""
    flash(say("page_old"), "problem")
    return _page(400, back=page_of_form())


def page_of_form() -> str:
    """Return the officers' page that a form stood on, as its browser or its address tells."""
    came = urlsplit(request.referrer or "")
    if came.netloc == request.host and came.path.startswith("/portal/"):
        return f"{came.path}?{came.query}" if came.query else came.path
    return request.path if _shows(request.path) else page_before(request.path) or "/portal/"


def page_before(path: str) -> str | None:
    """Return the page above an address that only takes forms, None where it is no such address.

    A browser asks for such an address by itself: reloaded, kept, or typed from its own list.
    """
    if not _leads(path, "POST"):
        return None
    while path := path.rpartition("/")[0]:
        if _shows(path):
            return path
    return "/"


def _shows(path: str) -> bool:
    return _leads(path, "GET")


def _leads(path: str, method: str) -> bool:
    try:
        endpoint, _ = current_app.url_map.bind("").match(path, method)
    except RequestRedirect:
        return True
    except (NotFound, MethodNotAllowed):
        return False
    return endpoint != UNKNOWN


def _page(code: int, *, detail: str = "", back: str | None = None) -> AnyResponse:
    home = "/portal/" if request.path.startswith("/portal") else "/"
    page = render_template(
        "portal/error.html", code=code, detail=detail, back=back or home, home=back is None
    )
    response = make_response(page, code)
    response.headers["Content-Security-Policy"] = POLICY
    return response
