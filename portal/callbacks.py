"""What citizens left for an officer: read, answered in their chat, or closed."""

from __future__ import annotations

from typing import Any

import structlog
from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.callbacks import CallbackError
from bureau.callbacks.service import LONGEST_ANSWER
from bureau.officers import Right
from portal.context import bureau, now, officer, say
from portal.guard import Pages
from portal.paging import SIZE, Paging

pages = Pages("callbacks", __name__, template_folder="templates")
_log = structlog.get_logger()


@pages.get("/callbacks", needs=Right.ANSWER_DESK)
def listing() -> str:
    """Messages that wait, the longest first, and below those that were ended."""
    return _page()


@pages.post("/callbacks/<int:number>", needs=Right.ANSWER_DESK, tells=("verb",))
def end(number: int) -> AnyResponse | tuple[str, int]:
    """Answer a message or close it; what cannot be done is explained, and what was typed stays."""
    verb, text = request.form.get("verb"), request.form.get("text", "")
    if verb not in ("answer", "close"):
        abort(400)
    who: dict[str, Any] = {"number": number, "by": officer().name, "at": now()}
    try:
        if verb == "answer":
            bureau().callbacks.answer(text=text, **who)
        else:
            bureau().callbacks.close(**who)
    except CallbackError as refused:
        if refused.code == "unknown":
            abort(404)
        flash(refused.explanation, "problem")
        return _page(typed={number: text}), 409
    _log.info("callback", number=number, verb=verb, officer=officer().name)
    flash(say("callback_answered" if verb == "answer" else "callback_closed"), "done")
    return redirect(url_for(".listing"))


@pages.app_context_processor
def _shown() -> dict[str, Any]:
    return {"waiting_callbacks": lambda: bureau().callbacks.waiting_count()}


def _page(typed: dict[int, str] | None = None) -> str:
    paging = Paging.asked()
    ended, total = bureau().callbacks.ended(limit=SIZE, offset=paging.offset)
    paging.check(total)
    return render_template(
        "portal/callbacks.html",
        waiting=bureau().callbacks.waiting(),
        ended=ended,
        total=total,
        paging=paging,
        typed=typed or {},
        longest=LONGEST_ANSWER,
        at=now(),
        officers={each.name: each.full_name for each in bureau().officers.every()},
    )
