"""Questions about air and water, and what they leave unsaid because it was said before."""

from __future__ import annotations

from datetime import datetime

import pytest

from bureau.dialogue.message import Message
from bureau.dialogue.period import PeriodKind
from bureau.dialogue.quality_question import QualityQuestion, gone_on_with, read_question
from bureau.dialogue.quality_words import is_water, section_name
from bureau.dialogue.situation import Situation
from bureau.places import gazetteer

AT = datetime.fromisoformat("2026-11-26T14:20:00+08:00")


def said(text: str, town: str | None = None) -> Message:
    return Message(at=AT, text=text, town=town)


def after(text: str) -> Situation:
    """The situation right after a question about air."""
    return Situation(topic=question(text).kept(AT))


def question(text: str, situation: Situation | None = None) -> QualityQuestion:
    return read_question(said(text), situation or Situation(), "air", gazetteer())


def test_a_question_of_few_words_goes_on_with_the_one_before() -> None:
    before = after("昨天王店PM2.5多少")
    there = question("那新塍呢", before)
    assert there.here.place is not None
    assert there.here.place.name == "新塍镇"
    assert (there.period.kind, there.what) == (PeriodKind.DAY, "PM2.5")


def test_a_new_question_takes_only_the_place_of_the_one_before() -> None:
    run = question("能跑步吗", after("昨天王店PM2.5多少"))
    assert run.here.place is not None
    assert run.here.place.name == "王店镇"
    assert (run.period.kind, run.what, run.going_out) == (PeriodKind.NOW, None, True)


def test_a_place_is_that_named_then_the_point_sent_then_home() -> None:
    sent = Situation(point=(120.70, 30.63, ""))
    assert question("新塍空气", sent).here.position is None
    assert question("空气怎么样", sent).here.position == (120.70, 30.63)
    home = read_question(said("空气怎么样", "330411105"), Situation(), "air", gazetteer()).here
    assert (home.place and home.place.code, home.named) == ("330411105", False)


def test_only_a_short_message_that_says_something_goes_on() -> None:
    before = after("王店空气怎么样")
    assert gone_on_with(said("昨天呢"), before, gazetteer()) == "air"
    assert gone_on_with(said("哈哈"), before, gazetteer()) is None
    assert gone_on_with(said("昨天我们全家一起去新塍吃饭了"), before, gazetteer()) is None
    assert gone_on_with(said("昨天呢"), Situation(), gazetteer()) is None
    assert gone_on_with(said("昨天呢"), Situation(topic={"topic": "alert"}), gazetteer()) is None


@pytest.mark.parametrize(
    ("asked", "water"),
    [
        ("今天平湖塘水能浇菜吗", "平湖塘"),
        ("长山河的水能喝吗", "长山河"),
        ("新塍塘水咋样了", "新塍塘"),
        ("上塘河这两天水质好吗", "上塘河"),
        ("秀湖水可以钓鱼吗", "秀湖"),
        ("湘家荡能下水不", "湘家荡"),
        ("麻泾港的水还行吗", "麻泾港"),
        ("南湖区水质", "南湖区"),
        ("平湖市的水怎么样", "平湖市"),
        ("海宁水质怎么样", "海宁"),
    ],
)
def test_the_water_that_is_meant_is_named_whatever_is_asked_of_it(asked: str, water: str) -> None:
    assert section_name(asked) == water


def test_another_water_is_not_looked_for_where_the_one_before_flows() -> None:
    lake = read_question(said("南湖水质怎么样"), Situation(), "water", gazetteer())
    canal = read_question(
        said("今天平湖塘水能浇菜吗"), Situation(topic=lake.kept(AT)), "water", gazetteer()
    )
    assert (canal.section, canal.here.place) == ("平湖塘", None)


@pytest.mark.parametrize(
    ("name", "code", "is_one"),
    [
        ("平湖塘", "330482", True),
        ("南湖", "330402", True),
        ("平湖", "330482", False),
        ("平湖市", "330482", False),
        ("秀洲区质量", "330411", False),
    ],
)
def test_a_county_named_after_a_lake_is_no_water(name: str, code: str, is_one: bool) -> None:
    county = gazetteer().get(code)
    assert county is not None
    assert is_water(name, county) is is_one
