"""The page of texts that officers use again."""

from __future__ import annotations

import re

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.cases import categories
from bureau.casework import CaseworkError, words
from bureau.casework.templates import LONGEST_TEXT, LONGEST_TITLE
from bureau.officers import Right
from portal.casework.found import full_names, me
from portal.context import bureau, now, officer, say
from portal.guard import Pages

# More digits than any template will have are none of ours.
_NUMBER = re.compile(r"[0-9]{1,9}")
pages = Pages("templates", __name__, template_folder="../templates")


@pages.get("/templates", needs=Right.WORK_CASES)
def listing() -> str:
    """All templates by kind, and the form for a new one."""
    return _page({})


@pages.post("/templates", needs=Right.WORK_CASES)
def keep() -> AnyResponse | tuple[str, int]:
    """Keep a new template, or change one."""
    form = request.form
    asked = form.get("template", "0")
    try:
        bureau().templates.keep(
            template=int(asked) if _NUMBER.fullmatch(asked) else 0,
            title=form.get("title", ""),
            category=form.get("category", ""),
            text=form.get("text", ""),
            by=me(),
            at=now(),
            any_author=_any_author(),
        )
    except CaseworkError as refused:
        flash(refused.explanation, "problem")
        return _page(form.to_dict()), 409
    flash(say("template_kept"), "done")
    return redirect(url_for(".listing"))


@pages.post("/templates/<int:template>/drop", needs=Right.WORK_CASES)
def drop(template: int) -> AnyResponse:
    """Take a template away."""
    try:
        bureau().templates.drop(template=template, by=me(), any_author=_any_author())
    except CaseworkError as refused:
        flash(refused.explanation, "problem")
    else:
        flash(say("template_dropped"), "done")
    return redirect(url_for(".listing"))


def _any_author() -> bool:
    return officer().holds(Right.MANAGE_OFFICERS)


def _page(typed: dict[str, str]) -> str:
    return render_template(
        "portal/templates.html",
        templates=bureau().templates.every(),
        categories=categories(),
        blanks=words().blanks(),
        names=full_names(),
        typed=typed,
        longest=LONGEST_TEXT,
        longest_title=LONGEST_TITLE,
        me=me(),
        any_author=_any_author(),
    )
