"""What of odor the public sees: released by an officer, taken back, shown again."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.cases import Case, NumberError
from bureau.cases import words as case_words
from bureau.odor import OdorError
from bureau.officers import Right
from bureau.reviews import ActError
from portal.context import bureau, now, officer, say
from portal.four_eyes import Order, act, order
from portal.guard import Pages, about

pages = Pages("odor_public", __name__, template_folder="templates")
_SHOWN = timedelta(days=30)


@pages.get("/odor/public", needs=Right.PUBLISH)
def listing() -> str:
    """What was published lately, and a form to release a report."""
    return render_template(
        "portal/odor/public.html",
        found=bureau().bulletin.all_of(since=now() - _SHOWN),
        rule=bureau().bulletin.rule,
        now=now(),
        category=case_words().category("odor"),
        asked=request.args.get("number", ""),
    )


@pages.post("/odor/public", needs=Right.PUBLISH)
def release() -> AnyResponse:
    """Release a report: at once, or when a second officer has agreed."""
    case = _case(request.form.get("number", ""))
    if case is None or not case.open_to(officer(), Right.SEE_CASES):
        flash(say("odor_no_case"), "problem")
        return redirect(url_for(".listing"))
    about(case.number)
    return order("release_odor", url_for(".listing"), facts={}, number=case.number)


@pages.post("/odor/public/hold", needs=Right.PUBLISH, tells=("mark", "verb"))
def hold() -> AnyResponse:
    """Take something back from the public, or show it again."""
    mark, verb = request.form.get("mark", "")[:40], request.form.get("verb")
    match verb:
        case "hold":
            done = bureau().bulletin.hold(mark=mark, by=officer(), at=now())
        case "show":
            done = bureau().bulletin.show_again(mark=mark)
        case _:
            abort(400)
    flash(say(f"odor_{verb}" if done else "odor_no_mark"), "done" if done else "problem")
    return redirect(url_for(".listing"))


def _case(typed: str) -> Case | None:
    try:
        return bureau().cases.find(typed[:60])
    except NumberError:
        return None


@act("release_odor", Right.PUBLISH)
def _release(asked: Order) -> str:
    case = bureau().cases.find(asked.number)
    by = bureau().officers.get(asked.by)
    if case is None or by is None:
        raise ActError(say("odor_no_case"))
    try:
        bureau().bulletin.release(case=case, by=by, at=asked.at)
    except OdorError as refused:
        raise ActError(refused.explanation) from None
    return say("odor_released", number=case.number)
