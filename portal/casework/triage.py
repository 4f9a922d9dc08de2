"""Corrections of how a report was read: kind, place on a map, urgency, time, with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from basis.clock import SHANGHAI
from bureau.cases import Case, Location, categories
from bureau.cases.masking import masked_case
from bureau.casework import CaseworkError, words
from bureau.casework.triage import ReportReading
from bureau.officers import Right
from portal.casework.found import me, other_case, own_case, to_case
from portal.casework.small_map import picker
from portal.context import bureau, now, say
from portal.guard import Pages

pages = Pages("triage", __name__, template_folder="../templates")
_POINT = re.compile(r"\s*(\d{2,3}(?:\.\d+)?)\s*[,，、\s]\s*(\d{1,2}(?:\.\d+)?)\s*")


@pages.get("/cases/<number>/correct", needs=Right.WORK_CASES)
def page(number: str) -> str:
    """The form to correct how a report was read, beside the citizen's own words."""
    found = own_case(number)
    return _page(found, _typed(found))


@pages.post("/cases/<number>/correct", needs=Right.WORK_CASES)
def correct(number: str) -> AnyResponse | tuple[str, int]:
    """Read the report anew; what cannot be is explained, and what was typed stays."""
    found, form = own_case(number), request.form
    try:
        bureau().triage.correct(
            number=found.number,
            reading=_reading(found),
            reason=form.get("reason", ""),
            by=me(),
            at=now(),
        )
    except CaseworkError as refused:
        flash(refused.explanation, "problem")
        typed = {**form.to_dict(), "categories": form.getlist("categories")}
        return _page(found, typed), 409
    bureau().casework.let_go(number=found.number, by=me(), at=now())
    if other_case(found.number) is None:  # now another area's: it is not theirs to see any more
        flash(say("corrected_away", number=found.number), "done")
        return redirect(url_for("portal.cases.home"))
    return to_case(found.number, said=say("corrected"))


def _reading(found: Case) -> ReportReading:
    """Return how the form reads the report; the leading kind first, the others as they stood."""
    form, draft = request.form, found.draft
    leading = form.get("leading", "")
    others = [each for each in form.getlist("categories") if each != leading]
    others.sort(
        key=lambda one: draft.categories.index(one) if one in draft.categories else len(others)
    )
    place = form.get("place", "")
    return ReportReading(
        categories=(leading, *others),
        # A village or a district is kept unless another town is chosen.
        place=draft.place if place == (draft.place or "")[:9] else place or None,
        location=_location(form.get("point", ""), draft.location),
        urgent=form.get("urgent") == "1",
        started=_instant(form.get("started", ""), draft.started),
        ended=_instant(form.get("ended", ""), draft.ended),
        # A village is one of the town beside it: of another town it says nothing.
        village=(form.get("village") or None) if place == (draft.place or "")[:9] else None,
    )


def _location(text: str, before: Location | None) -> Location | None:
    if not text.strip():
        return None
    read = _POINT.fullmatch(text)
    if read is None:
        raise CaseworkError("point_unread")
    if before is not None and text.strip() == _point(before):
        return before
    try:
        return Location(round(float(read[1]), 6), round(float(read[2]), 6))
    except ValueError:
        raise CaseworkError("point_outside") from None


def _instant(text: str, before: datetime | None) -> datetime | None:
    if not text:
        return None
    if before is not None and text == _local(before):
        return before  # its seconds stay
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise CaseworkError("time_unread") from None


def _typed(found: Case) -> dict[str, object]:
    draft = found.draft
    return {
        "leading": draft.category,
        "categories": list(draft.categories),
        "place": (draft.place or "")[:9],
        "village": found.village or "",
        "point": _point(draft.location) if draft.location else "",
        "urgent": "1" if draft.urgent else "",
        "started": _local(draft.started),
        "ended": _local(draft.ended),
        "reason": "",
    }


def _page(found: Case, typed: Mapping[str, object]) -> str:
    return render_template(
        "portal/correct.html",
        case=masked_case(found),
        typed=typed,
        categories=categories(),
        places=bureau().places,
        villages=bureau().villages.of_town(found.town) if found.town else [],
        map=picker(found),
        fields=words().field,
    )


def _point(location: Location) -> str:
    return f"{location.longitude:.5f}, {location.latitude:.5f}"


def _local(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if at else ""
