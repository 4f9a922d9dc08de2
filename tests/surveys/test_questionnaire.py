"""A questionnaire is read whole or refused with the line of every fault."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from surveys.lint import DIMENSIONS, KINDS, lint
from surveys.questionnaire import FOLDER, QuestionnaireError, load, main, shipped

SOURCE = (FOLDER / "satisfaction.yml").read_text(encoding="utf-8")


def changed(old: str, new: str) -> list[str]:
    """The faults after one change to the shipped file."""
    assert old in SOURCE
    return [str(problem) for problem in lint(SOURCE.replace(old, new, 1))]


def line_of(text: str) -> int:
    return next(i for i, line in enumerate(SOURCE.splitlines(), 1) if text in line)


def test_the_shipped_questionnaire_has_no_fault() -> None:
    assert lint(SOURCE) == []


def test_it_asks_about_all_five_dimensions_once_each() -> None:
    assert [question.dimension for question in shipped().scored] == list(DIMENSIONS)


@pytest.mark.parametrize("satisfied", list("12345"))
def test_nobody_is_ever_asked_ten_questions(satisfied: str) -> None:
    assert len(shipped().path({"satisfaction": satisfied})) < 10


def test_it_screens_town_months_and_age() -> None:
    screened = {q.id: q.screen for q in shipped().questions if q.screen}
    assert not screened["town"].passes("elsewhere")
    assert not screened["lived"].passes("under_half_year")
    assert [screened["age"].passes(age) for age in ("17", "18", "70", "71")] == [
        False, True, True, False,
    ]  # fmt: skip


def test_the_discontent_are_asked_why_and_the_others_whether_they_read() -> None:
    names = {v: {q.id for q in shipped().path({"satisfaction": v})} for v in "15"}
    assert "reason" in names["1"]
    assert "attention" not in names["1"]
    assert "attention" in names["5"]
    assert "reason" not in names["5"]


def test_every_kind_of_question_can_be_written() -> None:
    body = yaml.safe_load(SOURCE)
    extra = {
        "five_point": {"titles": list("甲乙丙丁戊")},
        "single": {"options": [{"value": "a", "title": "甲"}, {"value": "b", "title": "乙"}]},
        "multiple": {"options": [{"value": "a", "title": "甲"}, {"value": "b", "title": "乙"}]},
        "number": {"from": 0, "to": 9},
    }
    body["questions"] = [
        {"id": f"q_{kind}", "type": kind, "text": "问", **extra.get(kind, {})} for kind in KINDS
    ]
    made = load(yaml.safe_dump(body, allow_unicode=True, sort_keys=False))
    assert [question.kind for question in made.questions] == list(KINDS)


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("dimension: 获得感", "dimension: 获得", "dimension: 获得感", "dimension"),
        ("type: number", "type: numbers", "type: number", "type"),
        ("when: {satisfaction: [1, 2]}", "when: {satisfied: [1]}", "[1, 2]}", "earlier question"),
        ("when: {satisfaction: [1, 2]}", "when: {satisfaction: [9]}", "[1, 2]}", "no answer 9"),
        ("attention: blue", "attention: pink", "attention: blue", "attention"),
        ("- id: lived", "- id: town", "- id: lived", "taken"),
        ("drop: [under_half_year]", "drop: [forever]", "drop: [under_half", "drop"),
        ("points: {1: 0, 2: 25", "points: {1: 30, 2: 25", "points:", "rising"),
        ('version: "2026.1"', "version: 2026.1", "version:", "quotation marks"),
        ("type: place", "tpye: place", "type: place", "not known"),
        ("    unit: 岁", "    unit: 岁\n    unit: 年", "unit: 岁", "twice"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(old: str, new: str, line: str, word: str) -> None:
    faults = changed(old, new)
    near = line_of(line)
    assert any(word in fault for fault in faults)
    assert any(f"line {near + more}:" in fault for fault in faults for more in (-1, 0, 1))


def test_all_faults_come_at_once() -> None:
    text = SOURCE.replace("type: number", "type: n").replace("attention: blue", "attention: x")
    assert len({problem.line for problem in lint(text)}) >= 2
    with pytest.raises(QuestionnaireError, match="attention"):
        load(text)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "a: [", "questions: 5", "id: 3\nquestions: [1, {}]", "&a {b: *a}", "x" * 300_000,
     "questions: " + "[" * 400, "!!python/object:os.system {}", "points: {1: 2018-99-99}", "\x00"],
)  # fmt: skip
def test_what_is_no_questionnaire_is_refused_and_never_breaks(text: str) -> None:
    assert lint(text)


@given(
    st.integers(0, len(SOURCE) - 1), st.sampled_from([":", "[", "'", "\t", "- ", "&a ", "", "0"])
)
def test_a_damaged_file_is_refused_or_read_but_never_breaks(at: int, noise: str) -> None:
    text = SOURCE[:at] + noise + SOURCE[at + 1 :]
    if not lint(text):
        load(text)


def test_the_command_prints_file_and_line(tmp_path, capsys) -> None:
    file = tmp_path / "q.yml"
    file.write_text(SOURCE.replace("type: number", "type: n"), encoding="utf-8")
    assert main(["lint", str(file)]) == 1
    assert f"{file}:{line_of('type: number')}: type" in capsys.readouterr().out
    assert main(["lint", str(FOLDER / "satisfaction.yml")]) == 0
