"""Where a printed sheet comes from, by its hash; and the keys of programs."""

from __future__ import annotations

import structlog
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import Right
from bureau.survey_access.api_keys import LIFETIMES, Scope
from bureau.survey_access.sheets import checked_hash
from portal.context import bureau, now, officer, say
from portal.guard import Pages
from portal.lists import title_of
from portal.results import ResultsQuery, results_of
from surveys.modes import modes_in_words
from surveys.waves import title

pages = Pages("tracing", __name__, template_folder="templates")
_log = structlog.get_logger()


@pages.get("/tracing", needs=Right.SEE_SURVEYS)
def page() -> str:
    """What was handed out under a hash, and whether the answers still give it."""
    typed = request.args.get("hash", "")[:40]
    fingerprint = checked_hash(typed)
    found = bureau().survey_sheets.find(fingerprint) if fingerprint else []
    sheets = [(sheet, _still(sheet.wave, sheet.level, sheet.mode)) for sheet in found[:1]]
    return render_template(
        "portal/tracing.html",
        list_title=title_of,
        lists=bureau().handed.find(fingerprint) if fingerprint else [],
        typed=typed,
        fingerprint=fingerprint,
        newest=sheets[0] if sheets else None,
        found=found,
        keys=bureau().api_keys.every(),
        officers={each.name: each.full_name for each in bureau().officers.every()},
        scopes=Scope,
        lifetimes=LIFETIMES,
        at=now(),
        title=title,
        modes_in_words=modes_in_words,
    )


def _still(wave: str, level: str, mode: str) -> str | None:
    """The hash that today's answers give for a sheet; None when they give none."""
    results = results_of(ResultsQuery("town" if level == "town" else "county", wave, mode))
    return results.ranking.provenance.fingerprint if results else None


@pages.post("/tracing/keys", needs=Right.MANAGE_KEYS, tells=("scope", "days"))
def make_key() -> AnyResponse | tuple[str, int]:
    """Make a key; its secret is shown this once."""
    try:
        key, secret = bureau().api_keys.make(
            label=request.form.get("label", ""),
            scope=Scope(request.form.get("scope", "")),
            lifetime=LIFETIMES[request.form.get("days", 0, type=int)],
            by=officer().name,
            at=now(),
        )
    except (ValueError, KeyError):
        flash(say("incomplete"), "problem")
        return redirect(url_for(".page"))
    _log.info("api_key_made", key=key.id, officer=officer().name)
    return render_template("portal/key.html", key=key, secret=secret), 201


@pages.post("/tracing/keys/<int:number>", needs=Right.MANAGE_KEYS)
def revoke_key(number: int) -> AnyResponse:
    """End a key for good."""
    bureau().api_keys.revoke(number=number, by=officer().name, at=now())
    _log.info("api_key_revoked", key=number, officer=officer().name)
    flash(say("key_revoked"), "done")
    return redirect(url_for(".page"))
