"""Questionnaires as XLSForm workbooks: ours go out without loss, others come in with row numbers.

What XLSForm has no word for (dimension, points, chat text, screening, attention check) stands in
columns that begin with `x_`; other tools pass over them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

import xlsxwriter
import yaml

from basis.packaged import words_beside
from surveys.questionnaire.conditions import passes, relevance
from surveys.questionnaire.document import Problem
from surveys.questionnaire.kinds import KINDS, SCORES, xlsform_value
from surveys.questionnaire.lint import DIMENSIONS, lint
from surveys.questionnaire.model import Questionnaire, QuestionnaireError
from surveys.questionnaire.phrases import phrases
from surveys.questionnaire.question import Question
from surveys.questionnaire.xlsform_groups import Groups, read_relevant
from surveys.questionnaire.xlsform_unsaid import YES, is_meta, unsaid
from tabular.delimited import Row
from tabular.faults import TableError
from tabular.file import sheets
from tabular.text import plain

_WORDS = words_beside(__file__)
_SURVEY = (
    "type", "name", "label", "required", "relevant", "constraint", "parameters", "x_kind", "x_chat",
    "x_dimension", "x_when", "x_screen", "x_attention", "x_elsewhere", "x_unit",
)  # fmt: skip
_LARGEST = 5 * 1024 * 1024
_MOST_ROWS = 2000
_NOTE = "note"
_NO_ROW = Row(1, [])


def to_xlsform(questionnaire: Questionnaire) -> bytes:
    """The questionnaire as an XLSX workbook."""
    choices: list[Sequence[Any]] = []
    survey: list[Mapping[str, Any]] = []
    for question in questionnaire.questions:
        survey.append(_survey_row(questionnaire, question))
        choices += [
            (question.id, option.value, option.title, "|".join(option.words))
            for option in question.options
        ]
        if question.screen is not None:
            survey.append(_screen_note(questionnaire, question))
    settings = {
        "form_title": questionnaire.title,
        "form_id": questionnaire.id,
        "version": questionnaire.version,
        "default_language": "default",
        "x_points": json.dumps(questionnaire.points),
        "x_expires_days": questionnaire.expires_days,
        "x_targets": json.dumps(dict(questionnaire.targets)),
        "x_welcome": questionnaire.welcome,
        "x_thanks": questionnaire.thanks,
    }
    data = io.BytesIO()
    # strings_to_formulas off: a text that begins with = must stay a text.
    with xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False}) as book:
        _write(book, "survey", [_SURVEY, *([row.get(c, "") for c in _SURVEY] for row in survey)])
        _write(book, "choices", [("list_name", "name", "label", "x_words"), *choices])
        _write(book, "settings", [list(settings), list(settings.values())])
    return data.getvalue()


def _write(book: Any, name: str, rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name)
    for i, row in enumerate(rows):
        sheet.write_row(i, 0, row)


def _equals(question: Question, value: str) -> str:
    return KINDS[question.kind].xlsform_equals(question, value)


def _between(question: Question, low: int, high: int) -> str:
    return f"${{{question.id}}} >= {low} and ${{{question.id}}} <= {high}"


def _survey_row(questionnaire: Questionnaire, question: Question) -> Mapping[str, Any]:
    screen = question.screen
    ruled = screen and {
        "drop": sorted(screen.drop), "from": screen.low, "to": screen.high,
        "otherwise": screen.otherwise,
    }  # fmt: skip
    kind = KINDS[question.kind]
    return {
        "type": kind.xlsform.format(question.id),
        "name": question.id,
        "label": question.page,
        "required": "yes" if question.required else "no",
        "relevant": relevance(questionnaire, question, equals=_equals, between=_between),
        "x_kind": question.kind,
        "x_chat": question.text,
        "x_dimension": question.dimension or "",
        "x_when": _packed({name: sorted(values) for name, values in question.when}),
        "x_screen": _packed(ruled),
        "x_attention": question.attention or "",
        "x_elsewhere": question.elsewhere or "",
        "x_unit": question.unit,
        **kind.to_xlsform(question),
    }


def _screen_note(questionnaire: Questionnaire, question: Question) -> Mapping[str, Any]:
    allowed = passes(question, equals=_equals, between=_between)
    return {
        "type": _NOTE,
        "name": f"{question.id}_otherwise",
        "label": question.screen.otherwise if question.screen else "",
        "relevant": f"${{{question.id}}} != '' and not({allowed})" if allowed else "false()",
        "x_kind": _NOTE,
    }


def _packed(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""


def _unpacked(row: Mapping[str, str], column: str) -> dict[str, Any]:
    value = json.loads(row.get(column, "{}"))
    if not isinstance(value, dict):
        raise ValueError(_WORDS["column"].format(column=column))
    return value


def from_xlsform(data: bytes) -> str:
    """Our YAML for an XLSForm workbook.

    Raises `QuestionnaireError` whose problems carry the rows of the survey sheet, or, when the
    form reads but asks what we cannot, the lines of the YAML made from it.
    """
    text = convert(data)
    if faults := lint(text):
        raise QuestionnaireError(faults)
    return text


def convert(data: bytes) -> str:
    """The workbook as our YAML, not yet linted: its faults have lines of their own.

    Raises `QuestionnaireError` with the rows of the survey sheet that have no form here.
    """
    sheets = _sheets(data)
    problems: list[Problem] = []
    choices: dict[str, list[Mapping[str, str]]] = {}
    for _, row in sheets.get("choices", []):
        name = row.get("list_name") or row.get("list name", "")
        choices.setdefault(name, []).append(row)
    questions, groups, line = [], Groups(), 1
    for line, row in sheets["survey"]:
        if is_meta(row) or row.get("x_kind") == _NOTE:
            continue
        try:
            if not groups.takes(row):
                questions.append(_question(row, choices, groups))
        except json.JSONDecodeError:
            problems.append(Problem(line, _WORDS["cell"]))
        except ValueError as error:
            problems.append(Problem(line, str(error)))
    try:
        groups.closed()
    except ValueError as error:
        problems.append(Problem(line, str(error)))
    if problems := sorted({*problems, *unsaid(sheets)}):
        raise QuestionnaireError(problems)
    settings = next((row for _, row in sheets.get("settings", [])), {})
    try:
        head = _head(settings)
    except (ValueError, TypeError) as error:
        raise QuestionnaireError([Problem(2, _WORDS["settings"])]) from error
    return yaml.safe_dump(
        {**head, "questions": questions}, allow_unicode=True, sort_keys=False, width=96
    )


def _sheets(data: bytes) -> dict[str, list[tuple[int, Mapping[str, str]]]]:
    found: dict[str, list[tuple[int, Mapping[str, str]]]] = {}
    try:
        for sheet in sheets(data, named="form.xlsx", most_bytes=_LARGEST, most_unpacked=_LARGEST):
            rows = takewhile(lambda row: row.line <= _MOST_ROWS + 1, sheet.rows)
            header = [plain(cell).lower().split("::")[0] for cell in next(rows, _NO_ROW).cells]
            read = ((row.line, _row(header, row)) for row in rows)
            found[sheet.title.strip().lower()] = [(line, row) for line, row in read if row]
    except TableError as error:
        raise QuestionnaireError([Problem(1, str(error))]) from error
    if "survey" not in found:
        raise QuestionnaireError([Problem(1, _WORDS["no_form"])])
    if any(rows and rows[-1][0] > _MOST_ROWS for rows in found.values()):
        raise QuestionnaireError([Problem(_MOST_ROWS, _WORDS["too_long"])])
    return found


def _row(header: Sequence[str], found: Row) -> Mapping[str, str]:
    row: dict[str, str] = {}
    named = [*header, *[""] * (len(found.cells) - len(header))]
    for place, (name, cell) in enumerate(zip(named, found.cells, strict=False), 1):
        if cell.strip():
            # Of several languages the first; a column without a name has its place for one.
            row.setdefault(name or _WORDS["unnamed"].format(place=place), cell.strip())
    return row


def _head(settings: Mapping[str, str]) -> dict[str, Any]:
    points = json.loads(settings.get("x_points", "[0, 25, 50, 75, 100]"))
    head: dict[str, Any] = {
        "id": settings.get("form_id", "imported").lower(),
        "version": settings.get("version", "1"),
        "title": settings.get("form_title", settings.get("form_id", "imported")),
        "points": {i: _short(value) for i, value in enumerate(points, 1)},
        "welcome": settings.get("x_welcome", phrases().say["plain_welcome"]),
        "thanks": settings.get("x_thanks", phrases().say["plain_thanks"]),
    }
    if "x_expires_days" in settings:
        head["expires_days"] = int(settings["x_expires_days"])
    if targets := json.loads(settings.get("x_targets", "{}")):
        head["targets"] = targets
    return head


def _short(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def _question(
    row: Mapping[str, str], choices: Mapping[str, list[Mapping[str, str]]], groups: Groups
) -> dict[str, Any]:
    word, _, listed = row.get("type", "").partition(" ")
    options = choices.get(listed.split()[0] if listed.split() else "", [])
    kind = row.get("x_kind") or _kind(word, options, row)
    label = row.get("label", "")
    if "hint" in row:
        label = _WORDS["hinted"].format(label=label, hint=row["hint"])
    question: dict[str, Any] = {"id": row.get("name", "").lower(), "type": kind}
    question["text"] = row.get("x_chat", label)
    if label != question["text"]:
        question["page"] = label
    if row.get("required", "").lower() not in YES:
        question["required"] = False
    if row.get("x_dimension") in DIMENSIONS:
        question["dimension"] = row["x_dimension"]
    for name in ("elsewhere", "attention"):
        if f"x_{name}" in row:
            question[name] = row[f"x_{name}"]
    if kind in KINDS:  # another word is a fault that the lint names
        question |= KINDS[kind].from_xlsform(row, options)
    if when := _when(row, groups):
        question["when"] = when
    if screen := _unpacked(row, "x_screen"):
        question["screen"] = {name: value for name, value in screen.items() if value}
    return question


def _kind(word: str, choices: Sequence[Mapping[str, str]], row: Mapping[str, str]) -> str:
    for kind in KINDS.values():
        if kind.is_xlsform(word, choices):
            return kind.name
    raise ValueError(_WORDS["no_kind"].format(kind=row.get("type")))


def _when(row: Mapping[str, str], groups: Groups) -> Mapping[str, list[str]]:
    if "x_kind" in row:
        return _unpacked(row, "x_when")
    when = groups.when(read_relevant(row))
    return {
        name.lower(): [v if v in SCORES else xlsform_value(v) for v in values]
        for name, values in when.items()
    }
