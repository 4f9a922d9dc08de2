"""Open days for officers: the list, a new one, one with who comes, its sign-in list."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from basis import days_ahead
from bureau.officers import Right
from bureau.open_days import (
    DayPlan,
    LetterReach,
    OpenDay,
    OpenDayError,
    ToldOf,
    spaced,
    words,
)
from portal.context import bureau, now, officer, say
from portal.guard import Pages
from portal.lists import handed, list_of
from portal.open_days.forms import FormError, instant_of, local_time, whole_of
from portal.paging import SIZE, Paging

pages = Pages("open_days", __name__, template_folder="../templates")
_log = structlog.get_logger()
_LARGEST = 2**31


@pages.get("/open-days", needs=Right.RELEASE_OPEN_DAYS)
def listing() -> str:
    """Days to come, and below them the past ones."""
    paging, at = Paging.asked(), now()
    past, total = bureau().open_day_desk.past(at=at, limit=SIZE, offset=paging.offset)
    paging.check(total)
    coming = [] if paging.number > 1 else bureau().open_day_desk.coming(at=at)
    return render_template(
        "open_days/list.html", coming=coming, past=past, total=total, paging=paging, **_words()
    )


@pages.get("/open-days/new", needs=Right.RELEASE_OPEN_DAYS)
def new() -> str:
    """The form of a new day."""
    return _form({})


@pages.post("/open-days/new", needs=Right.RELEASE_OPEN_DAYS, tells=("facility",))
def announce() -> AnyResponse | tuple[str, int]:
    """Publish a new day; what cannot be is explained, and what was typed stays."""
    try:
        day = bureau().open_day_desk.announce(plan=_plan(request.form), at=now())
    except (OpenDayError, FormError) as refused:
        flash(_explained(refused), "problem")
        return _form(request.form), 409
    _log.info("open_day_announced", day=day.id, officer=officer().name)
    flash(say("open_day_announced"), "done")
    return redirect(url_for(".show", day=day.id))


@pages.get("/open-days/<int:day>", needs=Right.RELEASE_OPEN_DAYS)
def show(day: int) -> str:
    """A day with who comes, who waits, and how it went."""
    return _page(_found(day))


@pages.post("/open-days/<int:day>", needs=Right.RELEASE_OPEN_DAYS, tells=("verb",))
def change(day: int) -> AnyResponse | tuple[str, int]:
    """Change a day, or call it off; all who booked are told."""
    found, form = _found(day), request.form
    desk = bureau().open_day_desk
    try:
        match form.get("verb"):
            case "change":
                desk.change(day=day, plan=_plan(form), at=now())
                flash(say("open_day_changed"), "done")
            case "call_off":
                count = desk.call_off(day=day, reason=form.get("reason", ""), at=now())
                flash(say("open_day_called_off", count=count), "done")
            case _:
                abort(400)
    except (OpenDayError, FormError) as refused:
        flash(_explained(refused), "problem")
        return _page(found, typed=form), 409
    _log.info("open_day_changed", day=day, verb=form.get("verb"), officer=officer().name)
    return redirect(url_for(".show", day=day))


@pages.post("/open-days/bookings/<int:booking>", needs=Right.RELEASE_OPEN_DAYS)
def take_back(booking: int) -> AnyResponse:
    """Take one booking back and tell why."""
    if booking >= _LARGEST:
        abort(404)
    desk = bureau().open_day_desk
    try:
        ended = desk.take_back(booking=booking, reason=request.form.get("reason", ""), at=now())
    except OpenDayError as refused:
        if refused.code == "no_booking":
            abort(404)
        flash(refused.explanation, "problem")
        return redirect(request.referrer or url_for(".listing"))
    flash(say("open_day_taken_back"), "done")
    return redirect(url_for(".show", day=ended.day))


@pages.get("/open-days/<int:day>/list.xlsx", needs=Right.RELEASE_OPEN_DAYS)
def sign_in_list(day: int) -> Response:
    """Who comes, with the code they show and a place to sign, as a workbook."""
    found = _found(day)
    desk = bureau().open_day_desk
    numbers, bookings = desk.phones(day), desk.bookings(day)
    told = desk.told(bookings)
    rows = tuple(
        (
            place,
            spaced(each.code),
            each.party,
            numbers.get(each.id, ""),
            words().state(each.state),
            _notice(told.get(each.id), phone=each.id in numbers) if each.live else "",
            days_ahead.clock(each.checked_in) if each.checked_in else "",
            "",
        )
        for place, each in enumerate(
            (each for each in bookings if each.live or each.checked_in), start=1
        )
    )
    when = days_ahead.span(found.starts, found.ends, now())
    asked = f"{found.facility.name} {when}"
    return handed(list_of("open_day", rows, total=len(rows), asked=asked), "xlsx")


def _plan(form: Mapping[str, str]) -> DayPlan:
    return DayPlan(
        facility=form.get("facility", ""),
        starts=instant_of(form, "starts"),
        ends=instant_of(form, "ends"),
        seats=whole_of(form, "seats"),
        opens=instant_of(form, "opens"),
        closes=instant_of(form, "closes"),
        note=form.get("note", "").strip(),
    )


def _form(typed: Mapping[str, str]) -> str:
    shown = [each for each in bureau().open_day_desk.facilities() if each.shown]
    return render_template("open_days/new.html", typed=typed, facilities=shown, **_words())


def _page(day: OpenDay, typed: Mapping[str, str] | None = None) -> str:
    desk = bureau().open_day_desk
    bookings = desk.bookings(day.id)
    told = desk.told(bookings)
    missed = [each for each in bookings if each.live and _missed(told.get(each.id))]
    fields = ("starts", "ends", "opens", "closes")
    kept = {name: local_time(getattr(day, name)) for name in fields}
    kept |= {"seats": str(day.seats), "note": day.note, "facility": day.facility.code}
    return render_template(
        "open_days/day.html",
        day=day,
        bookings=bookings,
        told=told,
        missed=missed,
        reaches_anybody=desk.reaches_anybody,
        attendance=desk.attendance(day.id),
        facilities=[each for each in desk.facilities() if each.shown],
        typed=typed or kept,
        spaced=spaced,
        **_words(),
    )


def _missed(told: ToldOf | None) -> bool:
    return told is not None and told.reach is LetterReach.MISSED


def _notice(told: ToldOf | None, *, phone: bool) -> str:
    """Return whether somebody was reached, and what is to be done where not."""
    if told is None:
        return words().part("not_written")
    said = words().part("notice", what=told.what, reach=words().reach(told.reach))
    return said + (words().part("call" if phone else "no_phone") if _missed(told) else "")


def _words() -> dict[str, object]:
    return {"words": words(), "days_ahead": days_ahead, "at": now()}


def _explained(refused: OpenDayError | FormError) -> str:
    return refused.explanation if isinstance(refused, OpenDayError) else say(refused.code)


def _found(day: int) -> OpenDay:
    found = bureau().open_day_desk.day(day) if day < _LARGEST else None
    if found is None:
        abort(404)
    return found
