"""For administrators and auditors: who saw, did and took along what, and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from basis.clock import SHANGHAI
from bureau.audit import AuditFilter, AuditOutcome, Deed, Meanings, told, verb_names, words
from bureau.audit.sheets import audit_csv, audit_xlsx
from bureau.cases import NumberError
from bureau.cases import words as case_words
from bureau.cases.categories import categories
from bureau.officers import Right
from bureau.officers.roles import roles
from portal.context import bureau, now, say
from portal.guard import Pages
from portal.paging import Paging
from portal.parameters import asked_day, choice
from portal.problems import ProblemError

pages = Pages("audit", __name__, template_folder="templates")

_SIZE = 50  # a line is a line: more of them fit on a page than cases
# Lines in one file: what a spreadsheet opens without complaint.
_MOST = 50_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/audit", needs=Right.SEE_AUDIT)
def listing() -> str:
    """The lines, the newest first, by officer, verb, case and day."""
    paging, wanted = Paging.asked(size=_SIZE), _wanted()
    found, total = bureau().audit.page(wanted, limit=_SIZE, offset=paging.offset)
    paging.check(total)
    return render_template(
        "portal/audit.html",
        lines=found,
        total=total,
        paging=paging,
        wanted=wanted,
        outcomes=AuditOutcome,
        verbs=verb_names(),
        words=words(),
        told=partial(told, meanings=_meanings()),
        officers=_names(),
        today=now().astimezone(SHANGHAI).date(),
    )


@pages.get("/looked", needs=Right.SEE_AUDIT)
def looked() -> AnyResponse:
    """Lead from the address that once listed who opened which case."""
    return redirect(url_for(".listing", deed=Deed.SAW))


@pages.get("/audit.csv", needs=Right.SEE_AUDIT)
def csv() -> AnyResponse:
    """The lines as CSV, in UTF-8 with the mark that Excel looks for."""
    return _file(audit_csv, "text/csv; charset=utf-8", "csv")


@pages.get("/audit.xlsx", needs=Right.SEE_AUDIT)
def xlsx() -> AnyResponse:
    """The lines as a workbook."""
    return _file(audit_xlsx, _XLSX, "xlsx")


def _file(write: Callable[..., bytes], mime: str, ending: str) -> AnyResponse:
    found, total = bureau().audit.page(_wanted(), limit=_MOST, offset=0)
    if total > _MOST:
        flash(say("audit_too_many", count=total, most=_MOST), "problem")
        return redirect(f"{url_for('.listing')}?{request.query_string.decode()}")
    content = write(found, _names(), _meanings(), demo=bureau().settings.demo)
    response = Response(content, content_type=mime)
    name = f"audit-{now().astimezone(SHANGHAI):%Y%m%d-%H%M}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _wanted() -> AuditFilter:
    """Read what is asked for. Raises `ProblemError` (404) for what there is not."""
    deed = choice("deed", tuple(Deed))
    since, until = asked_day("day"), asked_day("until")
    if since and until and since > until:
        raise ProblemError(404, "days", since=str(since), until=str(until))
    last = until or since
    return AuditFilter(
        officer=request.args.get("officer", "").strip()[:32] or None,
        deed=Deed(deed) if deed else None,
        verb=choice("verb", verb_names()),
        number=_number(request.args.get("number", "").strip()[:24]) or None,
        since=_midnight(since) if since else None,
        until=_midnight(last) + timedelta(days=1) if last else None,
    )


def _number(typed: str) -> str:
    """Return the number of the case that is meant, else what was typed: a case may be gone."""
    try:
        case = bureau().cases.find(typed) if typed else None
    except NumberError:
        return typed
    return case.number if case else typed


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _meanings() -> Meanings:
    """Return what the codes are called that a line holds and other rooms name."""
    kinds = {code: case_words().category(code) for code in categories()}
    places = bureau().places
    areas = {each.code: places.label(each.code) for each in (*places.counties(), *places.towns())}
    return {
        "authority": {each.code: each.name for each in bureau().cases.authorities()},
        "category": kinds,
        "categories": kinds,
        "role": {code: role.name for code, role in roles().items()},
        "lead": _names(),
        **dict.fromkeys(("town", "area", "unit"), areas),
    }


def _names() -> dict[str, str]:
    return {each.name: each.full_name for each in bureau().officers.every()}
