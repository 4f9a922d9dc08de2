"""A page with the whole of a long answer, under a signed address that names nobody."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response as AnyResponse

from bureau.cases import LinkError
from portal.context import bureau, now

pages = Blueprint("answer_page", __name__, template_folder="templates")


@pages.get("/answer/<token>")
def show(token: str) -> AnyResponse:
    """Show the words; an address that is not ours or too old says so."""
    try:
        notice = bureau().cases.page(token, at=now())
    except LinkError as wrong:
        status = 410 if wrong.code == "expired" else 404
        page = render_template("portal/answer.html", notice=None, why=wrong.code)
    else:
        status = 200
        page = render_template("portal/answer.html", notice=notice, why="")
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
