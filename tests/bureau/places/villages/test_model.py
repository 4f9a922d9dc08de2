"""A village's code and its name as people say it."""

from __future__ import annotations

import pytest

from bureau.places.villages import Village, town_of
from bureau.places.villages.model import spoken


@pytest.mark.parametrize("code", ["", "330411105", "33041110590", "33041110590x", "3304111059011"])
def test_a_code_has_twelve_digits(code: str) -> None:
    with pytest.raises(ValueError, match="twelve"):
        Village(code, "甲里村")


def test_within_a_town_is_a_prefix() -> None:
    assert town_of("330411105901") == "330411105" == Village("330411105901", "甲里村").town


@pytest.mark.parametrize(
    ("official", "said"),
    [
        ("甲里村村委会", "甲里村"),
        ("甲里村委会", "甲里村"),
        ("甲里村民委员会", "甲里村"),
        ("甲里村村民委员会", "甲里村"),
        ("乙社区居委会", "乙社区"),
        ("乙居民委员会", "乙社区"),
        ("乙社区居民委员会", "乙社区"),
        ("甲里村", "甲里村"),
        ("乙社区", "乙社区"),
        ("甲里", "甲里"),
    ],
)
def test_a_committee_gives_its_village_the_name(official: str, said: str) -> None:
    assert spoken(official) == said
