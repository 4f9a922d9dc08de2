"""The door for an agency's results: a table and its mapping, taken in whole or not at all."""

from __future__ import annotations

import structlog
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import Right
from portal.context import bureau, now, officer, say
from portal.guard import Pages
from portal.waves.found import found
from surveys.files.agency import Taken
from surveys.files.agency_mapping import shipped_mapping
from surveys.questionnaire.model import load
from surveys.wave_admin import SurveyError
from surveys.waves import title

pages = Pages("waves_intake", __name__, template_folder="../templates")
_log = structlog.get_logger()


@pages.get("/waves/<key>/intake", needs=Right.TAKE_IN_FILES)
def form(key: str) -> str:
    """The form, with the mapping of the telephone agency to begin with."""
    return _page(key, shipped_mapping())


@pages.post("/waves/<key>/intake", needs=Right.TAKE_IN_FILES)
def take(key: str) -> AnyResponse | tuple[str, int]:
    """Take a file in; every faulty row is named, and then none is taken."""
    wave = found(key)
    mapping = request.form.get("mapping", "").replace("\r\n", "\n")
    file = request.files.get("file")
    if file is None or not file.filename:
        flash(say("intake_no_file"), "problem")
        return _page(key, mapping), 422
    try:
        taken = bureau().survey_service.take_in(
            wave=wave.key,
            name=file.filename,
            data=file.read(),
            mapping=mapping,
            by=officer().name,
            at=now(),
        )
    except SurveyError as refused:
        flash(str(refused), "problem")
        return _page(key, mapping), 409
    if taken.problems:
        return _page(key, mapping, taken, file.filename), 422
    _log.info("wave_took_in", wave=key, rows=taken.rows, again=taken.already)
    name = "intake_again" if taken.already else "intake_done"
    flash(say(name, rows=str(taken.rows)), "done")
    return redirect(url_for("portal.waves.show", key=key))


def _page(key: str, mapping: str, taken: Taken | None = None, name: str = "") -> str:
    wave = found(key)
    return render_template(
        "waves/intake.html",
        wave=wave,
        title=title(key),
        mapping=mapping,
        taken=taken,
        name=name,
        questions=load(wave.source).questions,
    )
