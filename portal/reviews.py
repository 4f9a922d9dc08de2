"""What waits for a second officer: agreed to, refused, or taken back."""

from __future__ import annotations

from typing import Any

import structlog
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import right_names
from bureau.reviews import LONGEST_REASON, ActError, Review, ReviewError, ReviewState
from portal.context import bureau, now, officer, say
from portal.four_eyes import carry_out
from portal.guard import Pages, about, with_second
from surveys.waves import title

pages = Pages("reviews", __name__, template_folder="templates")
_log = structlog.get_logger()
_ID = f"<int(max={2**31 - 1}):review>"


@pages.get("/reviews", open_to_all_officers=True)
def listing() -> str:
    """What waits for a second officer, and what was decided lately."""
    bureau().reviews.expire(at=now())
    return render_template(
        "portal/reviews.html",
        waiting=_waiting(),
        decided=[each for each in bureau().reviews.decided(officer()) if _in_sight(each)],
        four_eyes=bureau().reviews.four_eyes,
        right_names=right_names(),
        officers={each.name: each.full_name for each in bureau().officers.every()},
        authorities={each.code: each.name for each in bureau().cases.authorities()},
        title=title,
        longest=LONGEST_REASON,
        states=ReviewState,
    )


@pages.post(f"/reviews/{_ID}/approve", open_to_all_officers=True)
def approve(review: int) -> AnyResponse:
    """Agree, and have it carried out, once."""
    try:
        found = _found(review)
        said = bureau().reviews.approve(
            review=found.id, by=officer(), at=now(), carry_out=carry_out
        )
    except ReviewError as refused:
        flash(say(f"review_{refused.code}"), "problem")
    except ActError as refused:
        flash(str(refused), "problem")
    else:
        _log.info("review_approved", act=found.act, asked_by=found.asked_by, by=officer().name)
        flash(said, "done")
    return redirect(url_for(".listing"))


@pages.post(f"/reviews/{_ID}/refuse", open_to_all_officers=True)
def refuse(review: int) -> AnyResponse:
    """Say no, with a reason that the one who asked reads."""
    try:
        found = _found(review)
        why = request.form.get("why", "")
        bureau().reviews.refuse(review=found.id, by=officer(), at=now(), why=why)
    except ReviewError as refused:
        flash(say(f"review_{refused.code}"), "problem")
    else:
        flash(say("review_refused"), "done")
    return redirect(url_for(".listing"))


@pages.post(f"/reviews/{_ID}/withdraw", open_to_all_officers=True)
def withdraw(review: int) -> AnyResponse:
    """Take one's own request back."""
    try:
        found = _found(review)
        bureau().reviews.withdraw(review=found.id, by=officer(), at=now())
    except ReviewError as refused:
        flash(say(f"review_{refused.code}"), "problem")
    else:
        flash(say("review_withdrawn"), "done")
    return redirect(url_for(".listing"))


@pages.app_context_processor
def _shown() -> dict[str, Any]:
    return {
        "waiting_reviews": lambda: sum(each.asked_by != officer().name for each in _waiting()),
        "reviews_here": lambda: any(map(officer().holds, bureau().reviews.four_eyes)),
    }


def _waiting() -> list[Review]:
    return [each for each in bureau().reviews.waiting(officer(), at=now()) if _in_sight(each)]


def _found(review: int) -> Review:
    """Return an act this officer may decide on; of others they hear what they hear of none."""
    found = bureau().reviews.get(review, officer())
    if not _in_sight(found):
        raise ReviewError("unknown")
    with_second(found.asked_by if found.asked_by != officer().name else "", found.act)
    if found.number:
        about(found.number)
    return found


def _in_sight(review: Review) -> bool:
    case = bureau().cases.find(review.number) if review.number else None
    return not review.number or (case is not None and case.open_to(officer(), review.right))
