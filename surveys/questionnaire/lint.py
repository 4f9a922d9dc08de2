"""Checks a questionnaire file before anybody is asked from it; every fault has its line."""

from __future__ import annotations

from typing import Any

from basis.packaged import words_beside
from surveys.questionnaire.document import Document, Path, Problem, is_id, is_text, is_whole
from surveys.questionnaire.kinds import KINDS, SCORES, check_fields, kinds_in_words

MOST_QUESTIONS = 30

_WORDS = words_beside(__file__)
DIMENSIONS: tuple[str, ...] = tuple(_WORDS["dimensions"])
_TOP = {
    "id", "version", "title", "points", "expires_days", "targets", "welcome", "thanks", "questions",
}  # fmt: skip
_QUESTION = {
    "id", "type", "text", "page", "dimension", "required", "when", "screen", "attention",
}.union(*(kind.fields for kind in KINDS.values()))  # fmt: skip


def lint(text: str) -> list[Problem]:
    """Return the faults of a questionnaire, in the order of their lines; none means usable."""
    return examine(text)[1]


def examine(text: str) -> tuple[Any, list[Problem]]:
    """Return the plain values of a questionnaire and its faults."""
    document = Document(text)
    if not document.problems:
        _check(document)
    return document.data, sorted(set(document.problems))


def _check(doc: Document) -> None:
    data = doc.data
    if not isinstance(data, dict):
        doc.fault(_WORDS["top"])
        return
    _known(doc, data, _TOP)
    _check_head(doc, data)
    questions = data.get("questions")
    if not isinstance(questions, list) or not questions:
        doc.fault(_WORDS["no_questions"], "questions")
        return
    earlier: dict[str, dict[str, Any]] = {}
    for i, question in enumerate(questions):
        if not isinstance(question, dict):
            doc.fault(_WORDS["no_question"], "questions", i)
            continue
        _check_question(doc, question, i, earlier)
        if is_id(question.get("id")):
            earlier[question["id"]] = question
    always = sum("when" not in question for question in earlier.values())
    if always > MOST_QUESTIONS:
        doc.fault(_WORDS["too_many"].format(count=always, most=MOST_QUESTIONS), "questions")


def _check_head(doc: Document, data: dict[str, Any]) -> None:
    if not is_id(data.get("id")):
        doc.fault(_WORDS["id"], "id")
    for name in ("version", "title", "welcome", "thanks"):
        if not is_text(data.get(name)):
            doc.fault(_WORDS["head"].format(name=name), name)
    _check_points(doc, data.get("points"))
    days = data.get("expires_days", 14)
    if not is_whole(days) or not 1 <= days <= 92:
        doc.fault(_WORDS["expires_days"], "expires_days")
    _check_targets(doc, data.get("targets", {}))


def _check_points(doc: Document, points: Any) -> None:
    values = list(points.values()) if isinstance(points, dict) else []
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    if list(points or ()) != list(SCORES) or not numbers or not _rising(values):
        doc.fault(_WORDS["points"], "points")


def _rising(values: list[float]) -> bool:
    return sorted(set(values)) == values and values[0] >= 0 and values[-1] <= 100


def _check_targets(doc: Document, targets: Any) -> None:
    if not isinstance(targets, dict) or not set(targets) <= {"county", "town"}:
        doc.fault(_WORDS["targets"], "targets")
        return
    for level, number in targets.items():
        if not is_whole(number) or number < 0:
            doc.fault(_WORDS["target"].format(level=level), "targets", level)


def _check_question(
    doc: Document, question: dict[str, Any], i: int, earlier: dict[str, dict[str, Any]]
) -> None:
    here = ("questions", i)
    _known(doc, question, _QUESTION, *here)
    name, kind = question.get("id"), question.get("type")
    if not is_id(name):
        doc.fault(_WORDS["id"], *here, "id")
    elif name in earlier:
        doc.fault(_WORDS["id_twice"].format(name=name), *here, "id")
    if not isinstance(kind, str) or kind not in KINDS:
        doc.fault(_WORDS["type"].format(kinds=kinds_in_words()), *here, "type")
        return
    if not is_text(question.get("text")):
        doc.fault(_WORDS["text"], *here, "text")
    if "page" in question and not is_text(question["page"]):
        doc.fault(_WORDS["page"], *here, "page")
    if not isinstance(question.get("required", True), bool):
        doc.fault(_WORDS["required"], *here, "required")
    _check_dimension(doc, question, here)
    check_fields(doc, question, here)
    KINDS[kind].check(doc, question, here)
    _check_when(doc, question, here, earlier)
    _check_screen(doc, question, here)
    seen = question.get("attention")
    if "attention" in question and not (is_text(seen) and seen in _values(question)):
        doc.fault(_WORDS["attention"], *here, "attention")


def _check_dimension(doc: Document, question: dict[str, Any], here: Path) -> None:
    if "dimension" not in question:
        return
    if question["dimension"] not in DIMENSIONS:
        doc.fault(_WORDS["dimension"].format(dimensions="、".join(DIMENSIONS)), *here, "dimension")
    if not KINDS[question["type"]].scored:
        kinds = "、".join(kind.name for kind in KINDS.values() if kind.scored)
        doc.fault(_WORDS["unscored"].format(kinds=kinds), *here, "dimension")


def _check_when(
    doc: Document, question: dict[str, Any], here: Path, earlier: dict[str, dict[str, Any]]
) -> None:
    when = question.get("when", {})
    if not isinstance(when, dict):
        doc.fault(_WORDS["when"], *here, "when")
        return
    for name, values in when.items():
        if name not in earlier:
            doc.fault(_WORDS["when_unknown"].format(name=name), *here, "when", name)
            continue
        known = _values(earlier[name])
        if not known:
            doc.fault(_WORDS["when_free"].format(name=name), *here, "when", name)
        elif not isinstance(values, list) or not values:
            doc.fault(_WORDS["when_list"].format(name=name), *here, "when", name)
        else:
            for value in values:
                if str(value) not in known:
                    doc.fault(
                        _WORDS["when_answer"].format(name=name, value=value), *here, "when", name
                    )


def _check_screen(doc: Document, question: dict[str, Any], here: Path) -> None:
    screen = question.get("screen")
    if screen is None:
        return
    if not isinstance(screen, dict) or not is_text(screen.get("otherwise")):
        doc.fault(_WORDS["otherwise"], *here, "screen")
        return
    _known(doc, screen, {"drop", "from", "to", "otherwise"}, *here, "screen")
    if not question.get("required", True):
        doc.fault(_WORDS["screen_required"], *here, "screen")
    if KINDS[question["type"]].screens_by_range:
        low, high = screen.get("from"), screen.get("to")
        if not is_whole(low) or not is_whole(high) or low > high:
            doc.fault(_WORDS["screen_range"], *here, "screen")
        return
    drop = screen.get("drop")
    if not isinstance(drop, list) or not {str(v) for v in drop} <= _values(question):
        doc.fault(_WORDS["drop"], *here, "screen")


def _values(question: dict[str, Any]) -> set[str]:
    """The answers of a question that others can depend on."""
    kind = KINDS.get(str(question.get("type")))
    return set(kind.values(question)) if kind else set()


def _known(doc: Document, data: dict[str, Any], names: set[str], *path: str | int) -> None:
    for name in data:
        if name not in names:
            doc.fault(_WORDS["unknown"].format(name=name), *path, name)
