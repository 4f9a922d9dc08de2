"""Finding cases: by words, number or its tail, place, firm, date, category, handler, status."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

import structlog
from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.cases import Case, Status, categories
from bureau.cases.masking import masked_case
from bureau.finding import CaseQuery, FoundCases
from bureau.finding.service import MOST_SAVED
from bureau.officers import Right
from portal.context import bureau, now, officer, say
from portal.excerpts import excerpt
from portal.guard import Pages
from portal.lists import case_list, handed, in_words
from portal.paging import asked_key
from portal.parameters import asked_day, choice, is_asked, own_area
from portal.problems import ProblemError

pages = Pages("find", __name__, template_folder="templates")
_log = structlog.get_logger()

SIZE = 30
# The names of the form's fields, in the order in which a search is kept.
FIELDS = ("q", "firm", "area", "category", "status", "handler", "urgent", "since", "until")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    query: CaseQuery
    after: int | None

    @classmethod
    def read(cls) -> Asked:
        """Read it. Raises `ProblemError` (404) for what is none."""
        after = asked_key(r"[0-9]{1,15}")
        since, until = asked_day("since"), asked_day("until")
        if since and until and since > until:
            raise ProblemError(404, "days", since=str(since), until=str(until))
        query = CaseQuery(
            text=_text("q"),
            firm=_text("firm"),
            area=own_area("area"),
            category=choice("category", categories()) or "",
            status=choice("status", ("open", *Status)) or "",
            handler=choice("handler", [each.name for each in bureau().officers.every()]) or "",
            urgent=is_asked("urgent"),
            since=since,
            until=until,
            scope=officer().scope,
        )
        return cls(query, int(after) if after else None)


@pages.get("/find", needs=Right.SEE_CASES)
def page() -> str:
    """What is found, the newest first; and the officer's own searches."""
    asked = Asked.read()
    found = bureau().finding.find(asked.query, limit=SIZE, after=asked.after)
    return render_template(
        "find/find.html",
        asked=asked,
        query=asked.query,
        found=found,
        rows=_rows(found, asked.query),
        kept={name: request.args[name] for name in FIELDS if request.args.get(name)},
        narrowed=in_words(replace(asked.query, text=""))
        if any(request.args.get(name) for name in FIELDS[1:])
        else "",
        saved=bureau().finding.saved(by=officer().name),
        officers={each.name: each.full_name for each in bureau().officers.every()},
        statuses=Status,
        categories=categories(),
        places=bureau().places,
    )


@pages.post("/find/saved", needs=Right.SEE_CASES)
def save() -> AnyResponse:
    """Keep the search of the form under a name."""
    kept = {name: request.form[name][:_LONGEST] for name in FIELDS if request.form.get(name)}
    query = urlencode(kept)
    done = bureau().finding.save(
        name=request.form.get("name", ""), query=query, by=officer().name, at=now()
    )
    if done:
        flash(say("search_kept"), "done")
    else:
        flash(say("search_not_kept", most=MOST_SAVED), "problem")
    return redirect(f"{url_for('.page')}?{query}")


@pages.post("/find/saved/<int:number>", needs=Right.SEE_CASES)
def drop(number: int) -> AnyResponse:
    """Forget one of one's own searches."""
    bureau().finding.drop(number=number, by=officer().name)
    return redirect(url_for(".page"))


@pages.get("/find.xlsx", needs=Right.SEE_CASES)
def xlsx() -> Response:
    """All that is found as a workbook."""
    return _taken("xlsx")


@pages.get("/find.csv", needs=Right.SEE_CASES)
def csv() -> Response:
    """All that is found as CSV."""
    return _taken("csv")


def _taken(ending: str) -> Response:
    return handed(case_list(Asked.read().query), ending)


def _rows(found: FoundCases, query: CaseQuery) -> list[tuple[Case, list[tuple[str, bool]]]]:
    shown = [masked_case(case) for case in found.cases]
    return [(case, excerpt(case, f"{query.text} {query.firm}")) for case in shown]


def _text(name: str) -> str:
    return "".join(filter(str.isprintable, request.args.get(name, ""))).strip()[:_LONGEST]
