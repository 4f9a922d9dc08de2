"""The mapping that says which column of an agency's file answers which question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from basis.packaged import words_beside
from surveys.files.problems import UnusableFileError, whole_file
from surveys.modes import SELF
from surveys.questionnaire.document import Document
from surveys.questionnaire.model import Questionnaire
from tabular.batches import heading

_WORDS = words_beside(__file__)
FOLDER = Path(__file__).parent / "mappings"

# What a mapping may say of a person, beside their answers.
PERSON = ("respondent", "place", "finished", "seconds", "interviewer")
_NEEDED = ("respondent", "place")
_KNOWN = {"mode", "columns", "answers", "missing"}


@dataclass(frozen=True, slots=True)
class ColumnSource:
    """Where a question's answers stand; `values` turns the file's codes into ours, if given."""

    column: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping, checked against a questionnaire; column names are in small letters."""

    mode: str
    person: Mapping[str, str]
    answers: Mapping[str, ColumnSource]
    missing: frozenset[str]

    def columns(self) -> Sequence[str]:
        """Every column needed, each once."""
        named = [*self.person.values(), *(source.column for source in self.answers.values())]
        return list(dict.fromkeys(named))


def shipped_mapping(name: str = "telephone") -> str:
    """The text of a mapping of this project, by its file name."""
    return (FOLDER / f"{name}.yml").read_text(encoding="utf-8")


def load_mapping(text: str, questionnaire: Questionnaire) -> Mapped:
    """Read a mapping from YAML; raises `UnusableFileError` naming every fault with its line."""
    doc = Document(text)
    if not doc.problems:
        _check(doc, questionnaire)
    if doc.problems:
        faults = sorted(doc.problems)
        raise UnusableFileError(
            [
                whole_file(_WORDS["at_line"].format(line=fault.line, message=fault.message))
                for fault in faults
            ]
        )
    data = doc.data
    return Mapped(
        mode=data.get("mode", "telephone"),
        person={name: _column(column) for name, column in data["columns"].items()},
        answers={name: _source(raw) for name, raw in data["answers"].items()},
        missing=frozenset({"", *map(str, data.get("missing", ()))}),
    )


def _column(name: Any) -> str:
    return heading(str(name))


def _source(raw: Any) -> ColumnSource:
    if not isinstance(raw, dict):
        return ColumnSource(_column(raw), {})
    values = {str(code): str(value) for code, value in raw.get("values", {}).items()}
    return ColumnSource(_column(raw["column"]), values)


def _check(doc: Document, questionnaire: Questionnaire) -> None:
    data = doc.data
    if not isinstance(data, dict):
        doc.fault(_WORDS["parts"])
        return
    for name in set(data) - _KNOWN:
        doc.fault(_WORDS["unknown"].format(name=name), name)
    mode = data.get("mode", "telephone")
    if not isinstance(mode, str) or mode == SELF or not 1 <= len(mode) <= 20:
        doc.fault(_WORDS["mode"], "mode")
    if not isinstance(data.get("missing", []), list):
        doc.fault(_WORDS["missing"], "missing")
    columns = data.get("columns")
    if not isinstance(columns, dict) or not set(_NEEDED) <= set(columns):
        doc.fault(_WORDS["needed"].format(names="、".join(_NEEDED)), "columns")
    else:
        for name in set(columns) - set(PERSON):
            doc.fault(_WORDS["person"].format(names="、".join(PERSON)), "columns", name)
    answers = data.get("answers")
    if not isinstance(answers, dict) or not answers:
        doc.fault(_WORDS["answers"], "answers")
        return
    for name, raw in answers.items():
        _check_answer(doc, questionnaire, name, raw)
    if not {question.id for question in questionnaire.scored} & set(answers):
        doc.fault(_WORDS["unscored"], "answers")


def _check_answer(doc: Document, questionnaire: Questionnaire, name: str, raw: Any) -> None:
    here = ("answers", name)
    if not questionnaire.has(name):
        doc.fault(_WORDS["no_question"].format(version=questionnaire.version, name=name), *here)
        return
    if isinstance(raw, str):
        return
    if not isinstance(raw, dict) or not isinstance(raw.get("column"), str):
        doc.fault(_WORDS["column"], *here)
        return
    values = raw.get("values", {})
    if not isinstance(values, dict):
        doc.fault(_WORDS["values"], *here, "values")
        return
    question = questionnaire.question(name)
    known = {option.value for option in question.options}
    for code, value in values.items():
        if known and str(value) not in known:
            doc.fault(_WORDS["no_answer"].format(name=name, value=value), *here, "values", code)
