"""Forms as other tools make them, with one thing in them that we cannot ask."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

# A column and a filled cell of it that has no form here.
SAID_NOWHERE = [
    ("choice_filter", "county=${county}"), ("calculation", "${a} + 1"), ("default", "5"),
    ("readonly", "yes"), ("read_only", "yes"), ("repeat_count", "3"), ("trigger", "${first}"),
    ("media::image", "a.png"), ("image", "a.png"), ("audio", "a.mp3"), ("video", "a.mp4"),
    ("parameters", "randomize=true"), ("constraint", "regex(., '^1')"), ("required", "${a} = 1"),
    ("备注", "内部用"), ("bind::oc:group", "x"), ("save_to", "x"), ("负责人", "张三"),
]  # fmt: skip


def workbook(**sheets: list[list[Any]]) -> bytes:
    """Return a workbook of sheets of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def taken(*rows: list[Any], type: str | None = None) -> dict[str, list[list[Any]]]:  # noqa: A002
    """Return the sheets of a form of one choice, and after it the rows given."""
    kept = [[row[0] if type is None else type, *row[1:]] for row in rows]
    survey = [
        ["type", "name", "label", "hint", "relevant"],
        ["select_one yn", "first", "先问", None, None],
        *kept,
    ]
    choices = [["list_name", "name", "label"], ["yn", "y", "是"], ["yn", "n", "否"]]
    return {"survey": survey, "choices": choices}


def form_saying(column: str, cell: Any) -> dict[str, list[list[Any]]]:
    """Return the sheets of a form whose second question says one thing more."""
    survey = [
        ["type", "name", "label", column],
        ["text", "first", "先问", None],
        ["text", "second", "再问", cell],
    ]
    return {"survey": survey}
