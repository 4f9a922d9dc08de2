"""The ranking to take along: XLSX and CSV."""

from __future__ import annotations

import io

from flask import Blueprint, Response, abort

from portal.ranking import Asked, ranking_of
from surveys.ranking import Ranking
from surveys.report.plain import write_csv
from surveys.report.sheet import write_xlsx

pages = Blueprint("downloads", __name__)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/ranking.xlsx")
def xlsx() -> Response:
    """The ranking as a workbook with its method sheet."""
    asked, ranking = _ranking()
    content = io.BytesIO()
    write_xlsx(ranking, content)
    return _attached(content, _XLSX, asked, ranking, "xlsx")


@pages.get("/ranking.csv")
def csv() -> Response:
    """The ranking as CSV, in UTF-8 with the mark that Excel looks for."""
    asked, ranking = _ranking()
    content = io.BytesIO()
    write_csv(ranking, content)
    return _attached(content, "text/csv; charset=utf-8", asked, ranking, "csv")


def _ranking() -> tuple[Asked, Ranking]:
    asked = Asked.read()
    ranking = ranking_of(asked)
    if ranking is None:
        abort(404)
    return asked, ranking


def _attached(
    content: io.BytesIO, mime: str, asked: Asked, ranking: Ranking, ending: str
) -> Response:
    name = f"ranking-{ranking.provenance.wave}-{asked.level}.{ending}"
    response = Response(content.getvalue(), content_type=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
