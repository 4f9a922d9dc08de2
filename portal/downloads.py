"""The survey's results to take along; what is handed out is noted under its hash."""

from __future__ import annotations

import io
import json
from datetime import timedelta

from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import Right
from bureau.reviews import ActError
from bureau.survey_access.sheets import HandedSheet
from portal.context import bureau, now, officer, say
from portal.documents import results_json
from portal.four_eyes import Order, act, order, wants_another
from portal.guard import Pages
from portal.results import ResultsQuery, results_of, waves
from surveys.report.microdata import write_parquet, write_sav
from surveys.report.plain import write_csv
from surveys.report.sheet import write_xlsx
from surveys.results import Results
from surveys.statistics.anonymous import Anonymous
from surveys.statistics.method import mapping_text
from surveys.wave_admin import SurveyError
from surveys.waves import title

pages = Pages("downloads", __name__)

# How long who asked may fetch what a second officer agreed to.
_GRANTED = timedelta(hours=24)
_MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "sav": "application/x-spss-sav",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json; charset=utf-8",
}


@pages.get("/ranking.xlsx", needs=Right.DOWNLOAD_RESULTS)
def xlsx() -> Response:
    """The results as a workbook with native charts and its method sheet."""
    asked, results = _results()
    content = io.BytesIO()
    flags = [(flag.respondent, "；".join(flag.reasons)) for flag in results.checks.flags]
    write_xlsx(
        results.ranking,
        content,
        questions=results.questions,
        dimensions=results.dimensions,
        comparisons=results.comparisons,
        flags=flags,
        titles=_labels(results),
    )
    return _attached(content.getvalue(), asked, results, "xlsx")


@pages.get("/ranking.csv", needs=Right.DOWNLOAD_RESULTS)
def csv() -> Response:
    """The ranking as CSV, in UTF-8 with the mark that Excel looks for."""
    asked, results = _results()
    content = io.BytesIO()
    write_csv(results.ranking, content)
    return _attached(content.getvalue(), asked, results, "csv")


@pages.get("/ranking.pdf", needs=Right.DOWNLOAD_RESULTS)
def pdf() -> Response:
    """The report for the district heads."""
    from surveys.report.paper import write_pdf  # its library is loaded by who wants a report

    asked, results = _results()
    return _attached(write_pdf(results), asked, results, "pdf")


@pages.get("/ranking.json", needs=Right.DOWNLOAD_RESULTS)
def json_file() -> Response:
    """Everything the page shows, for programs."""
    asked, results = _results()
    text = json.dumps(results_json(results), ensure_ascii=False, allow_nan=False, indent=1)
    return _attached(text.encode(), asked, results, "json")


@pages.get("/answers.parquet", needs=Right.RELEASE_ANSWERS)
def parquet() -> AnyResponse:
    """The anonymised answers as parquet."""
    asked, results = _wave()
    if first := _must_ask(results):
        return first
    made = _anonymous(results)
    if isinstance(made, str):
        return _nothing_to_give(asked, made)
    content = write_parquet(made, results.ranking.provenance, _labels(results))
    return _attached(content, asked, results, "parquet", name="answers")


@pages.get("/answers.sav", needs=Right.RELEASE_ANSWERS)
def sav() -> AnyResponse:
    """The anonymised answers as an SPSS file."""
    asked, results = _wave()
    if first := _must_ask(results):
        return first
    made = _anonymous(results)
    if isinstance(made, str):
        return _nothing_to_give(asked, made)
    titles: dict[str, dict[int | float, str]] = {
        question.id: {int(option.value): option.title for option in question.options}
        for question in results.questionnaire.scored
    }
    content = write_sav(made, results.ranking.provenance, _labels(results), titles)
    return _attached(content, asked, results, "sav", name="answers")


@pages.get("/answers", needs=Right.RELEASE_ANSWERS)
def asking() -> str:
    """Ask whether a wave's answers shall be put to a second officer."""
    _, results = _wave()
    wave = results.ranking.provenance.wave
    return render_template(
        "portal/ask_answers.html", wave=wave, title=title, hours=_GRANTED // timedelta(hours=1)
    )


@pages.post("/answers", needs=Right.RELEASE_ANSWERS)
def ask_answers() -> AnyResponse:
    """Put a wave's answers to a second officer."""
    wave = request.form.get("wave", "")
    if wave not in waves():
        abort(400)
    back = url_for("portal.ranking.table", wave=wave)
    return order("release_answers", back, facts={"wave": wave})


@act("release_answers", Right.RELEASE_ANSWERS)
def _release(asked: Order) -> str:
    """Fix what is given away; who asked may fetch it for a while."""
    results = results_of(ResultsQuery("county", asked.facts["wave"]))
    made = _anonymous(results) if results else say("nothing_to_give")
    if isinstance(made, str):
        raise ActError(made)
    return say("answers_released")


def _must_ask(results: Results) -> AnyResponse | None:
    """Lead to the question first where a second officer has not agreed."""
    wave = results.ranking.provenance.wave
    if not wants_another("release_answers") or bureau().reviews.granted(
        act="release_answers", facts={"wave": wave}, to=officer().name, at=now(), within=_GRANTED
    ):
        return None
    return redirect(url_for(".asking", wave=wave))


def _results() -> tuple[ResultsQuery, Results]:
    asked = ResultsQuery.read()
    results = results_of(asked)
    if results is None:
        abort(404)
    return asked, results


def _wave() -> tuple[ResultsQuery, Results]:
    """A wave's answers are given away in one form: whatever level or mode the address names."""
    wave = ResultsQuery.read().wave
    asked = ResultsQuery("county", wave)
    results = results_of(asked)
    if results is None:
        abort(404)
    return asked, results


def _anonymous(results: Results) -> Anonymous | str:
    """Return what may be given away, or why nothing may."""
    wave, k = results.ranking.provenance.wave, bureau().settings.survey_anonymity
    try:
        return bureau().survey_service.microdata(wave=wave, at=now(), k=k)
    except SurveyError as error:
        return str(error)
    except ValueError:
        return say("nothing_to_give")


def _nothing_to_give(asked: ResultsQuery, why: str) -> AnyResponse:
    flash(why, "problem")
    return redirect(url_for("portal.ranking.table", level=asked.level, wave=asked.wave))


def _labels(results: Results) -> dict[str, str]:
    return {question.id: question.text for question in results.questionnaire.scored}


def _attached(
    content: bytes, asked: ResultsQuery, results: Results, form: str, *, name: str = "ranking"
) -> Response:
    made = results.ranking.provenance
    bureau().survey_sheets.note(
        HandedSheet(
            fingerprint=made.fingerprint,
            wave=made.wave,
            level=made.level,
            mode=made.mode[:40],
            questionnaire=made.questionnaire,
            mapping=mapping_text(made.mapping),
            made_on=made.date,
            form=form,
            by=officer().name,
            at=now(),
        )
    )
    response = Response(content, content_type=_MIME[form])
    file = f"{name}-{made.wave}-{asked.level}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response
