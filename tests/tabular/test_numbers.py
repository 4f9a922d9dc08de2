"""Numbers are read as people and programs write them, and look-alikes are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabular.numbers import number
from tests.tabular.corpus import NUMBERS, decimal


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_a_number_is_read_or_refused(text: str, value: str | None) -> None:
    if value is None:
        with pytest.raises(ValueError, match="no number"):
            number(text)
    else:
        assert number(text) == decimal(value)


@given(st.integers(-(10**12), 10**12), st.sampled_from([",", " ", "\u00a0", "，", ""]))
def test_whole_numbers_come_back_with_any_mark_between_thousands(value: int, mark: str) -> None:
    assert number(f"{value:,}".replace(",", mark)) == value
