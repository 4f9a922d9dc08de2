"""Questionnaires travel to and from other survey tools."""

from __future__ import annotations

import contextlib
import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from surveys.questionnaire.__main__ import main
from surveys.questionnaire.limesurvey import COLUMNS, to_limesurvey
from surveys.questionnaire.model import (
    FOLDER,
    Questionnaire,
    QuestionnaireError,
    load,
    shipped,
)
from surveys.questionnaire.xlsform import from_xlsform, to_xlsform
from tests.surveys.questionnaire.forms import workbook

EVERY_KIND = load(
    """
id: kinds
version: "7"
title: "=1+1 \\"各种\\"题目"
points: {1: 20, 2: 40, 3: 60.5, 4: 80, 5: 100}
expires_days: 3
welcome: 您好
thanks: 谢谢
questions:
  - {id: where, type: place, text: 哪里, elsewhere: 别处,
     screen: {drop: [elsewhere], otherwise: 再见}}
  - {id: age, type: number, text: 多大, from: 1, to: 120, unit: 岁,
     screen: {from: 18, to: 70, otherwise: 再见}}
  - {id: how_good, type: five_point, text: 好吗, dimension: 满意度,
     titles: [甲, 乙, 丙, 丁, 戊], words: {5: [顶呱呱]}}
  - {id: mark, type: scale, text: 打几分, required: false}
  - id: kinds
    type: multiple
    text: 哪些
    page: 哪些（可多选）
    options: [{value: air, title: 空气, words: [大气]}, {value: water, title: 水}]
  - {id: colour, type: single, text: 选红, attention: red, when: {kinds: [air], how_good: [4, 5]},
     options: [{value: red, title: 红}, {value: blue, title: 蓝}]}
  - {id: why, type: text, text: 为什么, required: false, when: {mark: [0, 1]}}
"""
)  # fmt: skip


@pytest.mark.parametrize("questionnaire", [shipped(), EVERY_KIND], ids=lambda q: q.id)
def test_pyxform_accepts_our_form(questionnaire: Questionnaire) -> None:
    warnings: list[str] = []
    form = convert(to_xlsform(questionnaire), warnings=warnings, file_type=".xlsx")
    assert warnings == []
    for question in questionnaire.questions:
        assert f'nodeset="/data/{question.id}"' in form.xform


@pytest.mark.parametrize("questionnaire", [shipped(), EVERY_KIND], ids=lambda q: q.id)
def test_nothing_is_lost_on_the_way_out_and_back(questionnaire: Questionnaire) -> None:
    back = load(from_xlsform(to_xlsform(questionnaire)))
    assert replace(back, source="", digest="") == replace(questionnaire, source="", digest="")


def test_the_screened_out_see_kind_words_and_no_further_question() -> None:
    form = convert(to_xlsform(shipped()), file_type=".xlsx").xform
    bound = next(line for line in form.split("<bind ") if 'nodeset="/data/gain"' in line)
    assert "&gt;= 18" in bound
    assert "18到70岁" in form


def test_a_form_made_elsewhere_comes_in() -> None:
    survey = [
        ["type", "name", "label::中文 (zh)", "label::English (en)", "required", "relevant",
         "constraint"],
        ["start", "start", None, None, None, None, None],
        ["begin group", "g", "一组", "group", None, None, None],
        ["select_one agree", "clean", "干净吗", "clean?", "yes", None, None],
        ["select_one yn", "seen", "见过吗", "seen?", "true",
         "${clean} = '1' or ${clean} = '2'", None],
        ["integer", "Years", "住几年", "years", None,
         "selected(${seen}, 'y')", ". >= 0 and . <= 90"],
        ["end group", None, None, None, None, None, None],
    ]  # fmt: skip
    choices = [["list_name", "name", "label::中文 (zh)"]]
    choices += [
        ["agree", i, title] for i, title in enumerate(["很脏", "脏", "一般", "干净", "很干净"], 1)
    ]
    choices += [["yn", "y", "见过"], ["yn", "n", "没有"]]
    made = load(from_xlsform(workbook(survey=survey, choices=choices)))
    assert [question.kind for question in made.questions] == ["five_point", "single", "number"]
    assert made.questions[1].when == (("clean", frozenset("12")),)
    assert (made.questions[2].low, made.questions[2].high) == (0, 90)
    assert made.questions[0].text == "干净吗"


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (["geopoint", "spot", "在哪", None], "geopoint"),
        (["text", "why", "为什么", "${age} > 30"], "relevant"),
        (["text", "why", "为什么", "${a} = '1' or ${b} = '1'"], "relevant"),
        (["range", "mark", "几分", None], "start=0"),
    ],
)
def test_what_we_cannot_ask_is_named_with_its_row(row: list[Any], word: str) -> None:
    survey = [["type", "name", "label", "relevant"], ["text", "first", "先问", None], row]
    with pytest.raises(QuestionnaireError, match=f"第 3 行：.*{word}"):
        from_xlsform(workbook(survey=survey))


