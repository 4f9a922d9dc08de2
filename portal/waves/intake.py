"""The door for an agency's results: looked at, then taken in whole or not at all, or taken back."""

from __future__ import annotations

import structlog
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import Right
from portal.context import bureau, now, officer, say
from portal.guard import Pages
from portal.waves.found import found
from surveys.files.agency_mapping import shipped_mapping
from surveys.files.preview import Preview
from surveys.modes import mode_name
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
def look(key: str) -> AnyResponse | str | tuple[str, int]:
    """Look at a file: what it would bring, or what is wrong in which row. Nothing is taken in."""
    wave = found(key)
    mapping = request.form.get("mapping", "").replace("\r\n", "\n")
    file = request.files.get("file")
    if file is None or not file.filename:
        flash(say("intake_no_file"), "problem")
        return _page(key, mapping), 422
    try:
        seen = bureau().survey_files.look_at(
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
    page = _page(key, mapping, seen, file.filename)
    return (page, 422) if seen.problems else page


@pages.post("/waves/<key>/intake/<digest>", needs=Right.TAKE_IN_FILES)
def take(key: str, digest: str) -> AnyResponse:
    """Take in the file that was looked at, whole or not at all."""
    wave = found(key)
    try:
        taken = bureau().survey_files.take_looked_at(
            wave=wave.key, digest=digest, by=officer().name, at=now()
        )
    except SurveyError as refused:
        flash(str(refused), "problem")
        return redirect(url_for(".form", key=key))
    if taken.problems:
        flash("；".join(map(str, taken.problems)), "problem")
        return redirect(url_for(".form", key=key))
    _log.info("wave_took_in", wave=key, rows=taken.rows, again=taken.already)
    name = "intake_again" if taken.already else "intake_done"
    flash(say(name, rows=str(taken.rows)), "done")
    return redirect(url_for("portal.waves.show", key=key))


@pages.post("/waves/<key>/intake/<digest>/withdraw", needs=Right.TAKE_IN_FILES)
def withdraw(key: str, digest: str) -> AnyResponse:
    """Take a file back with every answer that came with it, once that is meant."""
    wave = found(key)
    if request.form.get("sure") != "1":
        flash(say("intake_not_sure"), "problem")
        return redirect(url_for("portal.waves.show", key=key))
    try:
        gone = bureau().survey_files.withdraw(
            wave=wave.key, digest=digest, by=officer().name, at=now()
        )
    except SurveyError as refused:
        flash(str(refused), "problem")
        return redirect(url_for("portal.waves.show", key=key))
    _log.info("wave_withdrew", wave=key, rows=gone, officer=officer().name)
    flash(say("intake_withdrawn", rows=str(gone)), "done")
    return redirect(url_for("portal.waves.show", key=key))


def _page(key: str, mapping: str, seen: Preview | None = None, name: str = "") -> str:
    wave = found(key)
    return render_template(
        "waves/intake.html",
        wave=wave,
        title=title(key),
        mapping=mapping,
        seen=seen,
        name=name,
        mode_name=mode_name,
        questions=load(wave.source).questions,
        labels={question.id: question.text for question in load(wave.source).questions},
    )
