"""Hand-overs of a case: taking it, giving it to others, giving it back, who helps."""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from bureau.casework import CaseworkError
from bureau.officers import Right
from portal.casework.found import me, own_case, to_case
from portal.context import bureau, now, say
from portal.guard import Pages

pages = Pages("hands", __name__, template_folder="../templates")


@pages.post("/cases/<number>/take", needs=Right.WORK_CASES)
def take(number: str) -> AnyResponse:
    """Take a case in hand: of danger, this ends the alarm."""
    return _done(
        number,
        "hands_taken",
        lambda found: bureau().casework.take(number=found, by=me(), at=now()),
    )


@pages.post("/cases/<number>/assign", needs=Right.ASSIGN_CASES, tells=("unit", "lead"))
def assign(number: str) -> AnyResponse:
    """Give a case to an office, or to a person in it."""
    form = request.form
    return _done(
        number,
        "hands_assigned",
        lambda found: bureau().casework.assign(
            number=found,
            unit=form.get("unit", ""),
            lead=form.get("lead", ""),
            note=form.get("note", ""),
            by=me(),
            at=now(),
        ),
    )


@pages.post("/cases/<number>/hand-back", needs=Right.WORK_CASES)
def hand_back(number: str) -> AnyResponse:
    """Give back a case that one has in hand, with a reason."""
    reason = request.form.get("note", "")
    return _done(
        number,
        "hands_back",
        lambda found: bureau().casework.hand_back(number=found, reason=reason, by=me(), at=now()),
    )


@pages.post("/cases/<number>/involve", needs=Right.WORK_CASES)
def involve(number: str) -> AnyResponse:
    """Say who helps the officer who leads."""
    helpers = request.form.getlist("helpers")
    return _done(
        number,
        "hands_involved",
        lambda found: bureau().casework.involve(number=found, helpers=helpers, by=me(), at=now()),
    )


def _done(number: str, said: str, act: Callable[[str], object]) -> AnyResponse:
    found = own_case(number)
    try:
        act(found.number)
    except CaseworkError as refused:
        return to_case(found.number, problem=refused.explanation)
    return to_case(found.number, said=say(said))
