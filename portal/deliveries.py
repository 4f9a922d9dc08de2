"""What did not arrive, and why: messages to citizens, and what citizens sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import structlog
from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from basis.packaged import yaml_beside
from bureau.messaging import ON_PLATFORM, Letter, Outcome
from bureau.officers import Right
from portal.context import bureau, now, officer, say
from portal.guard import Pages

pages = Pages("deliveries", __name__, template_folder="templates")

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


@pages.get("/deliveries", needs=Right.SEE_DELIVERIES)
def listing() -> str:
    """Messages that were refused, wait for the citizen or are tried again; media not fetched."""
    missing = bureau().evidence.missing(limit=_MOST) if officer().scope.whole else []
    return render_template(
        "portal/deliveries.html",
        letters=_letters(),
        media=[_media(row) for row in missing],
        sends=bureau().outbox.large_sends(since=now() - _SENDS),
        most=_MOST,
    )


# Letters are counted in 64 bits.
@pages.post(f"/deliveries/<int(max={2**63 - 1}):letter>/again", needs=Right.SEND_AGAIN)
def send_again(letter: int) -> AnyResponse:
    """Send once more what had failed; the window and the count still decide."""
    if not officer().scope.whole and letter not in {each.letter.id for each in _letters()}:
        abort(404)
    return _answer(bureau().outbox.again(letter, at=now()), "letter_again", letter)


@pages.post("/deliveries/media/<media>/again", needs=Right.SEND_AGAIN)
def fetch_again(media: str) -> AnyResponse:
    """Fetch once more what had failed, while the platform has it."""
    if not officer().scope.whole:
        abort(404)
    return _answer(bureau().evidence.again(media[:32], at=now()), "media_again", media)


def _answer(done: bool, event: str, which: int | str) -> AnyResponse:
    if not done:
        abort(404)
    _log.info(event, id=which, officer=officer().name)
    flash(say(event), "done")
    return redirect(url_for(".listing"))


def _letters() -> list[Missing]:
    """Return what did not arrive of what this officer may see: letters tell of their cases."""
    missing = [_missing(each) for each in bureau().outbox.undelivered(limit=_MOST)]
    return [each for each in missing if officer().scope.whole or _of_ours(each.case)]


def _of_ours(number: str | None) -> bool:
    case = bureau().cases.find(number) if number else None
    return case is not None and case.open_to(officer())


def reason(outcome: str, errcode: int | None) -> str:
    """Return why a message did not arrive, by the platform's code, else by its outcome."""
    words = _words()
    return str(words["codes"].get(errcode) or words["outcomes"][outcome])


def _missing(letter: Letter) -> Missing:
    words = _words()
    kind, _, rest = letter.why.partition(":")
    return Missing(
        letter=letter,
        case=rest.partition(":")[0] if kind == "case" else None,
        state=words["states"][letter.outcome],
        reason=reason(letter.outcome, letter.errcode),
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
