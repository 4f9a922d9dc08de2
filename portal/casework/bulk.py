"""One step on a selection of cases: a preview, the step, and taking it back once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response as AnyResponse

from bureau.cases import Verb, Who, words
from bureau.cases.lifecycle import STEPS
from bureau.cases.masking import masked
from bureau.casework import CaseworkError
from bureau.casework.batches import UNDO_WITHIN, VERBS, Done, Wish
from bureau.officers import Right
from portal.casework.found import colleagues, full_names, me, other_case
from portal.context import bureau, now, officer, say
from portal.guard import Pages

pages = Pages("bulk", __name__, template_folder="../templates")
_SHOWN = 5  # of the cases that were left as they were


@pages.post("/cases/bulk", needs=Right.WORK_CASES)
def preview() -> AnyResponse | str:
    """Show what the step would do to each case, and ask for what it needs."""
    return _preview(_wish(), _numbers())


@pages.post("/cases/bulk/do", needs=Right.WORK_CASES)
def carry_out() -> AnyResponse | str:
    """Take the step wherever it can be taken."""
    numbers, wish = _numbers(), _wish()
    try:
        batch, done = bureau().batches.carry_out(numbers=numbers, wish=wish, by=me(), at=now())
    except CaseworkError as refused:
        flash(refused.explanation, "problem")
        return _preview(wish, numbers)
    good = [each for each in done if not each.obstacle]
    if good:
        flash(say("bulk_done", verb=_verb_label(batch.verb), count=len(good)), "done")
    _flash_left(done)
    return redirect(_back())


@pages.post("/cases/bulk/<int:batch>/undo", needs=Right.WORK_CASES)
def undo(batch: int) -> AnyResponse:
    """Take a batch back; case by case it is told what could not be."""
    try:
        done = bureau().batches.undo(batch=batch, by=me(), at=now())
    except CaseworkError as refused:
        flash(refused.explanation, "problem")
        return redirect(_back())
    good = [each for each in done if not each.obstacle]
    if good:
        flash(say("bulk_undone", count=len(good)), "done")
    _flash_left(done)
    return redirect(_back())


def _preview(wish: Wish, numbers: Sequence[str]) -> AnyResponse | str:
    try:
        planned = bureau().batches.plan(numbers=numbers, wish=wish, by=me())
    except CaseworkError as refused:
        flash(refused.explanation, "problem")
        return redirect(_back())
    return render_template(
        "portal/bulk.html",
        planned=[(each, masked(each.case.draft)) for each in planned],
        ready=sum(not each.obstacle for each in planned),
        wish=wish,
        notice=any(row.verb is wish.verb and row.notice for row in STEPS),
        minutes=UNDO_WITHIN // timedelta(minutes=1),
        units=_common([bureau().casework.units(each.case) for each in planned]),
        colleagues=[
            each for each in colleagues() if all(one.case.can_go_to(each) for one in planned)
        ],
        names=full_names(),
        back=_back(),
    )


def _wish() -> Wish:
    form = request.form
    verb = form.get("verb", "")
    return Wish(
        Verb(verb) if verb in VERBS and may_take_many(Verb(verb)) else Verb.SUBMIT,
        note=form.get("note", "").strip(),
        unit=form.get("unit", ""),
        lead=form.get("lead", ""),
        into=into.number if (into := other_case(form.get("into", ""))) else "",
    )


def may_take_many(verb: Verb) -> bool:
    """Return whether this officer may take a step on the cases that they see."""
    rights = {row.right for row in STEPS if row.verb is verb and row.who is Who.OFFICER}
    return all(officer().holds(right) for right in rights)


def _numbers() -> list[str]:
    """Return the chosen cases that this officer may see."""
    found = map(other_case, request.form.getlist("numbers"))
    return [case.number for case in found if case is not None]


def _common(lists: Sequence[Sequence[str]]) -> list[str]:
    return [each for each in lists[0] if all(each in others for others in lists)] if lists else []


def _flash_left(done: Sequence[Done]) -> None:
    left = [each for each in done if each.obstacle]
    if not left:
        return
    told = "；".join(f"{each.number} {each.obstacle}" for each in left[:_SHOWN])
    flash(say("bulk_left", count=len(left), told=told), "problem")


def _verb_label(verb: Verb) -> str:
    return words().verb(verb)


def _back() -> str:
    return str(cookie.get("back") or url_for("portal.cases.listing", status="open"))
