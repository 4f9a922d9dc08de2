"""The officers' work: the list of cases, a case, and the steps that may be taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import structlog
from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired

from bureau.cases import (
    Case,
    CaseFilter,
    NumberError,
    Status,
    StepError,
    Verb,
    Who,
    categories,
    words,
)
from bureau.cases.enclosures import OutgoingFile
from bureau.cases.lifecycle import OPEN, STEPS, Note
from bureau.cases.masking import hides_something, masked_case, masked_event
from bureau.cases.numbers import compose
from bureau.casework import CaseworkError
from bureau.casework.batches import VERBS
from bureau.officers import Right
from bureau.places import Level
from bureau.referrals import ReferralError
from bureau.reviews import ActError
from portal.casework.bulk import may_take_many
from portal.casework.case_page import desk_of
from portal.casework.drafts import meanwhile
from portal.casework.found import full_names, me, own_case
from portal.context import bureau, now, officer, say
from portal.four_eyes import Order, act, order, wants_another
from portal.guard import Pages, because, may_open
from portal.paging import asked_key
from portal.parameters import choice, is_asked, own_place
from portal.photos import fetched, photo

pages = Pages("cases", __name__, url_prefix="", template_folder="templates")
_log = structlog.get_logger()
# Characters of the reason for reading an anonymous case word for word.
LEAST_REASON, LONGEST_REASON = 4, 200
# Where the work is, the first that an officer may open.
_WORK = (
    "portal.casework.queue",
    "portal.cases.listing",
    "portal.hotline.listing",
    "portal.callbacks.listing",
    "portal.waves.listing",
    "portal.payouts.listing",
)
# A number in its form that no day's first case has.
_NOBODYS = compose(date(2000, 1, 1), 0)
ROWS = 30
_SERIAL = re.compile(r"[0-9]{1,4}")


class StepForm(FlaskForm):
    """A step and what it needs; which of it, the lifecycle says."""

    verb = HiddenField(validators=[InputRequired()])
    seen = HiddenField()
    note = TextAreaField()
    into = StringField()
    authority = SelectField(validate_choice=False)
    attach = SelectMultipleField(validate_choice=False)


@pages.get("/", open_to_all_officers=True)
def home() -> AnyResponse:
    """Go where this officer's work is."""
    for endpoint in _WORK:
        if may_open(endpoint):
            return redirect(url_for(endpoint))
    return redirect(url_for("portal.account.overview"))


@pages.get("/cases", needs=Right.SEE_CASES)
def listing() -> str | AnyResponse:
    """Cases, filtered; a whole number goes straight to its case, other words to finding."""
    args, reports = request.args, bureau().cases
    cookie["back"] = request.full_path.rstrip("?")
    asked = "".join(filter(str.isprintable, args.get("q", ""))).strip()[:60]
    problem = ""
    if asked:
        try:
            case = reports.find(asked)
        except NumberError as unreadable:
            problem = words().number(unreadable.code) if unreadable.code == "check" else ""
        else:
            if case is not None and case.open_to(officer()):
                return redirect(url_for(".case", number=case.number))
        if not problem:
            return redirect(f"{url_for('portal.find.page')}?{urlencode(args)}")
    wanted = _wanted()
    found = reports.search(wanted, limit=ROWS, after=asked_key(r"[0-9]{1,15}[.][0-9]{1,15}"))
    area = CaseFilter(county=wanted.county, town=wanted.town, scope=wanted.scope)
    overdue, urgent = replace(area, overdue_at=now()), replace(area, urgent=True)
    tally = reports.tally(area)
    hands = bureau().casework.hands([each.number for each in found.cases])
    return render_template(
        "portal/cases.html",
        rows=[(masked_case(each), hands[each.number]) for each in found.cases],
        filtered=any(args.get(name) for name in ("area", "category", "overdue", "urgent")),
        verbs=[verb for verb in VERBS if may_take_many(verb)],
        undoable=bureau().batches.undoable(by=me(), at=now()),
        names=full_names(),
        total=found.total,
        following=found.next,
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
        categories=officer().categories or categories(),
        places=bureau().places,
    )


@pages.get("/cases/<number>", needs=Right.SEE_CASES)
def case(number: str) -> str:
    """All of a case: facts, photos, history, and the steps that the lifecycle gives."""
    return _page(own_case(number), StepForm(formdata=None))


@pages.post(
    "/cases/<number>", needs=Right.WORK_CASES, tells=("verb", "into", "authority", "attach")
)
def step(number: str) -> AnyResponse | tuple[str, int]:
    """Take a step; what cannot be done is explained, and what was typed stays."""
    found, form = own_case(number), StepForm()
    if not _may_take(found, form.verb.data or ""):
        abort(404)
    told = meanwhile(found.number, form.seen.data or "")
    if told:
        # What a colleague did since may change what one wants to say: it is looked at first.
        flash(say("changed_meanwhile", told="；".join(told)), "problem")
        return _page(found, form), 409
    if form.verb.data == Verb.REFER and wants_another("refer") and _can_refer(found, form):
        bureau().drafts.drop(officer=me(), number=found.number, verb=Verb.REFER)
        return order(
            "refer",
            url_for(".case", number=found.number),
            facts={
                "authority": form.authority.data or "",
                "attach": ",".join(form.attach.data or []),
            },
            number=found.number,
            words=form.note.data or "",
        )
    try:
        moved = _taken(found, form)
    except (StepError, ReferralError, CaseworkError) as refused:
        flash(refused.explanation, "problem")
        return _page(own_case(number), form), 409
    bureau().casework.take_along(number=moved.number, by=me(), at=now())
    bureau().drafts.drop(officer=me(), number=moved.number, verb=form.verb.data or "")
    _log.info("case_step", number=moved.number, verb=form.verb.data, officer=officer().name)
    rows = bureau().cases.steps(found)
    noticed = any(row.verb == form.verb.data and row.notice for row in rows)
    verb = words().verb(form.verb.data or "")
    flash(say("step_told" if noticed else "step_done", verb=verb), "done")
    return redirect(url_for(".case", number=moved.number))


