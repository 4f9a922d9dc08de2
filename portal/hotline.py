"""The hotline desk: citizens who asked for a person, talked with in their own chat."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from basis.clock import SHANGHAI
from bureau.cases.categories import categories
from bureau.hotline import HotlineError, Speaker, Talk, TalkStatus, words
from bureau.hotline.service import LONGEST
from bureau.officers import Right
from bureau.places import CITY_CODE
from portal.context import bureau, now, officer, say
from portal.guard import Pages, about
from portal.paging import SIZE, Paging
from portal.photos import photo

pages = Pages("hotline", __name__, template_folder="templates")
_USUAL_SHIFT = timedelta(hours=4)
_log = structlog.get_logger()


@pages.get("/hotline", needs=Right.ANSWER_DESK)
def listing() -> str:
    """Who waits, who is talked with, who sits at the desk when, and talks that ended."""
    paging = Paging.asked()
    desk, local = bureau().hotline, now().astimezone(SHANGHAI)
    ended, total = desk.ended(limit=SIZE, offset=paging.offset)
    paging.check(total)
    talks = desk.open()
    return render_template(
        "portal/hotline/list.html",
        talks=talks,
        said={each.number: desk.last_words(each) for each in talks},
        ended=ended,
        total=total,
        paging=paging,
        shifts=desk.shifts(at=now()),
        open_now=desk.open_at(now()),
        open_hours=desk.usual_hours(now()),
        shift_from=f"{local:%Y-%m-%dT%H:%M}",
        shift_to=f"{local + _USUAL_SHIFT:%Y-%m-%dT%H:%M}",
        officers=_names(),
    )


@pages.get("/hotline/<int:number>", needs=Right.ANSWER_DESK)
def talk(number: int) -> str:
    """What was said before and in a talk, and what can be done now."""
    return _page(_found(number))


@pages.get("/hotline/<int:number>/lines", needs=Right.ANSWER_DESK)
def lines(number: int) -> str:
    """The lines alone, for the page that lies open."""
    found = _found(number)
    return render_template(
        "portal/hotline/lines.html",
        talk=found,
        lines=bureau().hotline.lines(found),
        officers=_names(),
    )


@pages.post("/hotline/<int:number>", needs=Right.ANSWER_DESK, tells=("verb",))
def act(number: int) -> AnyResponse | tuple[str, int]:
    """Take a talk, say something, or hand back; what cannot be done is explained."""
    verb = request.form.get("verb")
    who: dict[str, Any] = {"number": number, "by": officer().name, "at": now()}
    desk = bureau().hotline
    try:
        match verb:
            case "take":
                desk.take(**who)
            case "take_over":
                desk.take_over(**who)
            case "say":
                key = request.form.get("key", "")[:32]
                desk.say(text=request.form.get("text", ""), key=key, **who)
            case "hand_back":
                desk.hand_back(**who)
            case _:
                abort(400)
    except HotlineError as refused:
        return _refused(refused, number)
    _log.info("hotline", number=number, verb=verb, officer=officer().name)
    if verb == "hand_back":
        flash(say("hotline_handed_back"), "done")
        return redirect(url_for(".listing"))
    return redirect(url_for(".talk", number=number))


@pages.post("/hotline/<int:number>/case", needs=Right.ANSWER_DESK, tells=("category", "town"))
def make_case(number: int) -> AnyResponse | tuple[str, int]:
    """File what the citizen said as their report."""
    category, town = request.form.get("category", ""), request.form.get("town", "")
    if category not in categories() or (town and bureau().places.get(town) is None):
        abort(400)
    try:
        case = bureau().hotline.make_case(
            number=number,
            category=category,
            place=None if town in ("", CITY_CODE) else town,
            place_text=request.form.get("place", "")[:200],
            by=officer().name,
            at=now(),
        )
    except HotlineError as refused:
        return _refused(refused, number)
    about(case.number)
    flash(say("hotline_filed", number=case.number), "done")
    return redirect(url_for(".talk", number=number))


@pages.get("/hotline/<int:number>/photos/<photo_id>", needs=Right.ANSWER_DESK)
def talk_photo(number: int, photo_id: str) -> Response:
    """A photo that the citizen sent in this talk or shortly before."""
    desk, found = bureau().hotline, _found(number)
    said = [*desk.earlier(found), *desk.waited(found), *desk.lines(found)]
    return photo(photo_id, tuple(line.photo for line in said if line.photo))


@pages.post("/hotline/shifts", needs=Right.ANSWER_DESK)
def add_shift() -> AnyResponse:
    """Put oneself on duty."""
    try:
        begins, ends = (_instant(request.form.get(name, "")) for name in ("begins", "ends"))
        bureau().hotline.add_shift(begins=begins, ends=ends, by=officer().name, at=now())
        flash(say("hotline_shift_kept"), "done")
    except HotlineError as refused:
        flash(refused.explanation, "problem")
    except ValueError:
        flash(say("hotline_no_time"), "problem")
    return redirect(url_for(".listing", _anchor="shifts"))


@pages.post("/hotline/shifts/<int:shift>/drop", needs=Right.ANSWER_DESK)
def drop_shift(shift: int) -> AnyResponse:
    """Take a shift back."""
    bureau().hotline.drop_shift(shift, by=officer().name)
    return redirect(url_for(".listing", _anchor="shifts"))


@pages.app_context_processor
def _shown() -> dict[str, Any]:
    return {"waiting_talks": lambda: bureau().hotline.waiting_count()}


def _found(number: int) -> Talk:
    found = bureau().hotline.find(number)
    if found is None:
        abort(404)
    return found


def _refused(refused: HotlineError, number: int) -> AnyResponse | tuple[str, int]:
    if refused.code == "unknown":
        abort(404)
    flash(refused.explanation, "problem")
    return _page(_found(number), request.form.get("text", "")), 409


def _page(found: Talk, typed: str = "") -> str:
    desk = bureau().hotline
    return render_template(
        "portal/hotline/talk.html",
        talk=found,
        earlier=desk.earlier(found),
        waited=desk.waited(found),
        lines=desk.lines(found),
        guessed=_guessed(found),
        mine=found.status is TalkStatus.TALKING and found.officer == officer().name,
        files=found.officer == officer().name and not found.case,
        officers=_names(),
        canned=words().canned,
        categories=categories(),
        places=bureau().places,
        longest=LONGEST,
        typed=typed,
        key=secrets.token_hex(8),
    )


def _guessed(found: Talk) -> str:
    """Return the code of the place that the citizen seems to speak of, "" for none."""
    desk = bureau().hotline
    said = [*desk.waited(found), *desk.lines(found)]
    text = "\n".join(line.text for line in said if line.speaker is Speaker.CITIZEN)
    mention = bureau().places.best(text)
    return mention.place.code[:9] if mention else ""


def _names() -> dict[str, str]:
    return {each.name: each.full_name for each in bureau().officers.every()}


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
