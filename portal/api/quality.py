"""The open data of air and water: JSON for anybody, described in `quality.yml`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from bureau.places import CITY_CODE
from bureau.quality.air_index import HOURLY_POLLUTANTS
from bureau.quality.rankings import BY, LEVELS
from bureau.quality.water_class import indicators
from portal.api import answers
from portal.api.answers import answer_problems, problem
from portal.context import bureau, now
from portal.faults import fault_page
from portal.http_cache import keep, lighten
from portal.parameters import like, one_of, read
from portal.problems import ProblemError, sentence
from portal.quality import documents
from portal.quality.months import month_of, ranked_month

door = Blueprint("quality_api", __name__, url_prefix="/api/v1")

_SECONDS = 60
_PLACE = like("3304[0-9]{2}([0-9]{3})?", "place")
_MONTH = like("20[0-9]{2}-(0[1-9]|1[0-2])", "month")
_HOURS = like("[1-9]|[1-9][0-9]|1[0-5][0-9]|16[0-8]", "hours", "24")
_DAYS = like("[1-9]|[12][0-9]|3[01]", "days", "7")

answer_problems(door, otherwise="fault")


@door.get("/air")
def air() -> Response:
    """The newest air at every station, or at those of a place, and over the city."""
    code = _place(read({"place": _PLACE}))
    at, quality, places = now(), bureau().quality, bureau().places
    stations = {station.code: station for station in quality.stations(at=at)}
    city = quality.air_now(at=at)
    found = [
        documents.air(answer, station, places)
        for answer in quality.airs_now(at=at)
        if (station := stations.get(answer.station_code or "")) and _inside(station.place, code)
    ]
    over_city = documents.air(city, None, places) if city else None
    return answers.answer({"city": over_city, "stations": found})


@door.get("/air/<code>")
def air_at(code: str) -> Response:
    """One station's newest air and its last hours; `330400` is the city."""
    asked = read({"what": one_of("AQI", *HOURLY_POLLUTANTS, default="AQI"), "hours": _HOURS})
    at, quality = now(), bureau().quality
    stations = {station.code: station for station in quality.stations(at=at)}
    city = code == CITY_CODE
    if city:
        answer = quality.air_now(at=at)
    else:
        answer = next((a for a in quality.airs_now(at=at) if a.station_code == code), None)
    if answer is None:
        raise ProblemError(404, "site", code=code[:64])
    what, hours = asked["what"] or "", int(asked["hours"] or 0)
    series = quality.air_series(station=None if city else code, what=what, hours=hours, at=at)
    station = documents.air(answer, stations.get(code), bureau().places)
    return answers.answer({"station": station, "series": documents.series(series, what)})


@door.get("/water")
def water() -> Response:
    """The newest water at every automatic section, or at those of a place."""
    code = _place(read({"place": _PLACE}))
    at, quality, places = now(), bureau().quality, bureau().places
    sections = {section.code: section for section in quality.sections(at=at)}
    found = [
        documents.water(answer, section, places)
        for answer in quality.waters_now(at=at)
        if (section := sections.get(answer.section_code)) and _inside(section.place, code)
    ]
    return answers.answer({"sections": found})


@door.get("/water/<code>")
def water_at(code: str) -> Response:
    """One section's newest water and an indicator over its last days."""
    asked = read({"what": one_of(*indicators(), default="DO"), "days": _DAYS})
    at, quality = now(), bureau().quality
    sections = {section.code: section for section in quality.sections(at=at)}
    answer = next((a for a in quality.waters_now(at=at) if a.section_code == code), None)
    if answer is None:
        raise ProblemError(404, "site", code=code[:64])
    what, days = asked["what"] or "", int(asked["days"] or 0)
    series = quality.water_series(section=code, what=what, days=days, at=at)
    section = documents.water(answer, sections.get(code), bureau().places)
    return answers.answer({"section": section, "series": documents.series(series, what)})


@door.get("/rankings")
def rankings() -> Response:
    """A month's ranking of towns or counties, by air or by water."""
    asked = read(
        {
            "by": one_of(*BY, "cwqi", default="composite"),
            "level": one_of(*LEVELS, default="town"),
            "month": _MONTH,
        }
    )
    at, quality, places = now(), bureau().quality, bureau().places
    by, level = asked["by"] or "", asked["level"] or ""
    month = month_of(asked["month"]) if asked["month"] else ranked_month(at)
    if by == "cwqi":
        found = quality.water_ranking(month=month, level=level, at=at)
        return answers.answer(documents.water_ranking(found, places))
    ranking = quality.air_ranking(month=month, level=level, by=by, at=at)
    return answers.answer(documents.air_ranking(ranking, places))


@door.get("/openapi.json")
def description() -> Response:
    """The description of all this."""
    return answers.description(__file__, "quality.yml")


@door.after_request
def _finish(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
        return response
    return lighten(keep(response, seconds=_SECONDS))


@door.app_errorhandler(404)
@door.app_errorhandler(405)
def _wrong_address(error: HTTPException) -> Any:
    """Answer a wrong address or method below /api; elsewhere pages are asked for."""
    if not request.path.startswith("/api/"):
        return fault_page(error)
    wrong_method = isinstance(error, MethodNotAllowed)
    response = problem(error.code or 404, sentence("method" if wrong_method else "address"))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _place(asked: dict[str, str | None]) -> str | None:
    code = asked["place"]
    if code is None or code == CITY_CODE:
        return None
    if bureau().places.get(code) is None:
        raise ProblemError(404, "place", code=code)
    return code


def _inside(place: str | None, code: str | None) -> bool:
    return code is None or (place or "").startswith(code)
