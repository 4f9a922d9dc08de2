"""A place's name within a longer name tells no place, whatever the name and the sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basis.packaged import yaml_beside
from bureau.places import Level, gazetteer

SAID = yaml_beside(__file__, "longer_names.yml")
PLACES = [*gazetteer().counties(), *gazetteer().towns()]
WAYS, SENTENCES = st.sampled_from(SAID["ways"]), st.sampled_from(SAID["sentences"])
SHORT = sorted({short for place in PLACES for short in place.short_names})


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SHORT), st.sampled_from(SAID["ways"] + SAID["kinds"]), SENTENCES)
def test_a_road_a_school_or_a_firm_named_after_a_place_is_not_there(name, suffix, sentence):
    longer = name + suffix
    if longer not in SAID["known"]:
        assert gazetteer().whereabouts(sentence.format(longer)).place is None


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([place for place in PLACES if place.level is Level.TOWN]),
    st.sampled_from(SHORT),
    WAYS,
    SENTENCES,
)
def test_a_town_named_in_full_outranks_the_name_its_road_carries(town, other, way, sentence):
    assert gazetteer().best(sentence.format(f"{town.name}{other}{way}")).place == town


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(list(SAID["elsewhere"].items())),
    st.sampled_from(SHORT),
    WAYS,
)
def test_a_road_of_another_city_is_elsewhere_whatever_it_is_called(city, name, way):
    written, meant = city
    said = gazetteer().whereabouts(f"{written}{name}{way}有臭味")
    assert said.place is None
    assert said.elsewhere == meant


@pytest.mark.parametrize(
    "text", ["洪河大桥", "王殿饭店", "新腾大厦", "红河路", "王江径大道", "凤乔路"]
)
def test_what_only_sounds_like_a_town_is_none_within_a_longer_name(text):
    assert gazetteer().best(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王店工业区", "王店镇"),
        ("桐乡高铁站", "桐乡市"),
        ("独山港化工园区", "独山港镇"),
        ("海宁污水处理厂", "海宁市"),
        ("海宁皮革城", "海洲街道"),
        ("西塘老街", "西塘镇"),
        ("乍浦派出所对面", "乍浦镇"),
        ("乍浦港码头", "乍浦镇"),
    ],
)
def test_what_belongs_to_a_place_still_tells_it(text, name):
    assert gazetteer().best(text).place.name == name
