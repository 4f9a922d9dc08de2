"""The other authority's side of a referral: a page and a JSON interface behind one address.

Whoever holds the address may act: it is signed, names nobody, and ends with the referral. So no
department needs an account of ours, and a program does the same as a person.
"""

from __future__ import annotations

import json
from typing import Any

import structlog
from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.casework.attached_files import ENDINGS
from bureau.referrals import Referral, ReferralError, words
from portal.api.answers import answer, problem
from portal.context import bureau, now, say
from portal.photos import photo

pages = Blueprint("referral", __name__, template_folder="templates")
_LARGEST = 32 * 1024
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
_log = structlog.get_logger()


@pages.get("/referral/key.pem")
def key() -> Response:
    """The public key against which the documents' signatures are checked."""
    return Response(bureau().referrals.public_key, mimetype="application/x-pem-file")


@pages.get("/referral/<token>")
def show(token: str) -> AnyResponse | tuple[str, int]:
    """What is referred, and what can be done with it."""
    try:
        return Response(_page(bureau().referrals.by_token(token), token))
    except ReferralError as refused:
        return render_template("referral/none.html", why=refused.explanation), 404


@pages.post("/referral/<token>")
def act(token: str) -> AnyResponse | tuple[str, int]:
    """Receive, answer or return; what cannot be done is explained, and what was typed stays."""
    if (request.content_length or 0) > _LARGEST:
        return render_template("referral/none.html", why=words().refusal("reply_long")), 413
    form = request.form
    try:
        _act(token, form.get("do", ""), form.get("theirs", ""), form.get("text", ""))
    except ReferralError as refused:
        if refused.code == "unknown":
            return render_template("referral/none.html", why=refused.explanation), 404
        typed = {"theirs": form.get("theirs", ""), "text": form.get("text", "")}
        referral = bureau().referrals.by_token(token)
        return _page(referral, token, problem=refused.explanation, **typed), 409
    return redirect(url_for(".show", token=token, noted=1))


@pages.get("/referral/<token>/photos/<int:place>")
def photo_of(token: str, place: int) -> Response | tuple[str, int]:
    """A photo of the case, counted from 1."""
    try:
        referral = bureau().referrals.by_token(token)
    except ReferralError as refused:
        return render_template("referral/none.html", why=refused.explanation), 404
    photos = bureau().referrals.photos(referral)
    return photo(photos[place - 1] if 1 <= place <= len(photos) else "", photos)


@pages.get("/referral/<token>/files/<int:place>")
def file_of(token: str, place: int) -> Response | tuple[str, int]:
    """A file that went with the document, by its place there, from 1; one withdrawn is gone."""
    try:
        referral = bureau().referrals.by_token(token)
    except ReferralError as refused:
        return render_template("referral/none.html", why=refused.explanation), 404
    try:
        file = referral.enclosed[place - 1] if place else None
        content = bureau().outgoing.read(referral.case, file) if file else b""
    except (IndexError, LookupError):
        file = None
    if file is None:
        return render_template("referral/none.html", why=words().refusal("file_gone")), 404
    response = Response(content, mimetype=file.mime)
    if not file.mime.startswith("image/"):
        name = f"{referral.year}-{referral.sequence}-{place}.{ENDINGS.get(file.mime, 'bin')}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@pages.get("/api/v1/referrals/<token>")
def read(token: str) -> Response:
    """The signed document and where the referral stands."""
    try:
        return answer(_told(bureau().referrals.by_token(token)))
    except ReferralError as refused:
        return problem(404, refused.explanation)


@pages.post("/api/v1/referrals/<token>")
def act_by_program(token: str) -> Response:
    """The same acts by a program: {"do": "receive"|"answer"|"return", "theirs": .., "text": ..}."""
    if (request.content_length or 0) > _LARGEST:
        return problem(413, words().refusal("reply_long"))
    asked = request.get_json(silent=True)
    fields = asked if isinstance(asked, dict) else {}
    told = {name: fields.get(name, "") for name in ("do", "theirs", "text")}
    if not all(isinstance(value, str) for value in told.values()) or told["do"] not in _ACTS:
        return problem(400, say("referral_acts", acts="、".join(_ACTS)))
    try:
        return answer(_told(_act(token, **told)))
    except ReferralError as refused:
        return problem(404 if refused.code == "unknown" else 409, refused.explanation)


@pages.after_request
def _harden(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


_ACTS = ("receive", "answer", "return")


def _act(token: str, do: str, theirs: str, text: str) -> Referral:
    referrals = bureau().referrals
    match do:
        case "receive":
            done = referrals.receive(token=token, theirs=theirs, at=now())
        case "answer":
            done = referrals.answer(token=token, theirs=theirs, text=text, at=now())
        case "return":
            done = referrals.return_(token=token, theirs=theirs, text=text, at=now())
        case _:
            raise ReferralError("unknown")
    _log.info("referral", id=done.id, did=do)
    return done


def _told(referral: Referral) -> dict[str, Any]:
    content, signature = bureau().referrals.signed(referral)
    return {
        "status": referral.status,
        "document": json.loads(content),
        "signed": content.decode(),
        "signature": signature,
        "files": [
            f"{bureau().referrals.address(referral)}/files/{place}"
            for place, _ in enumerate(referral.enclosed, start=1)
        ],
    }


def _page(
    referral: Referral, token: str, *, theirs: str = "", text: str = "", problem: str = ""
) -> str:
    content, _ = bureau().referrals.signed(referral)
    case = bureau().referrals.case(referral)
    return render_template(
        "referral/one.html",
        referral=referral,
        authority=bureau().referrals.authority(referral),
        told=json.loads(content),
        reported=case.created,
        photos=range(1, len(bureau().referrals.photos(referral)) + 1),
        problem=problem,
        noted="noted" in request.args,
        token=token,
        theirs=theirs or referral.theirs,
        text=text,
    )
