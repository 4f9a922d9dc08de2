"""What did not arrive, and why."""

from __future__ import annotations

from flask import Blueprint, render_template

from bureau.messaging.model import Letter
from portal.context import bureau

pages = Blueprint("deliveries", __name__, template_folder="templates")

_MOST = 200


@pages.get("/deliveries")
def listing() -> str:
    """Messages that were refused, wait for the citizen's next message, or are tried again."""
    letters = bureau().outbox.undelivered(limit=_MOST)
    return render_template(
        "portal/deliveries.html", letters=[(each, _number(each)) for each in letters], most=_MOST
    )


def _number(letter: Letter) -> str | None:
    """Return the case that a letter is about."""
    kind, _, rest = letter.why.partition(":")
    return rest.partition(":")[0] if kind == "case" else None
