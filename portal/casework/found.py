"""The case that a page of the desk is about, and what is known of the people around it."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.cases import Case, NumberError
from bureau.officers import Officer
from portal.context import bureau, officer
from portal.guard import about


def own_case(number: str) -> Case:
    """Return a case that this officer may see; ends with 404 where there is none."""
    found = other_case(number)
    if found is None:
        abort(404)
    about(found.number)
    return found


def other_case(number: str) -> Case | None:
    """Return a case that this officer may see; one they may not see is as good as none."""
    try:
        found = bureau().cases.find(number)
    except NumberError:
        return None
    return found if found is not None and found.open_to(officer()) else None


def to_case(number: str, *, said: str = "", problem: str = "") -> AnyResponse:
    """Go back to a case, with a word on what was done or why it was not."""
    if said or problem:
        flash(said or problem, "done" if said else "problem")
    return redirect(url_for("portal.cases.case", number=number))


def colleagues() -> list[Officer]:
    """Return the officers who can be given work, by their full names."""
    return sorted(
        (each for each in bureau().officers.every() if each.active), key=lambda one: one.full_name
    )


def full_names() -> dict[str, str]:
    """Return the full names of all officers, former ones too, by login name."""
    return {each.name: each.full_name for each in bureau().officers.every()}


def me() -> str:
    """Return the login name of who is signed in."""
    return officer().name
