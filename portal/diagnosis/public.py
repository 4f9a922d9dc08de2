"""Released diagnoses for everybody; what is not released is not there."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.diagnosis.model import Diagnosis
from bureau.diagnosis.words import said, spoken_month
from bureau.places import CITY_CODE
from portal.context import bureau
from portal.diagnosis.asked import as_pdf, asked_area, asked_month, default_month, drawn

pages = Blueprint("diagnosis", __name__, template_folder="../templates")


@pages.get("/diagnosis")
def listing() -> str | AnyResponse:
    """The months that are released and their areas; a form's choice leads on to its page."""
    months = bureau().diagnoses.months(released=True)
    named = request.args.get("month", "")
    month = asked_month(named) if named else default_month(released=True)
    area = request.args.get("area", "")
    if area:
        return redirect(url_for(".show", area=asked_area(area).code, month=f"{month:%Y-%m}"))
    there = set(bureau().diagnoses.released_areas(month=month))
    if named and not there:
        abort(404)
    return render_template(
        "diagnosis/list.html",
        months=[(f"{each:%Y-%m}", spoken_month(each)) for each in months],
        month=month,
        spoken=spoken_month(month),
        there=there,
        places=bureau().places,
        city=CITY_CODE,
        said=said(),
    )


@pages.get("/diagnosis/<area>/<month>")
def show(area: str, month: str) -> str:
    """A released diagnosis, small numbers kept back."""
    found = _released(area, month)
    months = bureau().diagnoses.released_months(area=area)
    return render_template(
        "diagnosis/public.html",
        **drawn(found, public=True),
        months=[(f"{each:%Y-%m}", spoken_month(each)) for each in months],
        month=month,
        places=bureau().places,
        there=set(bureau().diagnoses.released_areas(month=found.findings.month)),
        city=CITY_CODE,
    )


@pages.get("/diagnosis/<area>/<month>.pdf")
def pdf(area: str, month: str) -> Response:
    """The same as two pages to print."""
    return as_pdf(_released(area, month), public=True)


def _released(area: str, month: str) -> Diagnosis:
    place, first = asked_area(area), asked_month(month)
    return bureau().diagnoses.released(area=place.code, month=first) or abort(404)
