"""A column is found by any of its names, wherever the header stands."""

from __future__ import annotations

import pytest

from tabular.faults import TableError
from tabular.file import chosen, sheets
from tabular.headings import columns, folded, knows, table_of
from tests.tabular.corpus import delimited, workbook

NAMES = {
    "site": ["站点", "站点名称"],
    "PM2.5": ["细颗粒物"],
    "O3": ["臭氧"],
    "O3_8h": ["臭氧8小时"],
}
IS_HEADER = knows(NAMES, all_of=["site"], any_of=["PM2.5", "O3"])


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("PM2.5", "pm2.5"), (" pm2_5 ", "PM2.5"), ("PM₂.₅(μg/m³)", "pm2.5"),
        ("ＰＭ２．５", "pm2.5"), ("CO\n（mg/m³）", "co"), ("氨 氮", "氨氮"), ("NH3-N", "nh3n"),
        ("\ufeffregion", "region"),
    ],
)  # fmt: skip
def test_one_name_is_written_in_many_ways(heading: str, name: str) -> None:
    assert folded(heading) == folded(name)


@pytest.mark.parametrize(("one", "other"), [("PM2.5", "PM10"), ("O3", "O3_8h"), ("q1", "q10")])
def test_two_names_stay_two(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_the_name_itself_wins_over_its_aliases_and_two_aliases_are_doubtful() -> None:
    assert columns(["臭氧", "O3"], NAMES) == {"O3": 1}
    with pytest.raises(TableError, match="几列都像是 site：站点、站点名称"):
        columns(["站点", "站点名称"], NAMES)
    with pytest.raises(TableError, match="列名重复：O3"):
        columns(["O3", "x", "O3"], NAMES)


def test_columns_that_nobody_wants_may_share_a_name() -> None:
    assert columns(["备注", "O3", "备注", "", ""], NAMES) == {"O3": 1}


TWO_ROWS = [
    ["2026年7月镇街道空气", "", "", ""],
    ["站点", "污染物浓度", "", "备注"],
    ["", "PM2.5", "臭氧", ""],
    ["王店站", "31", "90", ""],
]
NESTED = [
    ["站点", "细颗粒物", "", "臭氧", ""],
    ["", "", "分指数", "8小时", "分指数"],
    ["王店站", "31", "45", "90", "45"],
]


def read(data: bytes) -> tuple[dict[str, int], list[list[str]]]:
    table = table_of(chosen(sheets(data)), IS_HEADER)
    return columns(table.header, NAMES), [row.cells[:3] for row in table.rows]


def test_a_header_of_two_rows_is_one_in_a_csv_and_in_a_workbook() -> None:
    expected = ({"site": 0, "PM2.5": 1, "O3": 2}, [["王店站", "31", "90"]])
    assert read(delimited(TWO_ROWS).encode()) == expected
    blank = [[cell or None for cell in row] for row in TWO_ROWS]
    assert read(workbook(blank)) == expected
    assert read(workbook(blank, merged=["A1:D1", "A2:A3", "B2:C2", "D2:D3"])) == expected


def test_a_lower_heading_may_only_say_which_of_the_upper_it_is() -> None:
    table = table_of(
        chosen(sheets(delimited(NESTED).encode())), knows(NAMES, all_of=["site", "O3_8h"])
    )
    assert columns(table.header, NAMES) == {"site": 0, "PM2.5": 1, "O3_8h": 3}
    assert table.header[2] == "细颗粒物 分指数"


def test_without_a_header_the_first_row_stands_in_for_the_caller_to_complain() -> None:
    table = table_of(chosen(sheets(b"a,b\n1,2\n")), IS_HEADER)
    assert (table.header, [row.cells for row in table.rows]) == (["a", "b"], [["1", "2"]])


@pytest.mark.parametrize(
    ("below", "header", "rows"),
    [
        (["", "μg/m³"], ["站点", "PM2.5(μg/m³)"], 1),
        (["-", "mg/m3"], ["站点(-)", "PM2.5(mg/m3)"], 1),
        (["嘉兴", "μg/m³"], ["站点", "PM2.5"], 2),  # somewhere is no unit
        (["", "35"], ["站点", "PM2.5"], 2),
    ],
)
def test_units_in_a_row_of_their_own_belong_to_the_headings(
    below: list[str], header: list[str], rows: int
) -> None:
    content = delimited([["站点", "PM2.5"], below, ["南湖", "35"]])
    table = table_of(chosen(sheets(content.encode())), IS_HEADER)
    assert table.header == header
    assert len(list(table.rows)) == rows
