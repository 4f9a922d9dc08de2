"""Every type of question can be written, asked, answered, refused and taken to other tools."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.interview.parse_answer import read
from surveys.interview.state import InterviewEvent, InterviewState, InterviewStep
from surveys.interview.wording import worded
from surveys.questionnaire.kinds import KINDS, sketch
from surveys.questionnaire.limesurvey import to_limesurvey
from surveys.questionnaire.lint import lint
from surveys.questionnaire.model import FOLDER, Questionnaire, load
from surveys.questionnaire.xlsform import from_xlsform, to_xlsform
from tests.surveys.standard import resolve

SHIPPED = (FOLDER / "satisfaction.yml").read_text(encoding="utf-8")
SOURCE = "".join(line for line in SHIPPED.splitlines(True) if not line.startswith("#"))
OPTIONS = [{"value": "a", "title": "甲项"}, {"value": "b", "title": "乙项"}]
OWN: dict[str, dict[str, Any]] = {
    "five_point": {"titles": ["很糟", "较差", "普通", "较好", "极好"]},
    "single": {"options": OPTIONS},
    "multiple": {"options": OPTIONS},
    "number": {"from": 0, "to": 9, "unit": "次"},
    "place": {"elsewhere": "我不住在嘉兴"},
}
# What people answer, and what is then stored.
ANSWERS = {
    "five_point": ("较好", "4"),
    "single": ("乙项", "b"),
    "multiple": ("甲项和乙项", "a,b"),
    "scale": ("10分", "10"),
    "number": ("三", "3"),
    "text": ("河水发黑", "河水发黑"),
    "place": ("王店镇", "330411105"),
}
UNREADABLE = {"text": " "}
WORDS_OF_OTHERS = re.compile(r"[a-z]+ [a-z]+")


def asking(kind: str, **more: Any) -> dict[str, Any]:
    """The shipped questionnaire with a single question of this type."""
    body: dict[str, Any] = yaml.safe_load(SOURCE)
    question = {"id": "asked", "type": kind, "text": "问", **OWN.get(kind, {}), **more}
    return {**body, "questions": [question]}


def written(body: dict[str, Any]) -> str:
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False)


def made(kind: str) -> Questionnaire:
    return load(written(asking(kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_understood_as_people_answer_it(kind: str) -> None:
    said, stored = ANSWERS[kind]
    found = read(made(kind).questions[0], said, resolve)
    assert (found and found[0]) == stored


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_answer_gets_a_sentence_of_its_own(kind: str) -> None:
    questionnaire = made(kind)
    question = questionnaire.questions[0]
    assert read(question, UNREADABLE.get(kind, "哪里去了呀"), resolve) is None
    step = InterviewStep(InterviewState(at="asked", misses=1), InterviewEvent.UNCLEAR)
    turn = worded(questionnaire, step)
    assert turn.note
    assert "{" not in turn.text + turn.note


@pytest.mark.parametrize("kind", KINDS)
def test_an_officer_sees_what_will_be_offered(kind: str) -> None:
    shown = sketch(made(kind).questions[0])
    assert shown
    assert all(line.strip() for line in shown)


@pytest.mark.parametrize("kind", KINDS)
def test_it_comes_back_from_an_xlsform_as_it_went(kind: str) -> None:
    questionnaire = made(kind)
    assert load(from_xlsform(to_xlsform(questionnaire))).questions == questionnaire.questions


@pytest.mark.parametrize("kind", KINDS)
def test_limesurvey_gets_one_question_with_its_options(kind: str) -> None:
    rows = to_limesurvey(made(kind)).decode("utf-8-sig").splitlines()
    classes = [row.split("\t")[2] for row in rows]
    assert classes.count("Q") == 1
    assert classes.count("A") + classes.count("SQ") == len(made(kind).questions[0].options)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", sorted(set().union(*(kind.fields for kind in KINDS.values()))))
def test_what_only_other_types_can_say_is_named_as_a_fault(kind: str, field: str) -> None:
    if field in KINDS[kind].fields:
        return
    faults = [problem.message for problem in lint(written(asking(kind, **{field: "词"})))]
    assert any(fault.startswith(f"{field} 只用在") for fault in faults)


def test_an_unknown_type_is_answered_with_every_known_one_by_name() -> None:
    (fault,) = [p.message for p in lint(written(asking("date"))) if "type" in p.message]
    assert all(f"{kind.name}（{kind.title()}）" in fault for kind in KINDS.values())


@settings(deadline=None)  # a busy machine reads slowly
@given(
    st.integers(0, len(SOURCE) - 1),
    st.sampled_from(
        [":", "[", "]", "{", "'", '"', "\t", "- ", "&a", "*a", "!x", "%", "@", "|", "?"]
    ),
)
def test_every_fault_of_a_damaged_file_is_said_in_chinese(at: int, noise: str) -> None:
    for problem in lint(SOURCE[:at] + noise + SOURCE[at + 1 :]):
        assert not WORDS_OF_OTHERS.search(problem.message), problem
