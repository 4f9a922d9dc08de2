"""Here or elsewhere, one place or two: what a text says of where something is."""

import pytest

from bureau.places import gazetteer


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("王店镇乌镇都臭", ["王店镇", "乌镇镇"]),
        ("在王店镇，不是，在乌镇", ["王店镇", "乌镇镇"]),
        ("王江泾镇吉祥路，在油车港镇", ["王江泾镇", "油车港镇"]),
        ("南湖区王店镇臭", ["南湖区", "王店镇"]),
        ("嘉善县乍浦镇", ["嘉善县", "乍浦镇"]),
        ("海宁市，桐乡市", ["海宁市", "桐乡市"]),
        ("嘉善和平湖哪个好", ["嘉善县", "平湖市"]),
        ("桐乡的崇福镇和海宁的许村镇都臭", ["崇福镇", "许村镇"]),
        ("经开区和海宁都臭", ["经开区", "海宁市"]),
    ],
)
def test_two_places_of_which_one_can_be_meant_are_rivals(text, rivals):
    said = gazetteer().whereabouts(text)
    assert [place.name for place in said.rivals] == rivals
    assert said.contradictory


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("不是王店镇，是乌镇", "乌镇镇"),
        ("王店镇，不是乌镇", "王店镇"),
        ("我在王店镇不在乌镇", "王店镇"),
        ("是不是王店那边的厂", "王店镇"),
        ("乌镇开来的船在王店排污", "王店镇"),
        ("秀洲区王店镇", "王店镇"),
        ("海宁市许村镇，就是海宁的许村", "许村镇"),
        ("港区乍浦", "乍浦镇"),
        ("经开区城南街道", "城南街道"),
        ("平湖经开区", "平湖市"),
        ("洪合镇建林村", "洪合镇"),
        ("秀洲区洪合镇建林村的村民", "洪合镇"),
    ],
)
def test_what_is_taken_back_or_holds_the_other_contradicts_nothing(text, name):
    said = gazetteer().whereabouts(text)
    assert said.place.name == name
    assert not said.contradictory


def test_here_and_elsewhere_at_once_is_a_contradiction_that_names_the_city():
    said = gazetteer().whereabouts("我是海宁人，在上海打工，这边很臭")
    assert (said.place.name, said.elsewhere, said.contradictory) == ("海宁市", "上海", True)


def test_a_text_without_a_place_says_nothing():
    said = gazetteer().whereabouts("臭死了")
    assert (said.place, said.elsewhere, said.rivals, said.road) == (None, None, (), None)
