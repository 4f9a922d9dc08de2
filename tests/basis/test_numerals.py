"""Whole numbers as people write them."""

from __future__ import annotations

import pytest

from basis.numerals import numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("35", 35), ("３５", 35), ("三十五", 35), ("十", 10), ("十二", 12), ("廿三", 23),
        ("卅", 30), ("二〇", 20), ("两百", 200), ("百", 100), ("一百五", 150), ("三百二", 320),
        ("一百零五", 105), ("一百十", 110), ("一百二十", 120), ("九百九十九", 999), ("零", 0),
    ],
)  # fmt: skip
def test_a_number_is_worth_what_people_mean(text: str, value: int) -> None:
    assert numeral(text) == value


@pytest.mark.parametrize("text", ["", "十百", "百百", "三八十", "几", "3.5", "二十廿", "五个"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        numeral(text)
