"""Questionnaires as LimeSurvey's tab-separated structure file (import there as .txt)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from surveys.questionnaire.conditions import relevance
from surveys.questionnaire.kinds import KINDS
from surveys.questionnaire.model import Questionnaire
from surveys.questionnaire.question import Question

COLUMNS = (
    "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language",
    "validation", "mandatory", "other", "default", "same_default", "min_num_value_n",
    "max_num_value_n", "num_value_int_only", "assessment_value",
)  # fmt: skip
LANGUAGE = "zh-Hans"


def to_limesurvey(questionnaire: Questionnaire) -> bytes:
    """The questionnaire in UTF-8 with a byte order mark, as LimeSurvey itself writes it.

    Answer codes there have at most five characters, so options are A1, A2 … in our order; the
    points of a scored question stand as assessment values.
    """
    data = io.StringIO()
    writer = csv.DictWriter(data, COLUMNS, restval="", delimiter="\t", lineterminator="\n")
    writer.writeheader()
    for row in _rows(questionnaire):
        writer.writerow(row)
    return b"\xef\xbb\xbf" + data.getvalue().encode("utf-8")


def code(question: Question) -> str:
    """A question's code there: letters and digits only."""
    return question.id.replace("_", "")


def _rows(questionnaire: Questionnaire) -> Iterator[dict[str, str]]:
    settings = {"language": LANGUAGE, "anonymized": "Y", "format": "S", "assessments": "Y"}
    for name, value in settings.items():
        yield {"class": "S", "name": name, "text": value}
    texts = {
        "surveyls_title": questionnaire.title,
        "surveyls_description": f"{questionnaire.id} {questionnaire.version}",
        "surveyls_welcometext": questionnaire.welcome,
        "surveyls_endtext": questionnaire.thanks,
    }
    for name, value in texts.items():
        yield {"class": "SL", "name": name, "text": value, "language": LANGUAGE}
    yield _row("1", "G", questionnaire.title, "", relevance="1")
    for number, question in enumerate(questionnaire.questions, 1):
        yield from _question(questionnaire, question, str(number))


def _question(
    questionnaire: Questionnaire, question: Question, number: str
) -> Iterator[dict[str, str]]:
    kind = KINDS[question.kind]
    asked = relevance(questionnaire, question, equals=_equals, between=_between)
    row = _row(number, "Q", code(question), question.page, relevance=asked or "1")
    row |= {"type/scale": kind.limesurvey, "mandatory": "Y" if question.required else "N"}
    yield {**row, "other": "N", **kind.to_limesurvey(question)}
    for place, option in enumerate(question.options):
        if kind.limesurvey_options() == "SQ":
            yield _row(number, "SQ", f"A{place + 1}", option.title, relevance="1")
            continue
        points = f"{questionnaire.points[place]:g}" if question.dimension else ""
        # Older versions read an answer's value under relevance, newer ones in a column of its own.
        answer = _row(number, "A", f"A{place + 1}", option.title, relevance=points)
        yield answer | {"type/scale": "0", "assessment_value": points}


def _row(number: str, kind: str, name: str, text: str, *, relevance: str) -> dict[str, str]:
    return {
        "id": number, "class": kind, "name": name, "text": text, "relevance": relevance,
        "language": LANGUAGE,
    }  # fmt: skip


def _equals(question: Question, value: str) -> str:
    return KINDS[question.kind].limesurvey_equals(question, code(question), value)


def _between(question: Question, low: int, high: int) -> str:
    return f"({code(question)}.NAOK >= {low} and {code(question)}.NAOK <= {high})"
