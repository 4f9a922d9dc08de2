from __future__ import annotations

import pytest

from bureau.dialogue.acts import load_reader
from bureau.dialogue.care import leaves, next_reply


def test_the_first_reply_is_the_one_that_holds_for_all() -> None:
    assert next_reply("tired", 0.9, ()) == ""


@pytest.mark.parametrize("kind", ["doing", "child", "third", "bereaved"])
def test_some_words_are_met_at_once_as_they_are(kind: str) -> None:
    assert next_reply(kind, 0.95, ()) == kind
    assert next_reply(kind, 0.3, ()) == ""


def test_no_reply_is_given_twice_while_others_are_left() -> None:
    said = ["first"]
    for _ in range(4):
        said.append(next_reply("repeats", 0.9, said))
    assert said == ["first", "repeats", "here", "here_still", "here_on"]


def test_where_a_life_is_at_stake_the_numbers_are_said_again() -> None:
    assert next_reply("doing", 0.9, ("doing", "here")) == "doing"


def test_what_is_unclear_is_listened_to() -> None:
    assert next_reply("child", 0.2, ("first",)) == "here"


def test_only_a_matter_said_for_sure_leaves_despair() -> None:
    assert leaves("matter", 0.7)
    assert not leaves("matter", 0.3)
    assert not leaves("calm", 0.9)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("好 我这就去打", "will_call"),
        ("那个电话一直没人接", "unanswered"),
        ("我不想打电话 就想跟你讲讲", "no_phone"),
        ("你怎么老说一样的话", "repeats"),
        ("我才十二岁", "child"),
        ("手上流了好多血", "doing"),
        ("我把药都扔了", "safer"),
        ("刚才冲动 现在没事了", "calm"),
        ("我弟弟说他想死 我怎么劝", "third"),
        ("我老伴上个月走了", "bereaved"),
        ("欠了好多债 还不上", "burden"),
        ("新塍镇那个厂晚上又排废气", "matter"),
        ("接着报那个厂", "matter"),
    ],
)
def test_what_is_said_in_despair_is_told_apart(said: str, kind: str) -> None:
    assert load_reader().care(said)[0] == kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("举报以后老板带人堵我家门", "besieged"),
        ("他们在外面砸门 我害怕", "besieged"),
        ("再不管我一把火烧了那个厂", "threat"),
        ("把举报人的电话给我", "expose"),
        ("是谁举报的我", "expose"),
        ("你们执法的人收了老板红包", "staff"),
        ("有人在田里烧秸秆", "none"),
        ("楼上天天砸墙", "none"),
        ("举报会保密吗", "none"),
        ("门口堵着渣土车", "none"),
    ],
)
def test_threats_and_reprisal_are_told_from_what_only_sounds_so(said: str, kind: str) -> None:
    read, chance = load_reader().hostile(said)
    assert (read if chance >= 0.6 else "none") == kind
