"""The survey's results for programs that hold a key, described in `survey.yml`."""

from __future__ import annotations

import json
from functools import cache
from http import HTTPStatus
from typing import Any

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from basis.packaged import yaml_beside
from bureau.survey_access.api_keys import Scope
from bureau.survey_access.sheets import checked_hash
from portal.context import bureau, now, say
from portal.documents import results_json, sheet_json
from portal.results import ResultsQuery, modes, results_of, waves
from surveys.service import SELF

door = Blueprint("survey_api", __name__, url_prefix="/api/v1/surveys")

_OPEN = "survey_api.description"
_SHEETS = "survey_api.sheets"
_LEVELS = ("county", "town")
_LONGEST_SECRET = 200
_log = structlog.get_logger()


class _ProblemError(Exception):
    """A request that is refused; becomes `application/problem+json` (RFC 9457)."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


@door.before_request
def _key() -> None:
    """Let nobody in without a running key of the right scope."""
    if request.endpoint == _OPEN:
        return
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip() if kind.lower() == "bearer" else request.headers.get("X-API-Key", "")
    key = None
    if secret and secret.isascii() and len(secret) <= _LONGEST_SECRET:
        key = bureau().api_keys.find(secret=secret, at=now())
    if key is None:
        raise _ProblemError(401, say("api_key"))
    if not key.scope.allows(Scope.SHEETS if request.endpoint == _SHEETS else Scope.RESULTS):
        raise _ProblemError(403, say("api_scope"))
    _log.info("survey_api", key=key.id, path=request.path)


@door.get("")
def listing() -> Response:
    """The waves there are, the newest first, with the ways people answered."""
    _only()
    held = bureau().survey_service.store.waves()
    return _answer(
        {
            "waves": [
                {
                    "wave": wave.key,
                    "questionnaire": f"{wave.questionnaire} {wave.version}",
                    "modes": modes(wave.key),
                }
                for wave in held
            ]
        }
    )


@door.get("/<wave>")
def results(wave: str) -> Response:
    """The results of one wave: ranking, changes, questions, dimensions."""
    _only("level", "mode")
    if wave not in waves():
        raise _ProblemError(404, say("api_wave", wave=wave[:20]))
    level = request.args.get("level", "county")
    if level not in _LEVELS:
        raise _ProblemError(400, say("api_level"))
    mode = request.args.get("mode", SELF)
    if mode not in {*modes(wave), SELF}:
        raise _ProblemError(400, say("api_mode", known="、".join(modes(wave))))
    found = results_of(ResultsQuery("town" if level == "town" else "county", wave, mode))
    if found is None:
        raise _ProblemError(404, say("api_no_answers", wave=wave))
    return _answer(results_json(found))


@door.get("/sheets/<fingerprint>")
def sheets(fingerprint: str) -> Response:
    """What was handed out under a hash."""
    _only()
    plain = checked_hash(fingerprint)
    found = bureau().survey_sheets.find(plain) if plain else []
    if not found:
        raise _ProblemError(404, say("hash_unknown"))
    return _answer({"sheets": [sheet_json(sheet) for sheet in found]})


@door.get("/openapi.json")
def description() -> Response:
    """The description of all this; open to everybody."""
    return _json(_description())


@door.after_request
def _finish(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@door.errorhandler(_ProblemError)
def _refuse(problem: _ProblemError) -> Response:
    response = _problem(problem.status, problem.detail)
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="surveys"'
    return response


@door.errorhandler(HTTPException)
def _fail(error: HTTPException) -> Response:
    return _problem(error.code or 500, say("api_fault"))


def _only(*known: str) -> None:
    for name in request.args:
        if name not in known or len(request.args.getlist(name)) > 1:
            raise _ProblemError(400, say("api_parameter", name=name[:40]))


def _answer(document: dict[str, Any]) -> Response:
    return _json(json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def _json(text: str) -> Response:
    return Response(text, content_type="application/json; charset=utf-8")


def _problem(status: int, detail: str) -> Response:
    title = HTTPStatus(status).phrase
    document = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    text = json.dumps(document, ensure_ascii=False)
    return Response(text, status, content_type="application/problem+json; charset=utf-8")


@cache
def _description() -> str:
    described = yaml_beside(__file__, "survey.yml")
    return json.dumps(described, ensure_ascii=False, separators=(",", ":"))
