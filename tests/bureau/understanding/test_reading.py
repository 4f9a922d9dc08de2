"""Place, odor, strength, effect, firm, urgency: what is said once is not asked again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.nlu_towns import missed
from bureau.places import gazetteer
from bureau.understanding import Clues, read

NOW = datetime(2024, 5, 15, 2, 0, tzinfo=UTC)


def clues(text: str, home: str | None = None) -> Clues:
    return read(text, at=NOW, home=home)


def town(code: str | None) -> str | None:
    place = gazetteer().get(code) if code else None
    return place.name if place else None


@pytest.mark.parametrize(
    ("text", "name", "words", "exact"),
    [
        ("昨晚十一点多独山港那边一股塑料味", "独山港镇", "独山港那边", False),
        ("嘉兴南湖区凤桥镇永红村旁边半夜排黑水", "凤桥镇", "嘉兴南湖区凤桥镇永红村旁边", True),
        ("王江泾镇长虹路口有人烧垃圾", "王江泾镇", "王江泾镇长虹路口", True),
        ("新塍的河又黑又臭", "新塍镇", "新塍", False),
        ("請來濮院鎮看看，河水發黑", "濮院镇", None, False),
        ("不是王店，是新塍", "新塍镇", "新塍", False),
        ("是新塍不是王店", "新塍镇", "新塍", False),
        ("是不是王店那边的厂在排", "王店镇", "王店那边", False),
        ("仓山区龙津河边上臭", None, None, True),
        ("东莞市长安镇工厂排污", None, None, None),
        ("A3区高桥镇垃圾成堆", None, None, None),
        ("新城国际花都半夜施工", None, None, None),
        ("臭死了", None, "", False),
    ],
)
def test_the_place_is_read_with_its_wording(text, name, words, exact):
    simplified = text.translate(str.maketrans("請來鎮發", "请来镇发"))
    found = clues(simplified)
    assert town(found.place) == name
    if words is not None:
        assert found.place_text == words
    if exact is not None:
        assert found.exact_place is exact


def test_home_stands_for_the_saved_town_only_where_home_is_said():
    home = next(place for place in gazetteer().towns() if place.name == "乌镇镇")
    assert clues("我家楼下烧烤店油烟", home.code).place == home.code
    assert read("我们小区臭", at=NOW, home=home).found_place == home
    assert clues("烧烤店油烟很大", home.code).place is None
    assert clues("我家这边没事，王店很臭", home.code).place != home.code
    assert clues("我家楼下烧烤店油烟").place_text == "我家楼下烧烤店"


@pytest.mark.parametrize(
    ("text", "qualities"),
    [
        ("一股臭鸡蛋味", ("臭鸡蛋",)),
        ("先是油漆味后来像烧焦了", ("油漆", "烧焦")),
        ("闻着像死鱼味又像农药", ("鱼腥", "农药")),
        ("猪屎的味道", ("粪臭",)),
        ("噪音很大", ()),
    ],
)
def test_odor_qualities_are_named_in_the_order_said_with_their_likely_sources(text, qualities):
    found = clues(text)
    assert found.odor_qualities == qualities
    assert bool(found.likely_sources) is bool(qualities)


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("臭死了根本受不了", 5), ("味道非常重", 4), ("有点味道", 2), ("若有若无的味道", 1),
        ("现在不臭了", 0), ("强度3", 3), ("河水发黑", None), ("三级水质", None),
    ],
)  # fmt: skip
def test_strength_is_0_to_5_from_the_words(text, strength):
    assert clues(text).intensity == strength


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("化工厂氨气泄漏了", True),
        ("河里大量死鱼", True),
        ("河里的鱼一夜之间全死了", True),
        ("闻了呼吸困难", True),
        ("厂里爆炸了冒黑烟", True),
        ("没有发生泄漏", False),
        ("这里没有泄漏", False),
        ("怕以后爆炸", False),
        ("个人信息泄露了", False),
        ("河里有条死鱼", False),
        ("臭死了", False),
    ],
)
def test_danger_is_flagged_at_once(text, urgent):
    assert clues(text).urgent is urgent


def test_effects_firm_anonymity_and_going_on_are_read():
    found = clues("匿名举报：凤桥镇宏达印染厂还在排，闻了头晕恶心，窗都不敢开")
    assert found.anonymous
    assert found.suspected_firm == "宏达印染厂"
    assert found.ongoing is True
    assert found.effects == ("头晕头痛", "恶心呕吐", "不敢开窗")
    assert clues("昨晚很臭，现在已经停了").ongoing is False
    assert clues("昨晚很臭").ongoing is None


@pytest.mark.parametrize("text", ["附近的化工厂", "一家印染厂排污", "楼下烧烤店", "那个厂子"])
def test_a_kind_of_firm_is_no_name(text):
    assert clues(text).suspected_firm is None


@pytest.mark.parametrize("text", ["", "   ", "？？？", "😷😷", "a" * 5000, "臭" * 5000, "\x00\n"])
def test_empty_huge_and_odd_texts_are_read_as_nothing_or_little(text):
    assert clues(text).place is None


@settings(deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(
            "昨今前天晚半夜点号月日年0123一二三十多开始从到每的河厂路村镇王店，。 :-/"
        ),
        max_size=40,
    )
)
def test_no_text_breaks_the_reading(text):
    clues(text)


# As they are published: with other cities' places, or with letters for them.
OTHERS = [
    "A7县丽园小区楼下餐饮店油烟扰民", "河水又黑又臭没人管", "仓山区工地凌晨还在施工，没法睡觉",
    "福州的朋友说他们那里也这样", "请求取缔B2区的砖厂", "又臭了",
]  # fmt: skip


def test_towns_are_found_whatever_they_are_joined_with():
    wrong, asked = missed(OTHERS, NOW)
    assert asked > 2000
    assert len(wrong) / asked <= 0.02, wrong


MISSPELT = {
    "王江径": "王江泾镇", "新滕": "新塍镇", "仆院": "濮院镇", "鸟镇": "乌镇镇", "澉铺": "澉浦镇",
    "油车巷": "油车港镇", "卫塘": "魏塘街道", "作浦": "乍浦镇",
}  # fmt: skip
SENTENCES = [
    "{}河水又黑又臭没人管",
    "昨天晚上{}那边有人烧垃圾",
    "我们{}这边半夜一股塑料味，窗都不敢开",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_towns_are_found_in_sentences_by_name_and_by_common_misspelling(sentence):
    asked = {place.name: place.name for place in gazetteer().towns()} | MISSPELT
    missed = [
        name for name, meant in asked.items() if town(clues(sentence.format(name)).place) != meant
    ]
    assert len(missed) / len(asked) <= 0.02, missed


@pytest.mark.parametrize("said", ["把王店改回新塍", "把王店镇换成新塍镇", "不是王店，是新塍"])
def test_a_place_that_is_taken_back_is_none(said: str) -> None:
    found = read(said, at=datetime.now(UTC)).found_place
    assert found is not None
    assert found.name == "新塍镇"


@pytest.mark.parametrize(
    "text",
    ["我不匿名 我姓陈", "不用匿名", "我要署名 真名", "实名举报吧", "没说要匿名", "取消匿名"],
)
def test_who_wants_to_be_named_is_not_anonymous(text: str) -> None:
    clues = read(text, at=NOW)
    assert clues.signed
    assert not clues.anonymous


@pytest.mark.parametrize("text", ["匿名", "别记我名字", "不实名", "名字不要写", "不留名"])
def test_who_does_not_want_to_be_named_is(text: str) -> None:
    clues = read(text, at=NOW)
    assert clues.anonymous
    assert not clues.signed


@pytest.mark.parametrize(
    ("text", "strength"), [("今天不臭了 昨晚臭", None), ("不臭了", 0), ("昨晚很臭，现在不臭了", 4)]
)
def test_what_is_over_was_there_before(text: str, strength: int | None) -> None:
    assert read(text, at=NOW).intensity == strength


@pytest.mark.parametrize("text", ["你别写现在还有", "现在不臭 是昨晚臭", "别写成正在发生"])
def test_what_is_said_to_be_over_does_not_go_on(text: str) -> None:
    assert read(text, at=NOW).ongoing is False


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("刚才说错了 是往北50米", ""), ("就今晚 哦不 昨晚", "昨晚"), ("不是四点 三点半", "三点半"),
        ("不是每逢初一十五 就昨天一次", "昨天"), ("白天没有 晚上才有", "晚上"),
        ("我刚才闻到的", "刚才"),
    ],
)  # fmt: skip
def test_a_time_that_is_taken_back_or_of_the_talk_is_none(text: str, time: str) -> None:
    assert read(text, at=NOW).time_text == time
