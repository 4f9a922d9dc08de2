"""Diagnoses for officers: made, annotated, released, taken back."""

from __future__ import annotations

from collections import Counter

import structlog
from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.diagnosis.model import Diagnosis, DiagnosisState
from bureau.diagnosis.service import LONGEST_NOTE, MOST_NOTES, DiagnosisError
from bureau.diagnosis.words import said, spoken_month
from bureau.officers import Right
from bureau.reviews import ActError
from portal.context import bureau, now, officer, say
from portal.diagnosis.asked import as_pdf, asked_area, asked_month, default_month, drawn
from portal.four_eyes import Order, act, order, wants_another
from portal.guard import Pages

pages = Pages("diagnosis", __name__, template_folder="../templates")
_log = structlog.get_logger()
_MOST_AT_ONCE = 80


@pages.get("/diagnosis", needs=Right.SEE_QUALITY)
def listing() -> str:
    """The areas of a month with how far each has come."""
    named = request.args.get("month", "")
    month = asked_month(named) if named else default_month(released=False)
    months = bureau().diagnoses.months()
    entries = {each.area: each for each in bureau().diagnoses.entries(month=month)}
    return render_template(
        "diagnosis/officers.html",
        months=[(f"{each:%Y-%m}", spoken_month(each)) for each in months],
        month=f"{month:%Y-%m}",
        spoken=spoken_month(month),
        entries=entries,
        counted=Counter(each.state for each in entries.values()),
        areas=bureau().diagnoses.areas(),
        states=DiagnosisState,
        two=wants_another("release_diagnosis"),
        said=said(),
    )


@pages.get("/diagnosis/<area>/<month>", needs=Right.SEE_QUALITY)
def show(area: str, month: str) -> str:
    """A diagnosis as it stands; who may release it sees small numbers, too."""
    found = _newest(area, month)
    return render_template(
        "diagnosis/officer.html",
        **drawn(found, public=not _whole()),
        month=month,
        area=area,
        states=DiagnosisState,
        whole=_whole(),
        officers={each.name: each.full_name for each in bureau().officers.every()},
        longest=LONGEST_NOTE,
        most=MOST_NOTES,
        two=wants_another("release_diagnosis"),
    )


@pages.get("/diagnosis/<area>/<month>.pdf", needs=Right.SEE_QUALITY)
def pdf(area: str, month: str) -> Response:
    """The same as two pages; `public=1` is what everybody will get."""
    public = not _whole() or request.args.get("public") == "1"
    return as_pdf(_newest(area, month), public=public)


@pages.post("/diagnosis/<area>/<month>/annotate", needs=Right.RELEASE_DIAGNOSIS)
def annotate(area: str, month: str) -> AnyResponse:
    """Write beside a diagnosis before it is released."""
    first = asked_month(month)
    try:
        bureau().diagnoses.annotate(
            area=asked_area(area).code,
            month=first,
            text=request.form.get("text", ""),
            by=officer().full_name,
            at=now(),
        )
    except DiagnosisError as refused:
        return _refused(refused, area, month)
    flash(say("diagnosis_annotated"), "done")
    return _back(area, month)


@pages.post("/diagnosis/<area>/<month>/drop", needs=Right.RELEASE_DIAGNOSIS, tells=("note",))
def drop(area: str, month: str) -> AnyResponse:
    """Take a note away before the release."""
    note = request.form.get("note", "")
    first = asked_month(month)
    try:
        if not (note.isascii() and note.isdigit() and len(note) < 10):
            raise DiagnosisError("state")
        bureau().diagnoses.drop_note(
            area=asked_area(area).code, month=first, note=int(note), by=officer().name, at=now()
        )
    except DiagnosisError as refused:
        return _refused(refused, area, month)
    flash(say("diagnosis_dropped"), "done")
    return _back(area, month)


