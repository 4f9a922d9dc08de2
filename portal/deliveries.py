"""What did not arrive, and why: messages to citizens, and what citizens sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from basis.packaged import yaml_beside
from bureau.messaging import ON_PLATFORM, Letter, Outcome
from portal.context import bureau, now, officer, say

pages = Blueprint("deliveries", __name__, template_folder="templates")

_MOST = 200
_SENDS = timedelta(days=30)  # large sends are shown so long
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Missing:
    """A letter that did not arrive: its case, its state and reason in words, what may be done."""

    letter: Letter
    case: str | None
    state: str
    reason: str
    again: bool


@pages.get("/deliveries")
def listing() -> str:
    """Messages that were refused, wait for the citizen or are tried again; media not fetched."""
    letters = [_missing(each) for each in bureau().outbox.undelivered(limit=_MOST)]
    return render_template(
        "portal/deliveries.html",
        letters=letters,
        media=[_media(row) for row in bureau().evidence.missing(limit=_MOST)],
        sends=bureau().outbox.large_sends(since=now() - _SENDS),
        most=_MOST,
    )


# Letters are counted in 64 bits.
@pages.post(f"/deliveries/<int(max={2**63 - 1}):letter>/again")
def send_again(letter: int) -> AnyResponse:
    """Send once more what had failed; the window and the count still decide."""
    return _answer(bureau().outbox.again(letter, at=now()), "letter_again", letter)


@pages.post("/deliveries/media/<media>/again")
def fetch_again(media: str) -> AnyResponse:
    """Fetch once more what had failed, while the platform has it."""
    return _answer(bureau().evidence.again(media[:32], at=now()), "media_again", media)


def _answer(done: bool, event: str, which: int | str) -> AnyResponse:
    if not done:
        abort(404)
    _log.info(event, id=which, officer=officer().name)
    flash(say(event), "done")
    return redirect(url_for(".listing"))


def _missing(letter: Letter) -> Missing:
    words = _words()
    reason = words["codes"].get(letter.errcode) or words["outcomes"][letter.outcome]
    kind, _, rest = letter.why.partition(":")
    return Missing(
        letter=letter,
        case=rest.partition(":")[0] if kind == "case" else None,
        state=words["states"][letter.outcome],
        reason=reason,
        again=letter.outcome is Outcome.FAILED,
    )


def _media(row: dict[str, Any]) -> dict[str, Any]:
    words = _words()
    failed = row["state"] == "failed"
    bad = [told for begins, told in words["bad"].items() if row["note"].startswith(begins)]
    there = now() - row["created"] < ON_PLATFORM
    state = "gone" if failed and not there else row["state"]
    return {
        **row,
        "name": words["kinds"].get(row["kind"], row["kind"]),
        "reason": bad[0] if failed and bad else words["media"][state],
        "again": failed and there and not bad,
    }


@cache
def _words() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "deliveries.yml"))
