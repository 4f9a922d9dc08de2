"""A questionnaire is read whole or refused with the line of every fault."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.questionnaire.__main__ import main
from surveys.questionnaire.kinds import KINDS
from surveys.questionnaire.lint import DIMENSIONS, lint
from surveys.questionnaire.model import FOLDER, QuestionnaireError, load, shipped

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
def test_nobody_is_ever_asked_eleven_questions(satisfied: str) -> None:
    assert len(shipped().path({"satisfaction": satisfied})) < 11


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
    ("old", "new", "word"),
    [
        ("id: satisfaction", "id: Satisfaction!", "id：小写"),
        ('version: "2026.2"', "version: 2026.2", "加引号"),
        ("title: 嘉兴", "titel: 嘉兴", "没有 titel"),
        ("points: {1: 0, 2: 25", "points: {1: 30, 2: 25", "从小到大"),
        ("points: {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}", "points: {1: 0, 5: 100}", "写全"),
        ("expires_days: 14", "expires_days: 0", "1 到 92"),
        ("targets: {county: 400", "targets: {city: 400", "county 和 town"),
        ("targets: {county: 400", "targets: {county: many", "整数"),
        ("- id: lived", "- id: town", "前面的题已经用了"),
        ("type: place", "tpye: place", "没有 tpye"),
        ("type: number", "type: numbers", "type：只能是"),
        ("elsewhere: 我不住在嘉兴", "required: maybe", "true 或 false"),
        ("drop: [under_half_year]", "drop: [forever]", "drop"),
        ("drop: [under_half_year]", "drop: {age: [17]}", "drop"),
        ("otherwise: 谢谢您！这次想先", "other: 谢谢您！这次想先", "otherwise"),
        ("{value: under_half_year,", "{value: 0,", "小写字母开头"),
        ("title: 半年到一年,", "title: 不到半年,", "两个选项里"),
        ("from: 1\n", "from: 200\n", "小的在前"),
        ("    unit: 岁", "    unit: 岁\n    unit: 年", "写了两次"),
        ("dimension: 获得感", "dimension: 获得", "dimension：只能是"),
        ("titles: [差了很多,", "titles: [", "五个写法"),
        ("titles: [差了很多,", "titles: [差不多,", "不能重复"),
        ("when: {satisfaction: [1, 2]}", "when: {satisfied: [1]}", "前面没有题目 satisfied"),
        ("when: {satisfaction: [1, 2]}", "when: {attention: [pink]}", "没有答案 pink"),
        ("when: {satisfaction: [1, 2]}", "when: {age: [35]}", "没有选项"),
        ("when: {satisfaction: [3, 4, 5]}", "when: {reason: [x]}", "前面没有题目 reason"),
        ("attention: blue", "attention: pink", "attention"),
        ("text: 明年这里", "text: ''\n    page: 明年这里", "text：要写"),
    ],
)
def test_a_fault_is_named_with_its_own_line(old: str, new: str, word: str) -> None:
    broken = SOURCE.replace(old, new, 1)
    assert broken != SOURCE
    lines = broken.splitlines()
    touched = {
        number
        for number, line in enumerate(lines, 1)
        if line not in SOURCE.splitlines() or line.strip() in new.strip().splitlines()
    }
    blamed = [problem.line for problem in lint(broken) if word in problem.message]
    assert blamed
    # What is missing is missed where its block begins.
    assert set(blamed) & (touched | {number - 1 for number in touched if "otherwise" in word})


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


@settings(deadline=None)  # the first reading of a file this long takes its time
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