@pytest.mark.parametrize("cell", ["{", "[1]", "5", "null", '"text"', "=1+1"])
@pytest.mark.parametrize("column", ["x_points", "x_targets", "x_expires_days"])
def test_settings_that_were_spoilt_by_hand_are_refused_or_read(column: str, cell: str) -> None:
    form = openpyxl.load_workbook(io.BytesIO(to_xlsform(shipped())))
    header = [one.value for one in form["settings"][1]]
    form["settings"].cell(2, header.index(column) + 1, cell)
    for kind in ("x_when", "x_screen"):
        names = [one.value for one in form["survey"][1]]
        form["survey"].cell(3, names.index(kind) + 1, cell)
    data = io.BytesIO()
    form.save(data)
    with contextlib.suppress(QuestionnaireError):
        assert load(from_xlsform(data.getvalue()))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", workbook(other=[["a"]]), workbook(survey=[[]]),
     workbook(survey=[["type", "name"], ["select_one", "q"]])],
)  # fmt: skip
def test_what_is_no_form_is_refused(data: bytes) -> None:
    with pytest.raises(QuestionnaireError):
        from_xlsform(data)


def rows(questionnaire: Questionnaire) -> list[dict[str, str]]:
    data = to_limesurvey(questionnaire)
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


@pytest.mark.parametrize("questionnaire", [shipped(), EVERY_KIND], ids=lambda q: q.id)
def test_limesurvey_gets_every_question_once_in_order(questionnaire: Questionnaire) -> None:
    found = rows(questionnaire)
    assert list(found[0]) == list(COLUMNS)
    asked = [row["name"] for row in found if row["class"] == "Q"]
    assert asked == [question.id.replace("_", "") for question in questionnaire.questions]
    kinds = [row["class"] for row in found]
    assert found[kinds.index("G")]["name"] == questionnaire.title
    assert kinds.index("S") < kinds.index("SL") < kinds.index("G") < kinds.index("Q")


def test_limesurvey_codes_are_short_enough_and_carry_the_points() -> None:
    found = rows(shipped())
    codes = [row["name"] for row in found if row["class"] in ("A", "SQ")]
    assert all(len(code) <= 5 and code.isalnum() for code in codes)
    gain = next(i for i, row in enumerate(found) if row["name"] == "gain")
    assert [row["relevance"] for row in found[gain + 1 : gain + 6]] == [
        "0",
        "25",
        "50",
        "75",
        "100",
    ]


def test_limesurvey_branches_and_screens() -> None:
    relevance = {row["name"]: row["relevance"] for row in rows(shipped()) if row["class"] == "Q"}
    assert relevance["town"] == "1"
    assert 'satisfaction.NAOK == "A1" or satisfaction.NAOK == "A2"' in relevance["reason"]
    assert "age.NAOK >= 18" in relevance["reason"]
    kinds = {row["name"]: row["relevance"] for row in rows(EVERY_KIND) if row["class"] == "Q"}
    assert 'kinds_A1.NAOK == "Y"' in kinds["colour"]
    assert "mark.NAOK == 0" in kinds["why"]


def test_the_command_exports_and_imports(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(FOLDER / "satisfaction.yml")
    form, text, back = (str(tmp_path / name) for name in ("q.xlsx", "q.txt", "q.yml"))
    assert main(["export", source, form]) == main(["export", source, text]) == 0
    assert main(["import", form, back]) == main(["lint", back]) == 0
    assert load(Path(back).read_text(encoding="utf-8")).questions == shipped().questions
    assert main(["import", text, back]) == 1
    assert main(["dance"]) == 2
