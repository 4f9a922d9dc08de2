"""Places as people name them: alone, in a sentence, beside their town."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bureau.dialogue.where import only_a_place, own_words
from bureau.places import gazetteer
from bureau.understanding import read


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("王店镇吉祥路", True),
        ("我家楼下", True),
        ("在新塍那边", True),
        ("王店镇吉祥路臭死了", False),
        ("王店空气怎么样", False),
        ("你好", False),
        ("", False),
    ],
)
def test_a_place_that_stands_alone_is_told_from_one_in_a_sentence(text: str, alone: bool) -> None:
    assert only_a_place(text, read(text, at=datetime(2026, 11, 24, 6, tzinfo=UTC))) is alone


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("秀洲区王店镇吉祥路", "吉祥路"),
        ("嘉兴王店吉祥路88号", "吉祥路88号"),
        ("王店镇", ""),
        ("王店那边", ""),
        ("乍浦港码头", "乍浦港码头"),
        ("王店工业区", "王店工业区"),
    ],
)
def test_what_the_towns_name_tells_already_is_not_shown_twice(text: str, shown: str) -> None:
    mention = gazetteer().best(text)
    assert mention is not None
    assert own_words(text, mention.place, gazetteer()) == shown


def test_a_road_called_after_a_county_keeps_its_name() -> None:
    places = gazetteer()
    town = places.towns("330402")[0]
    assert own_words("南湖大道", town, places) == "南湖大道"


def test_the_town_behind_its_road_is_not_said_twice() -> None:
    places = gazetteer()
    town = places.towns("330402")[0]
    assert own_words(f"中山西路 {town.name}", town, places) == "中山西路"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("南湖区 东栅街道 云东路", "云东路"), ("桐乡 石门镇 羔羊", "羔羊"), ("在新塍", ""),
        ("海盐 沈荡镇 白洋河", "白洋河"), ("经开区 城南街道 由拳路", "由拳路"),
        ("地点是南湖区大桥镇步焦路中段", "步焦路中段"), ("位置在王店镇吉祥路", "吉祥路"),
        ("平湖市 当湖街道 梅兰苑", "梅兰苑"), ("嘉善 干窑 范泾村旁边", "范泾村旁边"),
        ("在水一方小区 新嘉街道", "在水一方小区"),
    ],
)  # fmt: skip
def test_a_place_told_in_steps_is_shown_once(text: str, shown: str) -> None:
    mention = gazetteer().best(text)
    assert mention is not None
    assert own_words(text, mention.place, gazetteer()) == shown