@act("refer", Right.REFER_CASES)
def _refer(asked: Order) -> str:
    try:
        bureau().referrals.send(
            case=asked.number,
            authority=asked.facts["authority"],
            note=asked.words,
            by=asked.by,
            at=asked.at,
            enclosed=_outgoing(asked.number, asked.facts.get("attach", "").split(",")),
        )
    except (StepError, CaseworkError) as refused:
        raise ActError(refused.explanation) from refused
    bureau().casework.take_along(number=asked.number, by=asked.by, at=asked.at)
    return say("step_told", verb=words().verb(Verb.REFER))


@pages.get("/cases/<number>/photos/<photo_id>", needs=Right.SEE_CASES)
def case_photo(number: str, photo_id: str) -> Response:
    """A photo of this case."""
    return photo(photo_id, own_case(number).draft.photos)


@pages.post("/cases/<number>/original", needs=Right.SEE_ORIGINALS)
def original(number: str) -> str | AnyResponse:
    """An anonymous case word for word, for an officer who says why; the look is on record."""
    reason = " ".join(request.form.get("reason", "").split())
    found = own_case(number)
    if not found.open_to(officer(), Right.SEE_ORIGINALS):
        abort(404)
    if len(reason) < LEAST_REASON:
        flash(say("reason_wanted"), "problem")
        return redirect(url_for(".case", number=found.number))
    because(reason[:LONGEST_REASON])
    return _page(found, StepForm(formdata=None), unmasked=True)


def _taken(found: Case, form: StepForm) -> Case:
    verb, note, by, at = form.verb.data or "", form.note.data or "", me(), now()
    number = found.number
    if verb == Verb.MERGE:
        into = _within_sight(form.into.data or "")
        return bureau().neighbours.merge(number=number, into=into, by=by, at=at, note=note)
    if verb == Verb.SPLIT:
        return bureau().neighbours.split(number=number, by=by, at=at, note=note)
    if verb == Verb.REFER:
        to = form.authority.data or ""
        going = _outgoing(number, form.attach.data or [])
        bureau().referrals.send(case=number, authority=to, note=note, by=by, at=at, enclosed=going)
        return own_case(number)
    if verb == Verb.RECALL:
        bureau().referrals.recall_case(number=number, reason=note, by=by, at=at)
        return own_case(number)
    ticked = [int(each) if _SERIAL.fullmatch(each) else 0 for each in form.attach.data or []]
    enclosed = bureau().attachments.enclose(case=found, serials=ticked)
    return bureau().cases.take(verb=verb, number=number, by=by, at=at, note=note, enclosed=enclosed)


def _outgoing(number: str, codes: Sequence[str]) -> tuple[OutgoingFile, ...]:
    case = bureau().cases.find(number)
    return bureau().outgoing.pick(case, [each for each in codes if each]) if case else ()


def _may_take(found: Case, verb: str) -> bool:
    """Return whether this officer may take a step at all; whether it is its time, the room says."""
    rights = {row.right for row in STEPS if row.who is Who.OFFICER and row.verb == verb}
    return all(found.open_to(officer(), right) for right in rights)


def _can_refer(found: Case, form: StepForm) -> bool:
    """Return whether a second officer can agree to this; what cannot be, the room explains."""
    offered = {row.verb for row in bureau().cases.steps(found)}
    known = {each.code for each in bureau().cases.authorities()}
    return Verb.REFER in offered and form.authority.data in known


def _within_sight(number: str) -> str:
    """Return the number of a case to merge into, or one of nobody's where it is not this officer's.

    So a number tells no more than one that was never given.
    """
    try:
        case = bureau().cases.find(number)
    except NumberError:
        return number
    return number if case is None or case.open_to(officer()) else _NOBODYS


def _page(found: Case, form: StepForm, *, unmasked: bool = False) -> str:
    reports = bureau().cases
    authorities = reports.authorities()
    responsible = reports.responsible(found)
    form.authority.choices = [(each.code, each.name) for each in authorities]
    if not form.verb.data and not responsible.ours:
        form.authority.data = responsible.code
    history = reports.history(found.number)
    bureau().casework.see(officer=me(), at=now(), number=found.number)
    shown = history if unmasked else [masked_event(each, found) for each in history]
    return render_template(
        "portal/case.html",
        case=found if unmasked else masked_case(found),
        hides=not unmasked
        and found.open_to(officer(), Right.SEE_ORIGINALS)
        and hides_something(found, history),
        photos=fetched(found.draft.photos),
        history=shown,
        back=cookie.get("back") or url_for(".listing", status="open"),
        **desk_of(
            found,
            history,
            [row for row in reports.steps(found) if found.open_to(officer(), row.right)],
        ),
        required=Note.REQUIRED,
        responsible=responsible,
        officers=full_names(),
        referrals=bureau().referrals.of_case(found.number),
        form=form,
    )


def _wanted() -> CaseFilter:
    area = own_place("area")
    return CaseFilter(
        status=choice("status", ("open", *Status)),
        county=area.code if area and area.level is Level.COUNTY else None,
        town=area.code if area and area.level is Level.TOWN else None,
        category=choice("category", categories()),
        urgent=is_asked("urgent"),
        overdue_at=now() if is_asked("overdue") else None,
        scope=officer().scope,
    )
