"""A page with the whole of a long answer, under a signed address that names nobody."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template
from werkzeug.wrappers import Response as AnyResponse

from bureau.cases import LinkError, SentNotice
from bureau.casework.attachments import Attachment
from portal.casework.attachments import served
from portal.context import bureau, now

pages = Blueprint("answer_page", __name__, template_folder="templates")


@pages.get("/answer/<token>")
def show(token: str) -> AnyResponse:
    """Show the words; an address that is not ours or too old says so."""
    try:
        notice = bureau().cases.notices.page(token, at=now())
    except LinkError as wrong:
        status = 410 if wrong.code == "expired" else 404
        page = render_template("portal/answer.html", notice=None, why=wrong.code, token=token)
    else:
        status = 200
        page = render_template(
            "portal/answer.html", notice=notice, why="", token=token, files=_files(notice)
        )
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@pages.get("/answer/<token>/<int:serial>")
def file(token: str, serial: int) -> Response:
    """A file that came with the words; nothing else of the case."""
    try:
        notice = bureau().cases.notices.page(token, at=now())
    except LinkError:
        abort(404)
    wanted = [each for each in _files(notice) if each.serial == serial and not each.withdrawn]
    if not wanted:
        abort(404)
    response = served(wanted[0])
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _files(notice: SentNotice) -> list[Attachment]:
    """Return what came with a notice, withdrawn files too: the page says that they were."""
    sent = {each.serial for each in notice.enclosed}
    if not sent:
        return []
    return [each for each in bureau().attachments.of_case(notice.number) if each.serial in sent]
