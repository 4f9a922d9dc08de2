"""Several matters of one message are told apart, and one matter stays one."""

from __future__ import annotations

import pytest

from bureau.dialogue.matters import (
    asked_beside,
    lets_all_go,
    matters,
    replaced_trouble,
    replaced_words,
)


@pytest.mark.parametrize(
    "message",
    [
        "我要说三件事：王店镇塑料厂晚上臭，新塍镇工地半夜打桩，还有我们小区门口河水发黑",
        "两桩事：昨晚十一点多王店镇吉祥路塑料厂那边一股塑料味，很重；还有前天开始西塘镇环秀路的河水发黑发臭",
        "我跟你讲啊新塍镇富园路那个厂天天夜里放臭气完了洪合镇建林村那边还有人在往河里倒垃圾",
        "1、余新镇余北大街有人烧垃圾冒黑烟 2、凤桥镇新篁路工地半夜打桩 3、大桥镇亚太路河水发白",
        "反映两件，昨晚十一点多王店镇吉祥路塑料厂那边一股塑料味，很重；另一件是前天开始西塘镇环秀路的河水发黑发臭",
        "武原街道海滨路五金厂白天切割声刺耳 沈荡镇中大街烧烤店晚上油烟呛人 都管管",
        "王店镇吉祥路塑料厂晚上很臭，另外隔壁烧烤店油烟也很大",
        "一是油车港镇印染厂排黑水，二是高照街道工地扬尘大",
        "第一，濮院镇羊毛衫厂夜里机器轰鸣。第二，屠甸镇养猪场臭得很。第三，石门镇有人在运河边倒建筑垃圾",
        "海宁许村镇家纺城后面天天烧东西冒黑烟 盐官镇那边河里飘死鱼 丁桥镇公路边半夜广场舞音响吵",
        "昨天余新镇养猪场臭，今天凤桥镇也有一股臭鸡蛋味",
        "我家楼下烧烤店油烟大得开不了窗，还有马路对面工地打桩吵死了",
        "乍浦镇化工厂晚上偷偷排废气，然后新埭镇那边河道发绿",
        "那个喂我要反映一下就是我们干窑镇的砖窑厂灰尘大的嘞还有就是姚庄镇那个物流园大货车喇叭响一晚上",
        "①洲泉镇化纤厂有酸味②大麻镇家纺厂噪音大",
        "塑料厂很臭，还有工地半夜打桩",
        "王店塑料厂臭死了 洪合河水黑了",
        "新丰镇生姜厂污水直排，大桥镇步焦路上渣土车扬尘很大，另外七星街道湘家荡旁边烧烤店油烟呛人",
        "平湖当湖街道KTV半夜吵，钟埭街道箱包厂胶水味重",
        "我们小区门口河水发黑，另外楼上邻居天天敲墙",
        "钟埭印刷厂胶水味重得很，还有乍浦码头煤灰吹得满阳台",
        "西塘镇水泥厂石灰飘进屋里，还有姚庄镇养猪场臭得很",
        "王店镇家具厂木屑飞得到处都是，另外洪合镇毛衫厂半夜吵",
    ],
)
def test_several_matters_are_told_apart_and_no_word_is_lost(message: str) -> None:
    told = matters(message)
    assert len(told) > 1
    assert "".join(matter.words for matter in told).replace(" ", "") == message.replace(" ", "")
    assert all(matter.categories for matter in told)


