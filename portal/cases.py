"""The officers' work: the list of cases, a case, and the steps that may be taken."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from bureau.cases import Case, CaseFilter, NumberError, Status, StepError, categories, words
from bureau.cases.lifecycle import OPEN, Note
from bureau.cases.masking import hides_something, masked_case, masked_event
from bureau.looks import Look
from bureau.places import Level
from portal.context import bureau, now, officer, say
from portal.paging import SIZE, Paging
from portal.parameters import asked_place, choice, is_asked
from portal.photos import fetched, photo

pages = Blueprint("cases", __name__, url_prefix="", template_folder="templates")
_log = structlog.get_logger()
# Characters of the reason for reading an anonymous case word for word.
LEAST_REASON, LONGEST_REASON = 4, 200


class StepForm(FlaskForm):
    """A step and what it needs; which of it, the lifecycle says."""

    verb = HiddenField(validators=[InputRequired()])
    note = TextAreaField()
    into = StringField()
    authority = SelectField(validate_choice=False)


@pages.get("/")
def home() -> AnyResponse:
    """Go where the work is."""
    return redirect(url_for(".listing", status="open"))


@pages.get("/cases")
def listing() -> str | AnyResponse:
    """Cases, filtered; a whole case number goes straight to its case."""
    args, reports, paging = request.args, bureau().cases, Paging.asked()
    asked = "".join(filter(str.isprintable, args.get("q", ""))).strip()[:60]
    problem = ""
    if asked:
        try:
            case = reports.find(asked)
        except NumberError as unreadable:
            problem = words().number(unreadable.code) if unreadable.code == "check" else ""
        else:
            if case is not None:
                return redirect(url_for(".case", number=case.number))
    wanted = _wanted(asked)
    found, total = reports.search(wanted, limit=SIZE, offset=paging.offset)
    paging.check(total)
    area = CaseFilter(county=wanted.county, town=wanted.town)
    overdue = CaseFilter(county=wanted.county, town=wanted.town, overdue_at=now())
    urgent = CaseFilter(county=wanted.county, town=wanted.town, urgent=True)
    tally = reports.tally(area)
    return render_template(
        "portal/cases.html",
        cases=[masked_case(each) for each in found],
        total=total,
        paging=paging,
        wanted=wanted,
        asked=asked,
        problem=problem,
        at=now(),
        counts={
            "open": sum(tally[status] for status in OPEN),
            "submitted": tally[Status.SUBMITTED],
            "overdue": sum(reports.tally(overdue).values()),
            "urgent": sum(reports.tally(urgent)[status] for status in OPEN),
        },
        statuses=Status,
        categories=categories(),
        places=bureau().places,
    )


@pages.get("/cases/<number>")
def case(number: str) -> str:
    """All of a case: facts, photos, history, and the steps that the lifecycle gives."""
    return _page(_found(number), StepForm(formdata=None))


@pages.post("/cases/<number>")
def step(number: str) -> AnyResponse | tuple[str, int]:
    """Take a step; what cannot be done is explained, and what was typed stays."""
    found, form = _found(number), StepForm()
    try:
        moved = bureau().cases.take(
            verb=form.verb.data or "",
            number=found.number,
            by=officer().name,
            at=now(),
            note=form.note.data or "",
            into=form.into.data or "",
            authority=form.authority.data or "",
        )
    except StepError as refused:
        flash(refused.explanation, "problem")
        return _page(_found(number), form), 409
    _log.info("case_step", number=moved.number, verb=form.verb.data, officer=officer().name)
    rows = bureau().cases.steps(found)
    told = any(row.verb == form.verb.data and row.notice for row in rows)
    verb = words().verb(form.verb.data or "")
    flash(say("step_told" if told else "step_done", verb=verb), "done")
    return redirect(url_for(".case", number=moved.number))


@pages.get("/cases/<number>/photos/<photo_id>")
def case_photo(number: str, photo_id: str) -> Response:
    """A photo of this case."""
    return photo(photo_id, _found(number).draft.photos)


@pages.post("/cases/<number>/original")
def original(number: str) -> str | AnyResponse:
    """An anonymous case word for word, for an officer who says why; the look is on record."""
    reason = " ".join(request.form.get("reason", "").split())
    found = _found(number)
    if len(reason) < LEAST_REASON:
        flash(say("reason_wanted"), "problem")
        return redirect(url_for(".case", number=found.number))
    bureau().looks.note(Look(now(), officer().name, found.number, reason[:LONGEST_REASON]))
    return _page(found, StepForm(formdata=None), unmasked=True)


def _found(number: str) -> Case:
    try:
        found = bureau().cases.find(number)
    except NumberError:
        found = None
    if found is None:
        abort(404)
    bureau().looks.note(Look(now(), officer().name, found.number))
    return found


def _page(found: Case, form: StepForm, *, unmasked: bool = False) -> str:
    reports = bureau().cases
    authorities = reports.authorities()
    responsible = reports.responsible(found)
    form.authority.choices = [(each.code, each.name) for each in authorities]
    if not form.verb.data and not responsible.ours:
        form.authority.data = responsible.code
    history = reports.history(found.number)
    shown = history if unmasked else [masked_event(each, found) for each in history]
    return render_template(
        "portal/case.html",
        case=found if unmasked else masked_case(found),
        hides=not unmasked and hides_something(found, history),
        photos=fetched(found.draft.photos),
        history=shown,
        steps=reports.steps(found),
        required=Note.REQUIRED,
        responsible=responsible,
        officers={each.name: each.full_name for each in bureau().officers.every()},
        form=form,
    )


def _wanted(asked: str) -> CaseFilter:
    digits = "".join(char for char in asked if char.isdigit() or char == "-")
    area = asked_place("area")
    return CaseFilter(
        status=choice("status", ("open", *Status)),
        county=area.code if area and area.level is Level.COUNTY else None,
        town=area.code if area and area.level is Level.TOWN else None,
        category=choice("category", categories()),
        urgent=is_asked("urgent"),
        overdue_at=now() if is_asked("overdue") else None,
        text=digits or asked,
    )
