"""The landing page: an officer's own work by urgency; what they were told; their absences."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response as AnyResponse

from basis.clock import SHANGHAI
from bureau.cases.masking import masked_case
from bureau.casework import Bucket, CaseworkError
from bureau.officers import Right
from portal.casework.found import full_names, me
from portal.context import bureau, now, officer, say
from portal.guard import Pages
from portal.parameters import choice

pages = Pages("casework", __name__, template_folder="../templates")
_OF_EACH, _OF_ONE = 12, 200


@pages.get("/cases/mine", needs=Right.WORK_CASES)
def queue() -> str:
    """An officer's queue: danger, overdue, due today, waiting for them, theirs, nobody's."""
    only = choice("part", tuple(Bucket))
    cookie["back"] = request.full_path.rstrip("?")
    work = bureau().casework
    parts = work.queue(
        officer=me(),
        scope=officer().scope,
        at=now(),
        only=Bucket(only) if only else None,
        limit=_OF_ONE if only else _OF_EACH,
    )
    return render_template(
        "portal/queue.html",
        parts={
            bucket: [(masked_case(each.case), each.hands) for each in queued]
            for bucket, queued in parts.items()
        },
        counts=work.counts(officer=me(), scope=officer().scope, at=now()),
        buckets=Bucket,
        only=only,
        names=full_names(),
        begun=bureau().drafts.of_officer(officer=me()),
        undoable=bureau().batches.undoable(by=me(), at=now()),
        away=[each for each in work.leaves(at=now()) if each.officer == me()],
        stands_in=sorted(work.acts_for(officer=me(), at=now()) - {me()}),
    )


@pages.get("/notices", needs=Right.WORK_CASES)
def notices() -> str:
    """What this officer was told; opening the page is seeing it."""
    told = bureau().casework.notices(officer=me())
    bureau().casework.see(officer=me(), at=now())
    return render_template("portal/notices.html", notices=told)


@pages.get("/leave", needs=Right.WORK_CASES)
def leave() -> str:
    """Who is away, and who stands in for whom."""
    return _leave_page({})


@pages.post("/leave", needs=Right.WORK_CASES)
def go_on_leave() -> AnyResponse | tuple[str, int]:
    """Name who stands in for this officer, from a day to a day."""
    form = request.form
    try:
        begins, ends = date.fromisoformat(form["begins"]), date.fromisoformat(form["ends"])
        bureau().casework.go_on_leave(
            officer=me(),
            deputy=form.get("deputy", ""),
            begins=max(_midnight(begins), now()) if begins <= _today() else _midnight(begins),
            ends=_midnight(ends + timedelta(days=1)),
            by=me(),
            at=now(),
        )
    except (KeyError, ValueError, OverflowError):
        flash(say("leave_dates"), "problem")
        return _leave_page(form.to_dict()), 409
    except CaseworkError as refused:
        flash(refused.explanation, "problem")
        return _leave_page(form.to_dict()), 409
    flash(say("leave_kept"), "done")
    return redirect(url_for(".leave"))


@pages.post("/leave/<int:leave_id>/end", needs=Right.WORK_CASES)
def end_leave(leave_id: int) -> AnyResponse:
    """Come back, or take back an absence of one's own."""
    try:
        bureau().casework.end_leave(leave=leave_id, by=me())
    except CaseworkError as refused:
        flash(refused.explanation, "problem")
    else:
        flash(say("leave_ended"), "done")
    return redirect(url_for(".leave"))


def _leave_page(typed: dict[str, str]) -> str:
    return render_template(
        "portal/leave.html",
        leaves=bureau().casework.leaves(at=now()),
        colleagues=bureau().casework.deputies(officer=me()),
        names=full_names(),
        typed=typed,
        today=_today().isoformat(),
        me=me(),
        at=now(),
    )


def _today() -> date:
    return now().astimezone(SHANGHAI).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
