"""The population table: every row is people of its own, and what is not understood is said."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.files.population import read_population
from surveys.files.problems import UnusableFileError

HEAD = "region,age,sex,count\n"
GOOD = "330402,18-29,男,100\n330402,18-29,女,110\n"
TOTALS = [
    "合计", "总计", "小计", "共计", "总数", "总人口", "全部", "全体", "汇总", "不分年龄", "全市",
    "全县", "合 计", "合计（人）", "男女合计", "Total", "TOTAL", "total ", "subtotal",
    "Grand Total", "All",
    "all ages", "Sum", "Both sexes", "男女", "总",
]  # fmt: skip


def read(text: str):
    return read_population(io.BytesIO(text.encode()))


def refused(text: str) -> str:
    with pytest.raises(UnusableFileError) as error:
        read(text)
    return str(error.value)


@pytest.mark.parametrize("word", TOTALS)
@pytest.mark.parametrize("row", ["{},18-29,男,9", "330402,{},男,9", "330402,18-29,{},9"])
def test_a_row_that_sums_up_others_is_refused_with_its_line(word: str, row: str) -> None:
    message = refused(HEAD + GOOD + row.format(word) + "\n")
    assert "第 4 行" in message
    assert "算两遍" in message


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("330402,,男,9", "年龄空着"),
        ("330402,18-29,,9", "性别空着"),
        ("330402,不详,男,9", "年龄空着"),
        ("330400,18-29,男,9", "整个市"),
        ("330402,壮年,男,9", "年龄“壮年”看不懂"),
        ("南湖区,18-29,男,9", "地区代码“南湖区”"),
        ("330402,18-29,男,一百", "人数“一百”"),
    ],
)
def test_a_row_that_is_not_understood_is_named_with_its_line(row: str, word: str) -> None:
    message = refused(HEAD + GOOD + row + "\n")
    assert "第 4 行" in message
    assert word in message


@pytest.mark.parametrize("column", ["year", "备注", "education", "总人数", "区县名称", ""])
def test_a_column_nobody_knows_is_named(column: str) -> None:
    assert (column or "没有列名") in refused(
        f"region,age,sex,count,{column}\n330402,18-29,男,1,x\n"
    )


@pytest.mark.parametrize(
    "row", ["330411,,,500", "330411,,男,9", "330411,60+,女,9", "330402105,30~39岁,女,7"]
)
def test_a_region_may_tell_less_than_another(row: str) -> None:
    assert read(HEAD + GOOD + row + "\n").counts


@given(st.lists(st.integers(0, 10**6), min_size=8, max_size=8).filter(any))
def test_people_are_counted_once(numbers: list[int]) -> None:
    cells = [(r, a, s) for r in ("330402", "330411") for a in ("18-29", "30-39") for s in "男女"]
    rows = [",".join((*cell, str(n))) for cell, n in zip(cells, numbers, strict=True)]
    assert sum(read(HEAD + "\n".join(rows) + "\n").counts.values()) == sum(numbers)
