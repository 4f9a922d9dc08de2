"""The words of a place: as they were written, with every number of a house, a floor, a room."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bureau.understanding.spots import read_spot
from tests.bureau.places.test_longer_names import SAID

STREETS, NUMBERS = st.sampled_from(SAID["streets"]), st.sampled_from(SAID["numbers"])


@settings(max_examples=300, deadline=None)
@given(STREETS, NUMBERS, st.integers(min_value=1, max_value=9999))
def test_any_house_number_survives_as_it_was_written(street, number, value):
    address = street + number.format(value)
    for sentence in ("{}有臭味", "昨晚在{}，味道很大", "{}"):
        assert read_spot(sentence.format(address), None).text == address


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("新塍镇虹桥路12号有臭味", "新塍镇", "新塍镇虹桥路12号"),
        ("建设路8888号", None, "建设路8888号"),
        ("桐乡大道和昌盛路路口有臭味", None, "桐乡大道和昌盛路路口"),
        ("中山路、禾兴路交叉口东北角50米", None, "中山路、禾兴路交叉口东北角50米"),
        ("经开区 曙光路有味道", "经开区", "经开区 曙光路"),
        ("洪合镇建南村有人烧塑料", "洪合镇", "洪合镇建南村"),
        ("濮院", "濮院镇", "濮院"),
        ("人行道烧烤店油烟", None, "人行道烧烤店"),
        ("人民路88号", None, "人民路88号"),
        ("王店镇(吉祥路)臭", "王店镇", "王店镇(吉祥路)"),
        ("建设路8888号(南门)有味道", None, "建设路8888号(南门)"),
        ("绍兴市解放路臭", None, "绍兴市解放路"),
    ],
)
def test_the_words_of_a_place_stand_as_they_were_said(text, name, words):
    spot = read_spot(text, None)
    assert (spot.place.name if spot.place else None) == name
    assert spot.text == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("吵死了 中山西路 新嘉街道", "中山西路 新嘉街道"),
        ("梅里街那个臭味 王店", "王店梅里街"),
    ],
)
def test_a_road_said_before_its_town_is_found(text: str, words: str) -> None:
    spot = read_spot(text, None)
    assert (spot.text, spot.exact) == (words, True)


@pytest.mark.parametrize(
    "text", ["我跟村里讲过", "最近臭味是哪家厂", "臭臭臭恶心恶心工厂", "儿子幼儿园大班"]
)
def test_a_piece_of_a_sentence_is_no_place(text: str) -> None:
    assert read_spot(text, None).text == ""
