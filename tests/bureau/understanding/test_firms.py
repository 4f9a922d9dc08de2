"""The accused firm, by the name a message gives it, or none."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bureau.understanding.firms import read_firm

TABLE = Path(__file__).with_name("firms.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
NAMED = sorted({row["firm"] for row in ROWS if len(row["firm"]) > 5 and "的" not in row["firm"]})


def test_the_table_is_long_enough_to_mean_something():
    assert len(ROWS) >= 100


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_a_firm_is_read_as_it_is_named(row):
    assert (read_firm(row["text"]) or "") == row["firm"]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(NAMED),
    st.sampled_from(["举报{}偷排", "怀疑是{}，半夜排的", "{}又臭了", "旁边的{}很吵"]),
)
def test_a_name_is_read_whole_in_whatever_sentence(firm, sentence):
    assert read_firm(sentence.format(firm)) == firm


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="厂店的印染王老公司一家路村在是 ，\x00A1", max_size=30))
def test_no_text_breaks_the_reading_and_a_firm_stands_in_the_text(text):
    firm = read_firm(text)
    assert firm is None or firm in text
