"""Which diagnosis an address names, and what its page is made of."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask import Response, abort

from bureau.diagnosis.calendar import last_whole_month
from bureau.diagnosis.drawing import HEIGHT, WIDTH, charts
from bureau.diagnosis.model import Diagnosis
from bureau.diagnosis.words import said, spoken_month
from bureau.places import Place
from portal.context import bureau, now

_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
# Which charts stand under which part.
_CHARTS = {"levels": ("days", "changes"), "hours": ("hours", "sectors"), "water": ("classes",)}
_ORDER = ("look", "air", "levels", "weather", "hours", "water", "sections", "reports", "data")


def asked_area(code: str) -> Place:
    """Return the area that an address names; 404 for what has no diagnoses."""
    return bureau().diagnoses.area(code) or abort(404)


def asked_month(text: str) -> date:
    """Return the month that an address names as `YYYY-MM`; 404 for what is none."""
    if not _MONTH.fullmatch(text):
        abort(404)
    return date.fromisoformat(f"{text}-01")


def default_month(*, released: bool) -> date:
    """Return the newest month there is, else the last whole one: never the one that lasts."""
    months = bureau().diagnoses.months(released=released)
    return months[0] if months else last_whole_month(now()).first


def drawn(diagnosis: Diagnosis, *, public: bool) -> dict[str, Any]:
    """Return what the template of a diagnosis needs."""
    findings = diagnosis.findings
    by_key = {chart.key: chart for chart in charts(findings)}
    month = spoken_month(findings.month)
    return {
        "diagnosis": diagnosis,
        "findings": findings,
        "title": said()["title"].format(area=findings.name, month=month),
        "verdict": findings.sentences("verdict", public=public),
        "parts": [
            {
                "key": key,
                "heading": said()["blocks"][key],
                "sentences": findings.sentences(key, public=public),
                "headings": findings.block(key).headings,
                "rows": findings.rows(key, public=public),
                "charts": [by_key[name] for name in _CHARTS.get(key, ())],
            }
            for key in _ORDER
        ],
        "said": said(),
        "size": (WIDTH, HEIGHT),
    }


def as_pdf(diagnosis: Diagnosis, *, public: bool) -> Response:
    """Return a diagnosis as a file to take along."""
    findings = diagnosis.findings
    content = bureau().diagnoses.paper(diagnosis, public=public)
    response = Response(content, mimetype="application/pdf")
    name = f"diagnosis-{findings.area}-{findings.month:%Y-%m}-v{diagnosis.version}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
