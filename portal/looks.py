"""For administrators and auditors: who opened which case, and when."""

from __future__ import annotations

from flask import render_template

from bureau.officers import Right
from portal.context import bureau
from portal.guard import Pages
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
