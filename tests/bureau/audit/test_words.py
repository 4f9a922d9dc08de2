"""What a line's codes are told in."""

from __future__ import annotations

import pytest

from bureau.audit import told

MEANINGS = {"authority": {"city_enforcement": "综合行政执法局"}, "category": {"odor": "异味"}}


@pytest.mark.parametrize(
    ("detail", "read"),
    [
        ("", ""),
        ("verb=refer authority=city_enforcement", "步骤：转其他部门；转给：综合行政执法局"),
        ("category=odor", "类型：异味"),
        ("category=gone", "类型：gone"),  # a code of earlier days stays
        ("active=0", "启用：否"),
        ("verb=a=b", "步骤：a=b"),
        ("20261124-0001-7", "20261124-0001-7"),  # no pair: stays
        ("once=was", "once=was"),
    ],
)
def test_codes_are_read_as_words_and_unknown_ones_stay(detail: str, read: str) -> None:
    assert told(detail, MEANINGS) == read
