"""The survey's results for programs that hold a key, described in `survey.yml`."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, request

from bureau.survey_access.api_keys import Scope
from bureau.survey_access.sheets import checked_hash
from portal.api import answers
from portal.api.answers import answer_problems
from portal.api.keys import CHALLENGE, asking_key
from portal.context import bureau
from portal.documents import results_json, sheet_json
from portal.parameters import Parameter, one_of, read
from portal.problems import ProblemError
from portal.results import ResultsQuery, modes, results_of, waves
from surveys.modes import SELF

door = Blueprint("survey_api", __name__, url_prefix="/api/v1/surveys")

_OPEN = "survey_api.description"
_SHEETS = "survey_api.sheets"
_ASKED = {
    "level": one_of("county", "town", default="county"),
    "mode": Parameter("(?s).*", "", SELF),  # which there are depends on the wave
}
_log = structlog.get_logger()

answer_problems(door, otherwise="survey_address")


@door.before_request
def _key() -> None:
    """Let nobody in without a running key of the right scope."""
    if request.endpoint == _OPEN:
        return
    wanted = Scope.SHEETS if request.endpoint == _SHEETS else Scope.RESULTS
    _log.info("survey_api", key=asking_key(wanted).id, path=request.path)


@door.get("")
def listing() -> Response:
    """The waves there are, the newest first, with the ways people answered."""
    read({})
    held = bureau().survey_service.waves.every()
    return answers.answer(
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
    asked = read(_ASKED)
    if wave not in waves():
        raise ProblemError(404, "wave", wave=wave[:20])
    mode = asked["mode"] or ""
    if mode not in {*modes(wave), SELF}:
        raise ProblemError(400, "mode", known="、".join(modes(wave)))
    found = results_of(ResultsQuery("town" if asked["level"] == "town" else "county", wave, mode))
    if found is None:
        raise ProblemError(404, "no_answers", wave=wave)
    return answers.answer(results_json(found))


@door.get("/sheets/<fingerprint>")
def sheets(fingerprint: str) -> Response:
    """What was handed out under a hash."""
    read({})
    plain = checked_hash(fingerprint)
    found = bureau().survey_sheets.find(plain) if plain else []
    if not found:
        raise ProblemError(404, "hash")
    return answers.answer({"sheets": [sheet_json(sheet) for sheet in found]})


@door.get("/openapi.json")
def description() -> Response:
    """The description of all this; open to everybody."""
    return answers.description(__file__, "survey.yml")


@door.after_request
def _finish(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = CHALLENGE
    return response
