"""One tap links, merges or parts cases that belong together."""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from bureau.cases import StepError
from bureau.casework import CaseworkError
from bureau.officers import Right
from portal.casework.found import me, other_case, own_case, to_case
from portal.context import bureau, now, say
from portal.guard import Pages

pages = Pages("neighbours", __name__, template_folder="../templates")


@pages.post("/cases/<number>/link", needs=Right.WORK_CASES)
def link(number: str) -> AnyResponse:
    """Say that another case belongs to this one."""
    return _done(
        number,
        "linked",
        lambda found, other: bureau().neighbours.link(number=found, other=other, by=me(), at=now()),
    )


@pages.post("/cases/<number>/unlink", needs=Right.WORK_CASES)
def unlink(number: str) -> AnyResponse:
    """Take a link away."""
    return _done(
        number,
        "unlinked",
        lambda found, other: bureau().neighbours.unlink(
            number=found, other=other, by=me(), at=now()
        ),
    )


@pages.post("/cases/<number>/gather", needs=Right.WORK_CASES)
def gather(number: str) -> AnyResponse:
    """Merge another case into this one."""
    return _done(
        number,
        "gathered",
        lambda found, other: bureau().neighbours.merge(number=other, into=found, by=me(), at=now()),
    )


@pages.post("/cases/<number>/part", needs=Right.WORK_CASES)
def part(number: str) -> AnyResponse:
    """Take a case that was merged into this one apart again."""
    return _done(
        number,
        "parted",
        lambda _, other: bureau().neighbours.split(number=other, by=me(), at=now()),
    )


def _done(number: str, said: str, act: Callable[[str, str], object]) -> AnyResponse:
    found, other = own_case(number), other_case(request.form.get("other", ""))
    if other is None:
        return to_case(found.number, problem=say("other_unknown"))
    try:
        act(found.number, other.number)
    except (CaseworkError, StepError) as refused:
        return to_case(found.number, problem=refused.explanation)
    return to_case(found.number, said=say(said, other=other.number))
