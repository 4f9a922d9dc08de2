"""A unit in a heading is converted by the table or refused by name, and never passed over."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from bureau.quality.grading import grade_air_table
from bureau.quality.headings import air_headings
from bureau.quality.reading import number
from bureau.quality.tables import table
from bureau.quality.units import factors
from tabular.faults import TableError
from tabular.file import chosen, sheets
from tabular.headings import columns
from tests.bureau.quality.headings_with_units import AIR, WATER
from tests.tabular.corpus import workbook

NAMES = {**air_headings("hourly"), **table("surface_water")["aliases"]}


@pytest.mark.parametrize(("heading", "cell", "expected"), AIR + WATER)
def test_a_unit_is_converted_or_refused_by_name(
    heading: str, cell: str, expected: str | None
) -> None:
    at = columns([heading], NAMES)
    assert len(at) == 1
    if expected is None:
        with pytest.raises(TableError, match=r"的单位“.*”认不出；可用："):
            factors([heading], at)
    else:
        [factor] = factors([heading], at).values()
        assert float((number(cell) or Decimal(0)) * factor) == pytest.approx(float(expected))


def graded(data: bytes) -> tuple[list[str], list[tuple[int, str]]]:
    output, told = io.StringIO(), []
    grade_air_table(chosen(sheets(data)), output, lambda line, word: told.append((line, word)))
    return output.getvalue().splitlines(), told


def test_carbon_monoxide_in_micrograms_is_no_hazard() -> None:
    lines, told = graded("时间,PM2.5,CO(μg/m³)\n2026-09-02 12:00,10,600\n".encode())
    assert (lines[1].split(",")[3:5], told) == (["15", "优"], [])
    assert lines[1].startswith("2026-09-02 12:00,10,600,")


def test_units_may_stand_in_a_row_of_their_own() -> None:
    rows = [["时间", "PM2.5", "CO"], [None, "mg/m³", "μg/m³"], ["2026-09-02 12:00", 0.01, 600]]
    lines, told = graded(workbook(rows))
    assert (lines[1].split(",")[3:5], told) == (["15", "优"], [])


def test_a_cell_with_a_unit_of_its_own_is_named_by_its_line() -> None:
    text = "时间,PM2.5,CO\n2026-09-02 12:00,10,0.6\n2026-09-02 13:00,10,600μg/m³\n"
    lines, [(line, word)] = graded(text.encode())
    assert (line, "600μg/m³" in word) == (3, True)
    assert lines[2].endswith(",,,")


def test_a_unit_that_is_not_known_grades_nothing() -> None:
    with pytest.raises(TableError, match="“CO\\(mg/L\\)”的单位“mg/L”认不出"):
        graded("时间,CO(mg/L)\n2026-09-02 12:00,1\n".encode())
