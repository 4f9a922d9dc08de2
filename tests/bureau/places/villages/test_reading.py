"""Which village a report means: twenty that say it, and as many that only sound like it."""

from __future__ import annotations

import pytest

from bureau.places.villages import Village
from bureau.places.villages.reading import read_village

TOWN = "330411105"
JIA = Village(f"{TOWN}901", "甲林村", ("老甲村", "银杏苑"))
YI = Village(f"{TOWN}902", "乙港社区", ("甲林花园",))
BING = Village(f"{TOWN}903", "丙庄村")
GONE = Village(f"{TOWN}904", "丁家村", gone=True)
ALL = [JIA, YI, BING, GONE]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("王店镇甲林村3组", JIA),
        ("甲林村东头的小厂", JIA),
        ("就在甲林村", JIA),
        ("我们甲林村这几天臭死了", JIA),
        ("甲林村村口", JIA),
        ("甲林村村委会后面", JIA),
        ("甲林村的河里", JIA),
        ("银杏苑北门", JIA),
        ("老甲村那边又在烧东西", JIA),
        ("乙港社区居委会门口", YI),
        ("住在乙港社区的人都闻到了", YI),
        ("甲林花园12幢", YI),
        ("丙庄村，靠近养猪场", BING),
        ("是丙庄村不是甲林村", BING),
        ("甲林村开来的车在丙庄村倒垃圾", BING),
        ("浙江省嘉兴市秀洲区王店镇丙庄村", BING),
        ("丙庄村丙庄村，快来", BING),
        ("不在乙港社区，在丙庄村", BING),
        ("丙庄村小学对面的甲林村", JIA),
        ("甲林村（老甲村）", JIA),
    ],
)
def test_a_village_that_is_named_is_read(text: str, meant: Village) -> None:
    assert read_village(ALL, [text]) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "王店镇",
        "甲林路上有味道",
        "甲林村路和中山路口",
        "甲林村饭店的油烟",
        "甲林村有限公司偷排",
        "丙庄村小学旁边",
        "不是甲林村",
        "丁家村",
        "甲林",
        "丙庄",
        "从甲林村开来的货车",
        "甲林村和丙庄村都闻到",
        "甲林村或者乙港社区",
        "甲林村对面",
        "甲林村方向飘来的味道",
        "戊山村",
        "村里",
        "社区门口",
        "不在甲林村那边",
    ],
)
def test_what_only_sounds_like_one_or_means_several_is_none(text: str) -> None:
    assert read_village(ALL, [text]) is None


def test_the_first_text_that_names_any_decides() -> None:
    assert read_village(ALL, ["河边", "丙庄村", "甲林村的厂"]) == BING
    assert read_village(ALL, ["甲林村和丙庄村", "丙庄村"]) is None


def test_a_name_that_two_villages_share_belongs_to_neither() -> None:
    other = Village(f"{TOWN}905", "戊村", ("银杏苑",))
    assert read_village([JIA, other], ["银杏苑"]) is None
    assert read_village([JIA, other], ["甲林村银杏苑"]) == JIA


def placed(number: int, longitude: float, latitude: float) -> Village:
    return Village(f"{TOWN}{number}", f"第{number}村", (), longitude, latitude)


def test_a_point_decides_only_where_one_centre_is_clearly_the_nearest() -> None:
    near, far = placed(901, 120.70, 30.60), placed(902, 120.76, 30.60)
    assert read_village([near, far], ["厂门口"], (120.701, 30.601)) == near
    assert read_village([near, far], ["厂门口"], (120.728, 30.60)) is None
    assert read_village([near, far], ["第902村"], (120.701, 30.601)) == far


def test_a_point_says_nothing_while_a_centre_is_missing_or_all_are_far() -> None:
    near, far = placed(901, 120.70, 30.60), placed(902, 120.76, 30.60)
    assert read_village([near, far, JIA], ["厂门口"], (120.701, 30.601)) is None
    assert read_village([near], ["厂门口"], (120.701, 30.601)) is None
    assert read_village([near, far], ["厂门口"], (120.60, 30.60)) is None
