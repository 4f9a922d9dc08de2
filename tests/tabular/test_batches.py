"""Large tables come in batches, the same by the fast way and by the slow one."""

from __future__ import annotations

import io
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tabular.batches import TableFile
from tabular.faults import TableError
from tests.tabular.corpus import WHOLE, delimited, same_tables, workbook

SAME = list(same_tables())
WANTED = ["浓度", "编号"]


def read(data: bytes, wanted: list[str] = WANTED) -> tuple[list[int], list[tuple[str, ...]]]:
    """Lines and wanted cells of the rows, and no faults."""
    file = TableFile(io.BytesIO(data), wanted)
    lines: list[int] = []
    rows: list[tuple[str, ...]] = []
    for batch in file.batches(wanted):
        lines += batch.line.tolist()
        rows += zip(*(batch.columns[name].to_pylist() for name in wanted), strict=True)
    assert file.faults == {}
    return lines, rows


@pytest.mark.parametrize("data", [data for _, data in SAME], ids=[name for name, _ in SAME])
def test_the_same_columns_come_however_the_table_is_written(data: bytes) -> None:
    assert read(data)[1] == [("31", "1"), ("0.5", "2"), ("", "3")]


def test_a_title_and_two_rows_of_headings_are_passed_over() -> None:
    rows = [["九月电话调查", "", ""], ["编号", "空气", ""], ["", "浓度", "级别"], ["1", "31", "优"]]
    assert read(delimited(rows).encode()) == ([4], [("31", "1")])
    assert read(workbook(rows)) == ([4], [("31", "1")])


def test_rows_that_say_nothing_we_want_are_blank() -> None:
    text = "编号,浓度,x\n1,31,\n,,\n,  ,注\n2,32,\n,,\n"
    assert read(text.encode()) == ([2, 5], [("31", "1"), ("32", "2")])


def test_a_wanted_column_that_stands_twice_is_refused_and_another_is_not() -> None:
    with pytest.raises(TableError, match="列名重复：浓度"):
        read("编号,浓度,浓度\n1,2,3\n".encode())
    assert read("编号,浓度,x,x\n1,2,3,4\n".encode())[1] == [("2", "1")]


def test_faults_are_told_by_line_in_both_ways_and_the_rest_is_read() -> None:
    for odd in (b"", b"\n"):
        data = "编号,浓度\n".encode() + odd + b"1,31\n2\n3,33,9\n4,34\n5,\0\n"
        file = TableFile(io.BytesIO(data), WANTED)
        found = [batch.columns["编号"].to_pylist() for batch in file.batches(WANTED)]
        assert list(chain(*found)) == ["1", "4"]
        first = 3 + len(odd)
        assert sorted(chain(*file.faults.values())) == [first, first + 1, first + 3]


def test_a_path_is_read_and_a_stream_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(delimited(WHOLE).encode())
    assert sum(len(batch.line) for batch in TableFile(path, WANTED).batches(WANTED)) == 3
    with path.open("rb") as stream:
        list(TableFile(stream, WANTED).batches(WANTED))
        assert not stream.closed


@given(
    st.lists(
        st.tuples(st.integers(0, 10**6).map(str), st.text("0123456789,;\n \"'王店a-", max_size=5)),
        max_size=20,
    ),
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "gb18030"]),
)
@settings(max_examples=150, deadline=None)
def test_any_table_gives_the_same_columns_by_either_way(
    rows: list[tuple[str, str]], delimiter: str, encoding: str
) -> None:
    plain = delimited([("编号", "浓度"), *rows], delimiter=delimiter).encode(encoding)
    assert [row[::-1] for row in read(plain)[1]] == rows
    assert read(b"\n" + plain)[1] == read(plain)[1]
