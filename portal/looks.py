"""For the administrator: who opened which case, and when."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.account import administrator_only
from portal.context import bureau
from portal.paging import SIZE, Paging

pages = Blueprint("looks", __name__, template_folder="templates")


@pages.get("/looked")
def listing() -> str:
    """The looks, the newest first."""
    administrator_only()
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