@pages.post("/diagnosis/<area>/<month>/remake", needs=Right.RELEASE_DIAGNOSIS)
def remake(area: str, month: str) -> AnyResponse:
    """Make it anew of what is known now: late values came in."""
    first = asked_month(month)
    try:
        made = bureau().diagnoses.make(
            area=asked_area(area).code, month=first, by=officer().name, at=now()
        )
    except DiagnosisError as refused:
        return _refused(refused, area, month)
    _log.info("diagnosis_made", area=area, month=month, version=made.version, by=officer().name)
    flash(say("diagnosis_made", version=str(made.version)), "done")
    return _back(area, month)


@pages.post("/diagnosis/<area>/<month>/withdraw", needs=Right.RELEASE_DIAGNOSIS)
def withdraw(area: str, month: str) -> AnyResponse:
    """Take a released diagnosis back, with the reason."""
    first = asked_month(month)
    try:
        bureau().diagnoses.withdraw(
            area=asked_area(area).code,
            month=first,
            reason=request.form.get("reason", ""),
            by=officer().name,
            at=now(),
        )
    except DiagnosisError as refused:
        return _refused(refused, area, month)
    _log.info("diagnosis_withdrawn", area=area, month=month, by=officer().name)
    flash(say("diagnosis_withdrawn"), "done")
    return _back(area, month)


@pages.post("/diagnosis/<month>/release", needs=Right.RELEASE_DIAGNOSIS, tells=("area",))
def release(month: str) -> AnyResponse:
    """Release what was chosen of a month: `area` holds an area and the version that was seen."""
    first = asked_month(month)
    chosen = [one for one in request.form.getlist("area") if _chosen(one) is not None]
    back = url_for(".listing", month=f"{first:%Y-%m}")
    if len(chosen) == 1:
        back = url_for(".show", area=chosen[0].partition(":")[0], month=month)
    if not chosen or len(chosen) > _MOST_AT_ONCE:
        flash(say("diagnosis_none_chosen"), "problem")
        return redirect(back)
    return order("release_diagnosis", back, facts={"month": month, "areas": " ".join(chosen)})


@act("release_diagnosis", Right.RELEASE_DIAGNOSIS)
def _release(asked: Order) -> str:
    month, released, refused = asked_month(asked.facts["month"]), 0, 0
    for one in asked.facts["areas"].split():
        found = _chosen(one)
        assert found is not None  # it was looked at when it was asked for
        try:
            bureau().diagnoses.release(
                area=found[0], month=month, version=found[1], by=asked.by, at=asked.at
            )
            released += 1
        except DiagnosisError:
            refused += 1
    if not released:
        raise ActError(say("diagnosis_state"))
    _log.info("diagnoses_released", month=asked.facts["month"], count=released, by=asked.by)
    done = say("diagnosis_released", count=str(released))
    return done + (say("diagnosis_left", count=str(refused)) if refused else "")


def _chosen(one: str) -> tuple[str, int] | None:
    """Return the area and version that a box stands for: `330400:1`."""
    area, _, version = one.partition(":")
    known = bureau().diagnoses.area(area) is not None
    fits = version.isascii() and version.isdigit() and len(version) < 5
    return (area, int(version)) if known and fits else None


def _newest(area: str, month: str) -> Diagnosis:
    place, first = asked_area(area), asked_month(month)
    return bureau().diagnoses.newest(area=place.code, month=first) or abort(404)


def _whole() -> bool:
    """Return whether this officer may see what the public is not told."""
    return officer().holds(Right.RELEASE_DIAGNOSIS)


def _refused(refused: DiagnosisError, area: str, month: str) -> AnyResponse:
    flash(say(f"diagnosis_{refused.code}", longest=str(LONGEST_NOTE), most=str(MOST_NOTES)),
          "problem")  # fmt: skip
    return _back(area, month)


def _back(area: str, month: str) -> AnyResponse:
    if bureau().diagnoses.newest(area=area, month=asked_month(month)) is None:
        return redirect(url_for(".listing"))
    return redirect(url_for(".show", area=area, month=month))
