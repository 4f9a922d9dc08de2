from __future__ import annotations

import pytest

from bureau.dialogue.safety import (
    asks_for_a_doctor,
    asks_to_drink,
    everyday_fire,
    lets_chemicals_out,
    only_practised,
    supposes_danger,
    wonders_at_danger,
)


@pytest.mark.parametrize(
    "said",
    [
        "电动车在楼道里起火了", "楼下电瓶车自燃了", "邻居家厨房着火", "充电桩冒烟了",
        "车棚里烧起来了",
        "插座冒烟", "对面阳台冒烟了快来人", "电池炸了", "小区门口汽车着火了", "配电箱着火了怎么办",
    ],
)  # fmt: skip
def test_a_fire_of_daily_life_is_the_fire_brigades(said: str) -> None:
    assert everyday_fire(said)


@pytest.mark.parametrize(
    "said",
    [
        "火锅店着火一样的辣", "手机充电冒烟是正常吗", "去年楼上着过火 起火那次",
        "楼道里不能充电 怕着火",
        "隔壁烧烤冒烟到我家", "楼下天天冒烟", "厂里着火了", "我家对面烟囱冒烟",
        "听说小区里起火是演习",
        "邻居烧垃圾 冒烟",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_not(said: str) -> None:
    assert not everyday_fire(said)


@pytest.mark.parametrize(
    "said",
    [
        "如果化工厂爆炸了我们怎么办", "万一漏氨气往哪跑", "要是罐子炸了会怎样",
        "假如煤气漏了先干嘛",
    ],
)  # fmt: skip
def test_a_danger_that_is_supposed_is_known(said: str) -> None:
    assert supposes_danger(said)


@pytest.mark.parametrize(
    "said",
    [
        "有股煤气味 有没有危险", "臭鸡蛋味是不是有毒啊 有毒吗", "窗子响了一下 是不是哪里爆炸了",
        "自来水发黄能喝吗", "水龙头有味道 正常伐", "对面厂冒烟要紧伐 会不会有毒",
    ],
)  # fmt: skip
def test_asking_whether_it_is_dangerous_is_known(said: str) -> None:
    assert wonders_at_danger(said)


@pytest.mark.parametrize(
    "said",
    [
        "厂里漏氨气了 有人倒下了 有没有危险", "自来水有味道 全家上吐下泻 怎么回事",
        "烟囱冒白烟要紧伐",
        "自来水发黄", "煤气泄漏了", "基站有没有危险",
    ],
)  # fmt: skip
def test_what_happens_is_not_only_asked(said: str) -> None:
    assert not wonders_at_danger(said)
    assert not supposes_danger(said)


@pytest.mark.parametrize(
    ("said", "out"),
    [
        ("有人往沟里倒废酸", True), ("夜里偷排化学品", True),
        ("they are dumping toxic barrels", True),
        ("toxic water leaks out", True), ("倒垃圾", False), ("化学老师", False),
    ],
)  # fmt: skip
def test_chemicals_thrown_away_are_heard(said: str, out: bool) -> None:
    assert lets_chemicals_out(said) is out


@pytest.mark.parametrize(
    "said", ["明天厂里搞氨泄漏演练", "消防演习 放了烟", "下周园区拉练 会拉警报"]
)
def test_what_is_practised_is_no_danger(said: str) -> None:
    assert only_practised(said)


@pytest.mark.parametrize(
    "said", ["演练的时候真有人晕倒了", "氨漏了 工人往外跑", "演习完回来 孩子吐了"]
)
def test_whoever_is_hurt_in_a_drill_is_hurt(said: str) -> None:
    assert not only_practised(said)


@pytest.mark.parametrize(
    "said",
    [
        "要不要带她去医院",
        "该不该送医",
        "用不用叫救护车",
        "要去医院吗",
        "should I bring them inside",
    ],
)
def test_it_is_heard_that_a_doctor_is_asked_for(said: str) -> None:
    assert asks_for_a_doctor(said)


@pytest.mark.parametrize(
    "said", ["医院后面垃圾堆着", "去医院的路上很臭", "要不要身份证", "已经在医院了"]
)
def test_a_hospital_alone_asks_for_no_doctor(said: str) -> None:
    assert not asks_for_a_doctor(said)


def test_to_ask_whether_water_may_be_drunk_is_no_danger() -> None:
    assert asks_to_drink("and is tap water safe to drink")
    assert not asks_to_drink("tap water smells of petrol, is it safe to drink? 孩子吐了")
    assert not asks_to_drink("the tap water is black")
