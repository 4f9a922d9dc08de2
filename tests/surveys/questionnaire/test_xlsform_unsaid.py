"""What a form says that we cannot ask is refused by row and column, never passed over."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaire.model import Questionnaire, QuestionnaireError, load
from surveys.questionnaire.xlsform import from_xlsform
from tests.surveys.questionnaire.forms import SAID_NOWHERE, form_saying, taken, workbook


def refused(**sheets: list[list[Any]]) -> str:
    with pytest.raises(QuestionnaireError) as error:
        from_xlsform(workbook(**sheets))
    return str(error.value)


@pytest.mark.parametrize(("column", "cell"), SAID_NOWHERE)
def test_a_cell_that_has_no_form_here_is_named_by_row_and_column(column: str, cell: Any) -> None:
    message = refused(**form_saying(column, cell))
    assert "第 3 行" in message
    assert f"{column.split('::')[0].lower()} 一格" in message


@given(st.text("abcdefghij备注说明", min_size=3, max_size=12), st.text("甲乙丙丁12", min_size=1))
def test_a_column_nobody_knows_is_named(column: str, cell: str) -> None:
    message = refused(**form_saying(column, cell))
    assert f"第 3 行：{column.lower()} 一格" in message


@pytest.mark.parametrize("cell", [0, False, "0"])
def test_a_cell_that_holds_nought_is_filled(cell: Any) -> None:
    assert "备注 一格" in refused(**form_saying("备注", cell))


def test_a_cell_beside_the_headings_is_named_by_its_place() -> None:
    survey = [["type", "name", "label"], ["text", "why", "为什么", None, "重要"]]
    assert "第 2 行：第 5 列（没有列名） 一格" in refused(survey=survey)


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("select_one yn or_other", "or_other"),
        ("select_multiple yn or_other", "or_other"),
        ("select_one nowhere", "nowhere"),
        ("select_one", "选项"),
        ("begin_repeat", "repeat"),
        ("begin repeat", "repeat"),
        ("calculate", "calculate"),
        ("note", "note"),
        ("geopoint", "geopoint"),
        ("date", "date"),
        ("decimal", "decimal"),
        ("image", "image"),
        ("rank yn", "rank"),
        ("select_one_from_file a.csv", "select_one_from_file"),
        ("hidden", "hidden"),
        ("", "题型"),
    ],
)
def test_a_type_that_has_no_form_here_is_named_with_its_row(kind: str, word: str) -> None:
    message = refused(**taken(["", "q", "问", None, None], type=kind))
    assert "第 3 行：type 一格" in message
    assert word in message


def test_a_sheet_nobody_knows_is_named_unless_it_is_empty() -> None:
    form = taken(["text", "q", "问", None, None])
    assert "external_choices" in refused(**form, external_choices=[["a"], ["b"]])
    assert "sheet1" in refused(**form, Sheet1=[["说明"], ["请先看"]])
    assert from_xlsform(workbook(**form, Sheet1=[]))


def test_cells_of_other_sheets_are_named_with_their_sheet() -> None:
    form = taken(["text", "q", "问", None, None])
    choices = [["list_name", "name", "label", "county"], ["yn", "y", "是", "330402"]]
    assert "choices 表第 2 行，county 一格" in refused(**form | {"choices": choices})
    settings = [["form_title", "pages"], ["问卷", "3"]]
    assert "settings 表第 2 行，pages 一格" in refused(**form, settings=settings)


def test_more_rows_than_are_read_are_refused() -> None:
    rows = [["text", f"q{n}", "问"] for n in range(2001)]
    assert "太大" in refused(survey=[["type", "name", "label"], *rows])


def asked(*rows: list[Any]) -> Questionnaire:
    return load(from_xlsform(workbook(**taken(*rows))))


@pytest.mark.parametrize(
    "relevant",
    [
        "${first} = 'y'", '${first} = "y"', "${first} = “y”", "${first} = ‘y’", "${first}='y'",
        "${first} = ＇y＇", "${first} ＝ “y”", "selected(${first}, 'y')",
        "selected( ${first} ,“y”)",
        "${first} == 'y'", "(${first} = 'y')", "selected（${first}, ‘y’）",
    ],
)  # fmt: skip
def test_quotes_of_any_shape_say_the_same(relevant: str) -> None:
    made = asked(["text", "why", "为什么", None, relevant])
    assert made.question("why").when == (("first", frozenset("y")),)


@pytest.mark.parametrize(
    "relevant",
    [
        "${first} != 'y'", "not(${first} = 'y')", "${first} > 3", "${first} = ${other}",
        "count-selected(${first}) > 1", "${first} = 'y' or ${first} = 'n' and ${why} = '1'",
        "true()", "${first} = 'y", "(${first} = 'y'", "once(${first})", "${first} = y",
        "${first} = 'y' AND ${why} = '1'", ".='y'", "${first} in ('y','n')",
    ],
)  # fmt: skip
def test_a_condition_that_says_more_is_refused(relevant: str) -> None:
    message = refused(**taken(["text", "why", "为什么", None, relevant]))
    assert "第 3 行：relevant 一格" in message


def test_what_a_group_waits_for_its_questions_wait_for() -> None:
    made = asked(
        ["begin_group", "g", "组", None, "${first} = 'y'"],
        ["select_one yn", "inner", "里面", None, None],
        ["begin group", "h", "小组", None, "${inner} = 'n'"],
        ["text", "deep", "更里面", None, "${first} = 'y' or ${first} = 'n'"],
        ["end group", None, None, None, None],
        ["end_group", None, None, None, None],
        ["text", "last", "外面", None, None],
    )
    assert made.question("inner").when == (("first", frozenset("y")),)
    assert dict(made.question("deep").when) == {"first": frozenset("y"), "inner": frozenset("n")}
    assert made.question("last").when == ()


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([["begin_group", "g", "组", None, "${first} > 1"], ["end_group", None, None, None, None]],
         "第 3 行：relevant 一格"),
        ([["begin_group", "g", "组", None, None]], "begin_group 没有 end_group"),
        ([["end_group", None, None, None, None]], "第 3 行：type 一格：多了"),
        ([["begin_group", "g", "组", None, "${first} = 'y'"],
          ["text", "why", "为什么", None, "${first} = 'n'"],
          ["end_group", None, None, None, None]], "第 4 行：relevant 一格"),
    ],
)  # fmt: skip
def test_a_group_that_cannot_be_taken_is_named(rows: list[list[Any]], word: str) -> None:
    assert word in refused(**taken(*rows))


def test_what_asks_nobody_stays_away_and_a_hint_is_said() -> None:
    made = asked(
        ["start", "start", None, None, None],
        ["deviceid", "deviceid", None, None, None],
        ["text", "why", "为什么", "一两句话", None],
    )
    assert [question.id for question in made.questions] == ["first", "why"]
    assert made.question("why").text == "为什么（一两句话）"


def test_a_question_put_aside_is_not_asked() -> None:
    survey = [["type", "name", "label", "disabled"], ["text", "a", "甲", None]]
    made = load(from_xlsform(workbook(survey=[*survey, ["geopoint", "b", "乙", "yes"]])))
    assert [question.id for question in made.questions] == ["a"]


@pytest.mark.parametrize("constraint", [". > 0", ". >= 0 and . <= 9 or . = 99", "regex(., '1')"])
def test_a_bound_that_says_more_is_refused(constraint: str) -> None:
    survey = [["type", "name", "label", "constraint"], ["integer", "a", "几个", constraint]]
    assert "第 2 行：constraint 一格" in refused(survey=survey)
