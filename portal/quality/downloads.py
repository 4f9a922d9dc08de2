"""The rankings by air and water to take along: XLSX, CSV, JSON."""

from __future__ import annotations

import json

from flask import Response

from bureau.officers import Right
from portal.context import bureau
from portal.guard import Pages
from portal.quality import documents
from portal.quality.rankings import RankingQuery, ranking_of
from portal.quality.sheets import RankingSheet, air_sheet, csv_bytes, water_sheet, xlsx_bytes

pages = Pages("quality_downloads", __name__)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/quality.xlsx", needs=Right.SEE_QUALITY)
def xlsx() -> Response:
    """The ranking as a workbook."""
    asked = RankingQuery.read()
    return _attached(xlsx_bytes(_sheet(asked)), _XLSX, asked, "xlsx")


@pages.get("/quality.csv", needs=Right.SEE_QUALITY)
def csv() -> Response:
    """The ranking as CSV, in UTF-8 with the mark that Excel looks for."""
    asked = RankingQuery.read()
    return _attached(csv_bytes(_sheet(asked)), "text/csv; charset=utf-8", asked, "csv")


@pages.get("/quality.json", needs=Right.SEE_QUALITY)
def as_json() -> Response:
    """The ranking as the open data carry it."""
    asked, places = RankingQuery.read(), bureau().places
    document = documents.water_ranking if asked.medium == "water" else documents.air_ranking
    text = json.dumps(document(ranking_of(asked), places), ensure_ascii=False, indent=2)
    return _attached(text.encode(), "application/json; charset=utf-8", asked, "json")


def _sheet(asked: RankingQuery) -> RankingSheet:
    ranking = ranking_of(asked)
    make = water_sheet if asked.medium == "water" else air_sheet
    return make(ranking, title=asked.title)


def _attached(content: bytes, mime: str, asked: RankingQuery, ending: str) -> Response:
    by = f"-{asked.by}" if asked.medium == "air" else ""
    name = f"{asked.medium}-{asked.month:%Y-%m}-{asked.level}{by}.{ending}"
    response = Response(content, content_type=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
