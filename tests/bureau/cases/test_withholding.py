"""A citizen's own contact is taken out on their word; what they report of stays."""

from __future__ import annotations

import pytest

from bureau.cases.withholding import without


@pytest.mark.parametrize(
    ("text", "kinds", "left"),
    [
        (
            "塑料厂很臭，我叫王小明，电话13800001111",
            {"phone"},
            "塑料厂很臭，我叫王小明，电话〔电话〕",
        ),
        (
            "塑料厂很臭，我叫王小明，电话13800001111",
            {"name"},
            "塑料厂很臭，我叫〔姓名〕，电话13800001111",
        ),
        ("王先生13800001111", {"name", "phone"}, "〔姓名〕先生〔电话〕"),
        ("我姓陈 13800001111", {"name"}, "我姓〔姓名〕 13800001111"),
    ],
)
def test_the_contact_asked_for_is_gone(text: str, kinds: set[str], left: str) -> None:
    assert without(text, kinds) == left


@pytest.mark.parametrize(
    "text", ["厂长吴国强让人半夜排污", "车牌浙F66666往河里倒", "王店镇吉祥路88号 20000升", ""]
)
def test_what_is_reported_of_others_stays(text: str) -> None:
    assert without(text, {"name", "phone"}) == text