@pytest.mark.parametrize(
    "message",
    [
        "昨天晚上王店镇吉祥路塑料厂又臭又吵，塑料味很重，机器响一整夜",
        "王店镇塑料厂晚上臭，还往河里排黑水",
        "从王店到新塍一路都是臭味，很呛",
        "我住王店镇，新塍镇那边飘过来臭味，很难闻",
        "在王店镇闻到臭味，怀疑是新塍镇化工厂排的废气",
        "王店镇塑料厂又臭又吵，眼睛也难受，还有点头晕",
        "王店镇和新塍镇交界处的河水发黑发臭",
        "王店镇塑料厂的臭味，新塍镇都闻得到，很呛",
        "昨天半夜臭，今天早上也臭，刚才又臭，王店镇塑料厂",
        "王店镇塑料厂两个问题：一是臭，二是机器吵",
        "厂里机器吵，食堂油烟呛，在洪合镇",
        "工地打桩又吵灰又大，在余新镇",
        "乌镇养猪场很臭，粪水排到河里，河水发黑",
        "不是王店是新塍，那边很臭味道很重",
        "王店镇塑料厂很臭，离新塍镇很近，味道很大",
        "塑料厂晚上臭，还有小区里都是臭味，孩子咳嗽",
        "河里有泡沫，是旁边厂里排的污水，很臭",
        "王店镇吉祥路塑料厂昨晚一股塑料味很重，顺便问下现在王店空气怎么样",
        "还有点臭，还有些吵",
        "秀洲区王店镇吉祥路很臭，王店镇那个塑料厂味道很重",
        "我家在嘉善，西塘镇古镇里烧烤油烟呛人很难闻",
        "臭味从新塍镇飘到王店镇，晚上特别呛",
        "饭店油烟大，排风机又吵",
        "王店镇没有臭味了，新塍镇还是很臭",
        "小区垃圾没人清，臭得很，苍蝇多",
        "嘉兴南湖区大桥镇工厂很吵，晚上灰尘也大",
        "上次报的王店镇臭味没解决，新塍镇也臭",
    ],
)
def test_what_only_looks_like_several_is_one(message: str) -> None:
    assert matters(message) == ()


def test_a_matters_words_are_those_of_the_citizen_to_the_letter() -> None:
    told = matters("王店镇塑料厂Ａ车间  晚上臭！！新塍镇工地 半夜打桩。。")
    assert [matter.words for matter in told] == [
        "王店镇塑料厂Ａ车间  晚上臭！！",
        "新塍镇工地 半夜打桩。。",
    ]


def test_a_very_long_message_loses_nothing() -> None:
    message = "王店镇塑料厂晚上臭，新塍镇工地半夜打桩，" + "真的很吵，" * 900
    assert "".join(matter.words for matter in matters(message)) == message


def test_the_time_before_a_place_goes_with_it() -> None:
    told = matters("余新镇养猪场臭得很昨天半夜凤桥镇工地打桩吵死了")
    assert told[1].words == "昨天半夜凤桥镇工地打桩吵死了"


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("王店镇塑料厂昨晚塑料味很重，顺便问下现在王店空气怎么样", "顺便问下现在王店空气怎么样"),
        ("塑料厂很臭。现在空气怎么样？", "现在空气怎么样？"),
        ("河水发黑，还想问一下多久有结果", "还想问一下多久有结果"),
        ("塑料厂很臭，你们怎么不管", ""),
        ("现在空气怎么样", ""),
        ("顺便问一下怎么举报", ""),
    ],
)
def test_a_question_beside_a_report_is_heard(message: str, question: str) -> None:
    reported, asked = asked_beside(message)
    assert asked == question
    assert (reported + asked).replace(" ", "") == message


def test_whoever_lets_all_go_says_so() -> None:
    assert lets_all_go("两件都不报了")
    assert not lets_all_go("这件不报了")


@pytest.mark.parametrize(
    ("said", "swap"),
    [
        ("不是臭味，是噪音", ("odor", "noise")), ("不是河水黑 是油烟", ("water", "air")),
        ("不是很臭 是有点", None), ("不是机器 是水泵", None), ("是不是臭味，是吗", None),
    ],
)  # fmt: skip
def test_one_trouble_put_for_another_is_heard(said: str, swap: tuple[str, str] | None) -> None:
    assert replaced_trouble(said) == swap


@pytest.mark.parametrize(
    ("said", "wrong", "right"),
    [
        ("是鸡不是猪", "猪", "鸡"), ("是鸭 不是鸡 我看走眼了", "鸡", "鸭"),
        ("我说的是灰 不是吵", "吵", "灰"), ("不是谈桥 是夹山村", "谈桥", "夹山村"),
    ],
)  # fmt: skip
def test_words_put_in_others_place_are_heard_whichever_comes_first(
    said: str, wrong: str, right: str
) -> None:
    assert replaced_words(said) == (wrong, right)


@pytest.mark.parametrize("said", ["是不是王店", "不是四点 三点半", "这是不是你们管"])
def test_a_question_puts_nothing_in_anothers_place(said: str) -> None:
    assert replaced_words(said) is None


def test_matters_that_are_counted_off_are_told_apart() -> None:
    told = matters("两件事:一 楼上空调外机半夜嗡嗡响 二 小区后面河里漂死猪")
    assert [one.categories for one in told] == [("noise",), ("water",)]


def test_facts_of_one_matter_that_are_counted_off_are_one() -> None:
    assert matters("1、时间昨晚 2、地点王店镇吉祥路 3、臭味很重") == ()
