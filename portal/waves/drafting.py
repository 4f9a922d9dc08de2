"""A wave's questionnaire: chosen or brought along, checked, seen as people see it, kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import structlog
from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import Right
from bureau.places import Level
from portal.context import bureau, now, officer, say
from portal.guard import Pages
from portal.waves.found import found
from surveys.questionnaire import limesurvey, xlsform
from surveys.questionnaire.document import Problem
from surveys.questionnaire.kinds import sketch
from surveys.questionnaire.lint import lint
from surveys.questionnaire.model import QuestionnaireError, load
from surveys.wave_admin import SurveyError
from surveys.waves import Wave, title

pages = Pages("waves_questionnaire", __name__, template_folder="../templates")
_log = structlog.get_logger()

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORKBOOK = b"PK\x03\x04"


@dataclass
class QuestionnaireDraft:
    """What stands in the form: the questionnaire's text, the answers wanted, what is wrong."""

    source: str
    county: str
    town: str
    special: str
    problems: list[Problem] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, wave: Wave) -> QuestionnaireDraft:
        """Return the draft as the wave stands."""
        level = {name: str(wave.targets.get(name, 0)) for name in ("county", "town")}
        places = bureau().places
        special = [
            f"{places.label(code)} {number}"
            for code, number in wave.targets.items()
            if code not in level
        ]
        return cls(wave.source, level["county"], level["town"], "\n".join(special))

    @classmethod
    def sent(cls) -> QuestionnaireDraft:
        """Return the draft that was sent; a file goes before the text."""
        asked = request.form
        draft = cls(
            asked.get("source", "").replace("\r\n", "\n"),
            asked.get("county", "").strip(),
            asked.get("town", "").strip(),
            asked.get("special", ""),
        )
        file = request.files.get("file")
        if file and file.filename:
            draft.bring(file.read())
        if not draft.problems:
            draft.problems = lint(draft.source)
        return draft

    def bring(self, data: bytes) -> None:
        """Take the questionnaire from a file: YAML, or an XLSForm workbook turned into it."""
        try:
            if data.startswith(_WORKBOOK):
                self.source = xlsform.convert(data)
            else:
                self.source = data.decode("utf-8-sig").replace("\r\n", "\n")
        except QuestionnaireError as error:
            self.refused += [
                say("workbook_line", line=one.line, message=one.message) for one in error.problems
            ]
        except UnicodeDecodeError:
            self.refused.append(say("wave_not_text"))

    def targets(self) -> dict[str, int]:
        """Return the answers wanted; what cannot be read is refused."""
        wanted: dict[str, int] = {}
        for name, text in (("county", self.county), ("town", self.town)):
            if (number := _whole(text)) is None:
                self.refused.append(say("wave_target", text=text))
            elif number:
                wanted[name] = number
        for line in filter(None, map(str.strip, self.special.splitlines())):
            place, _, text = line.rpartition(" ")
            code, number = _place(place), _whole(text)
            if code is None or number is None:
                self.refused.append(say("wave_target", text=line))
            else:
                wanted[code] = number
        return wanted

    def faults(self) -> Iterator[tuple[Problem, str]]:
        """Yield each fault of the questionnaire with the line it stands in."""
        lines = self.source.split("\n")
        for problem in self.problems:
            yield problem, lines[problem.line - 1].strip() if problem.line <= len(lines) else ""


@pages.get("/waves/<key>/questionnaire", needs=Right.SEE_SURVEYS)
def form(key: str) -> str:
    """The questionnaire as it stands, with how it looks to people."""
    wave = found(key)
    return _page(wave, QuestionnaireDraft.of(wave))


@pages.post("/waves/<key>/questionnaire", needs=Right.PLAN_WAVES, tells=("do",))
def take(key: str) -> AnyResponse | str | tuple[str, int]:
    """Check what was sent and show it; keep it as the wave's draft when that was asked for."""
    wave, draft = found(key), QuestionnaireDraft.sent()
    targets = draft.targets()
    if draft.problems or draft.refused:
        return _page(wave, draft), 422
    if request.form.get("do") != "save":
        return _page(wave, draft)
    try:
        kept = bureau().survey_service.waves.plan(
            wave=wave.key, source=draft.source, targets=targets, by=officer().name, at=now()
        )
    except SurveyError as refused:
        draft.refused.append(str(refused))
        return _page(wave, draft), 409
    _log.info("wave_planned", wave=kept.key, version=kept.version, officer=officer().name)
    flash(say("wave_planned", wave=title(kept.key), version=kept.version), "done")
    return redirect(url_for("portal.waves.show", key=kept.key))


@pages.get("/waves/<key>/questionnaire.<ending>", needs=Right.SEE_SURVEYS)
def download(key: str, ending: str) -> Response:
    """The questionnaire to take along: yml as it is, xlsx for ODK and Kobo, txt for LimeSurvey."""
    wave = found(key)
    questionnaire = load(wave.source)
    match ending:
        case "yml":
            content, mime = wave.source.encode(), "application/yaml; charset=utf-8"
        case "xlsx":
            content, mime = xlsform.to_xlsform(questionnaire), _XLSX
        case "txt":
            content = limesurvey.to_limesurvey(questionnaire)
            mime = "text/tab-separated-values; charset=utf-8"
        case _:
            abort(404)
    response = Response(content, content_type=mime)
    name = f"{questionnaire.id}-{wave.key}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(wave: Wave, draft: QuestionnaireDraft) -> str:
    sound = not draft.problems and not draft.refused
    questionnaire = load(draft.source) if not lint(draft.source) else None
    return render_template(
        "waves/questionnaire.html",
        wave=wave,
        title=title(wave.key),
        draft=draft,
        faults=list(draft.faults()),
        fixed=wave.frozen_at is not None or wave.closed_at is not None,
        questionnaire=questionnaire if sound else None,
        sketch=sketch,
        chat=bureau().survey_service.waves.preview(source=draft.source)
        if sound and questionnaire
        else [],
    )


def _whole(text: str) -> int | None:
    text = text.removesuffix("份").strip()
    return int(text) if text.isdecimal() and len(text) < 8 else None


def _place(text: str) -> str | None:
    """Return the code of the one town or county that a text names."""
    named = {
        mention.place.code[:9]
        for mention in bureau().places.find(text)
        if mention.place.level in (Level.TOWN, Level.COUNTY)
    }
    towns = {code for code in named if len(code) == 9}
    some = towns or named
    return some.pop() if len(some) == 1 else None
