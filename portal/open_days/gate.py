"""The gate: an officer's phone scans the code that a visitor shows, and notes that they came."""

from __future__ import annotations

import structlog
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from basis import days_ahead
from bureau.officers import Right
from bureau.open_days import OpenDayError, plain_code, spaced, words
from portal.context import bureau, now, officer, say
from portal.guard import Pages

pages = Pages("gate", __name__, template_folder="../templates")
_log = structlog.get_logger()


@pages.get("/open-days/gate", needs=Right.RELEASE_OPEN_DAYS)
def ask() -> AnyResponse | str:
    """Ask for a code, or lead to the one that was typed."""
    return _typed() or _page()


@pages.get("/open-days/gate/<code>", needs=Right.RELEASE_OPEN_DAYS)
def show(code: str) -> AnyResponse | str:
    """Who shows this code: how many, for which day, whether they came already."""
    return _typed() or _page(code)


@pages.post("/open-days/gate/<code>", needs=Right.RELEASE_OPEN_DAYS)
def check_in(code: str) -> AnyResponse | tuple[str, int]:
    """Note that they came; again says so and changes nothing."""
    try:
        booking, _, first = bureau().open_day_desk.check_in(code=code, at=now())
    except OpenDayError as refused:
        flash(refused.explanation, "problem")
        return _page(code), 409
    flash(say("gate_in" if first else "gate_again", party=booking.party), "done")
    _log.info("checked_in", booking=booking.id, first=first, officer=officer().name)
    return redirect(url_for(".show", code=booking.code))


def _typed() -> AnyResponse | None:
    """Lead to the code that was typed into the form, if one was."""
    typed = plain_code(request.args.get("code", ""))
    return redirect(url_for(".show", code=typed)) if typed else None


def _page(code: str = "") -> str:
    found = bureau().open_days.by_code(code) if code else None
    return render_template(
        "open_days/gate.html",
        code=code,
        found=found,
        spaced=spaced,
        words=words(),
        days_ahead=days_ahead,
        at=now(),
    )
