"""Facilities and open days as one sheet: uploaded after a look at what it changes, and exported."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

import structlog
from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from basis import days_ahead
from bureau.officers import Right
from bureau.open_days import (
    OpenDayError,
    SheetLine,
    SheetPlan,
    heading,
    headings,
    read_sheet,
    words,
)
from portal.context import bureau, now, officer, say
from portal.guard import Pages
from portal.lists import TakenList, as_csv, handed, handed_as, title_of
from tabular.faults import TableError

pages = Pages("open_day_sheets", __name__, template_folder="../templates")
_log = structlog.get_logger()
_MOST_SHOWN = 200
_A_YEAR = timedelta(days=366)


@pages.get("/open-days/sheet", needs=Right.RELEASE_OPEN_DAYS)
def ask() -> str:
    """The form that takes a sheet, and what must stand in one."""
    return _page()


@pages.post("/open-days/sheet", needs=Right.RELEASE_OPEN_DAYS, tells=("verb",))
def take() -> AnyResponse | str | tuple[str, int]:
    """Look at what a sheet changes, or take what was looked at."""
    intake, at = bureau().open_day_intake, now()
    try:
        if request.form.get("verb") == "take":
            lines = _carried(request.form.get("rows", ""))
        else:
            file = request.files.get("file")
            if file is None or not file.filename:
                flash(say("open_days_no_file"), "problem")
                return _page(), 422
            lines = read_sheet(file.read(), named=file.filename)
        plan = intake.plan(lines=lines, at=at)
        if request.form.get("verb") != "take" or request.form.get("mark") != plan.mark:
            # What came in between may have changed it: then it is looked at once more.
            return _page(plan, lines), 422 if plan.faults else 200
        intake.take(plan=plan, at=at)
    except TableError as wrong:
        flash(say("open_days_unreadable", what=str(wrong)), "problem")
        return _page(), 422
    except OpenDayError as refused:
        flash(refused.explanation, "problem")
        return _page(), 409
    _log.info("open_days_taken", changes=plan.changes, officer=officer().name)
    flash(say("open_days_taken", count=plan.changes), "done")
    return redirect(url_for("portal.open_days.listing"))


@pages.get("/open-days/sheet.xlsx", needs=Right.RELEASE_OPEN_DAYS)
def xlsx() -> Response:
    """All facilities with their open days since last year, as a workbook that can be uploaded."""
    return handed(_kept(), "xlsx")


@pages.get("/open-days/sheet.csv", needs=Right.RELEASE_OPEN_DAYS)
def table() -> Response:
    """The same as CSV, without notes below: each row can be read back."""
    return handed_as(_kept(), "csv", as_csv(_kept(), ()))


def _kept() -> TakenList:
    rows = bureau().open_day_intake.rows(since=now() - _A_YEAR)
    return TakenList("open_days", title_of("open_days"), headings(), tuple(rows), "")


def _page(plan: SheetPlan | None = None, lines: Sequence[SheetLine] = ()) -> str:
    return render_template(
        "open_days/sheet.html",
        plan=plan,
        carried=_carrying(lines),
        most=_MOST_SHOWN,
        heading=heading,
        words=words(),
        days_ahead=days_ahead,
        at=now(),
    )


def _carrying(lines: Sequence[SheetLine]) -> str:
    """Return rows as they are kept in the page between the look and the taking."""
    said = [[line.line, {k: v for k, v in line.cells.items() if v}, line.fault] for line in lines]
    return json.dumps(said, ensure_ascii=False)


def _carried(text: str) -> list[SheetLine]:
    try:
        return [
            SheetLine(int(line), {str(k): str(v) for k, v in cells.items()}, str(fault))
            for line, cells, fault in json.loads(text)
        ]
    except (ValueError, TypeError, AttributeError):
        abort(400)
