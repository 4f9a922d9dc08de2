"""Which village a report lies in."""

from __future__ import annotations

import pytest

from bureau.cases import Draft, Location
from bureau.cases.village import village_told
from bureau.places import gazetteer
from bureau.places.villages import KeptVillages, Village, VillageRegister

TOWN = "330411105"
A, B = Village(f"{TOWN}901", "甲里村"), Village(f"{TOWN}902", "乙里村")
GONE = Village(f"{TOWN}903", "丙里村", gone=True)
REGISTER = VillageRegister(KeptVillages([A, B, GONE]), gazetteer(), {})


def told(town: str | None = TOWN, **facts: object) -> str | None:
    return village_told(Draft(**facts), town, REGISTER)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "village"),
    [
        ({"place": A.code, "place_text": "乙里村"}, A.code),
        ({"place": TOWN, "place_text": "乙里村", "description": "甲里村来的水"}, B.code),
        ({"location": Location(120.7, 30.6, "王店镇乙里村"), "description": "甲里村"}, B.code),
        ({"description": "甲里村东头臭"}, A.code),
        ({"place": GONE.code, "place_text": "丙里村"}, None),
        ({"place": "330483101901", "description": "河边"}, None),
        ({}, None),
    ],
)
def test_the_place_then_the_label_then_the_words_decide(
    facts: dict[str, object], village: str | None
) -> None:
    assert told(**facts) == village


def test_without_a_town_or_in_another_nothing_is_read() -> None:
    assert told(None, place_text="甲里村") is None
    assert told("330483101", place=A.code, place_text="甲里村") is None
