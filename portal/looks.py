"""For administrators and auditors: who opened which case, and when."""

from __future__ import annotations

from flask import Response, render_template

from bureau.officers import Right
from portal.context import bureau
from portal.filters import instant
from portal.guard import Pages
from portal.lists import MOST, TakenList, handed, list_of
from portal.paging import SIZE, Paging

pages = Pages("looks", __name__, template_folder="templates")


@pages.get("/looked", needs=Right.SEE_AUDIT)
def listing() -> str:
    """The looks, the newest first."""
    paging = Paging.asked()
    found, total = bureau().looks.page(limit=SIZE, offset=paging.offset)
    paging.check(total)
    return render_template(
        "portal/looked.html",
        looks=found,
        total=total,
        paging=paging,
        officers={each.name: each.full_name for each in bureau().officers.every()},
    )


@pages.get("/looked.xlsx", needs=Right.SEE_AUDIT)
def xlsx() -> Response:
    """All looks as a workbook."""
    return handed(_list(), "xlsx")


@pages.get("/looked.csv", needs=Right.SEE_AUDIT)
def csv() -> Response:
    """The same as CSV."""
    return handed(_list(), "csv")


def _list() -> TakenList:
    found, total = bureau().looks.page(limit=MOST, offset=0)
    officers = {each.name: each.full_name for each in bureau().officers.every()}
    rows = tuple(
        (instant(each.at), officers.get(each.officer, each.officer), each.number, each.reason)
        for each in found
    )
    return list_of("looks", rows, total=total)
